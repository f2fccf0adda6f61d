DELETE WHERE { <volume/v1> dcterms:title ?value } ;
INSERT DATA { <volume/v1> dcterms:title "Arcadia"@en }
