DELETE DATA { <identification/v1/p_BL1/v3/p_B1> dip:joins <entry/v3/p_B1> } ;
INSERT DATA { <identification/v1/p_BL1/v3/p_B1> dip:joins <person/v3/p_B1> }
