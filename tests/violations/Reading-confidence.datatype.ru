DELETE WHERE { <document/v1/t1/meeting/149-195> dip:confidence ?value } ;
INSERT DATA { <document/v1/t1/meeting/149-195> dip:confidence 9e-1 }
