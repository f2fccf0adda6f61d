DELETE WHERE { <person/v1/p_BL1> dip:role ?value } ;
INSERT DATA { <person/v1/p_BL1> dip:role 1 }
