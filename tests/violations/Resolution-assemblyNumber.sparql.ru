INSERT DATA { <resolution/another> a dip:Resolution ; rdfs:label "another" ; dip:symbol "A/RES/2874(XVI)" }
