DELETE WHERE { <document/v1/t1/meeting/149-195> dip:duration ?value } ;
INSERT DATA { <document/v1/t1/meeting/149-195> dip:duration "x"@en }
