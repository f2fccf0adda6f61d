DELETE WHERE { <document/v1/t2> dcterms:isPartOf ?value } ;
INSERT DATA { <document/v1/t2> dcterms:isPartOf <nobody> }
