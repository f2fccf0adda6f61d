INSERT DATA { <entry/v1/p_BL1> dip:hasTenure <entry/v1/p_BL1/tenure/1-2> }
