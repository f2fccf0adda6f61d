DELETE WHERE { <document/v1/t2> dcterms:identifier ?value } ;
INSERT DATA { <document/v1/t2> dcterms:identifier 2 }
