DELETE WHERE { <person/v1/p_BL1> dip:listEntry ?value } ;
INSERT DATA { <person/v1/p_BL1> dip:listEntry "p_BL1" }
