INSERT DATA { <document/v1/t2> dcterms:identifier "v1/other" }
