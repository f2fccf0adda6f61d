INSERT DATA { <document/v1/t2> dcterms:date "1966-13-21"^^xsd:date }
