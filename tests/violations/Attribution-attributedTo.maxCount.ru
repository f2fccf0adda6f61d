INSERT DATA { <document/v1/t1/attribution/agent%2Fduval> dip:attributedTo <person/v1/p_BL1> }
