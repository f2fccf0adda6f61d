INSERT DATA { <resolution/another> a dip:Resolution ; rdfs:label "another" ; dip:symbol "A/RES/2252(ES-V)" ; dip:adoptedOn "1966-07-04"^^xsd:date }
