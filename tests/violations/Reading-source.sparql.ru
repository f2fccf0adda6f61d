DELETE WHERE { <document/v1/t1/meeting/149-195> dip:evidence ?value } ;
INSERT DATA { <document/v1/t1/meeting/149-195> dip:evidence <document/v1/t2#char=74,89> }
