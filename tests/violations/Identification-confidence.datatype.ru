DELETE WHERE { <identification/v1/p_BL1/v3/p_B1> dip:confidence ?value } ;
INSERT DATA { <identification/v1/p_BL1/v3/p_B1> dip:confidence "high" }
