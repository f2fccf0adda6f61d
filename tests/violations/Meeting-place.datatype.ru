DELETE WHERE { <document/v1/t1/meeting/149-195> dip:place ?value } ;
INSERT DATA { <document/v1/t1/meeting/149-195> dip:place "x"@en }
