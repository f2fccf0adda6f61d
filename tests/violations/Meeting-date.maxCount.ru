INSERT DATA { <document/v1/t1/meeting/149-195> dip:date "1966-12-19"^^xsd:date }
