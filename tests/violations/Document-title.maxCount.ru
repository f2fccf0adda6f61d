INSERT DATA { <document/v1/t2> dcterms:title "Another heading" }
