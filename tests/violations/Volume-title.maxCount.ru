INSERT DATA { <volume/v1> dcterms:title "Another title" }
