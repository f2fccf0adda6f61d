INSERT DATA { <document/v1/t1> dcterms:date "1966-12-21"^^xsd:date }
