INSERT DATA { <resolution/another> a dip:Resolution ; rdfs:label "another" ; dip:symbol "S/RES/242(1976)" }
