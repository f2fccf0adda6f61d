INSERT DATA { <identification/v1/p_BL1/v3/p_B1> dip:joins <entry/v2/p_B1> }
