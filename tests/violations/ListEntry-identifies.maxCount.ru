INSERT DATA { <entry/v3/p_B1> dip:identifies <person/v1/p_BL1> }
