INSERT DATA { <resolution/another> a dip:DraftResolution ; rdfs:label "another" ; dip:symbol "A/RES/2222(XXI)" }
