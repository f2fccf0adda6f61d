INSERT DATA { <document/v1/t1/attribution/agent%2Fduval> dip:accordingTo <entry/v1/p_BL1/tenure/0-33> }
