DELETE WHERE { <document/v1/t1/meeting/149-195> dip:date ?value } ;
INSERT DATA { <document/v1/t1/meeting/149-195> dip:date "1906-12-20"^^xsd:date }
