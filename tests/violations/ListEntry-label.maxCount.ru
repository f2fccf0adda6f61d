INSERT DATA { <entry/v1/p_BL1> rdfs:label "Brook, Lucy" }
