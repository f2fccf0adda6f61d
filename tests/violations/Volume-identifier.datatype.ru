DELETE WHERE { <volume/v1> dcterms:identifier ?value } ;
INSERT DATA { <volume/v1> dcterms:identifier 1 }
