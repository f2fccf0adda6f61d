INSERT DATA { <document/v1/t2> dcterms:date "12345-12-21"^^xsd:date }
