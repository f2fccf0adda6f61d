INSERT DATA { <volume/v1> dcterms:identifier "v2" }
