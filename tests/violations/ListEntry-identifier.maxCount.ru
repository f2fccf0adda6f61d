INSERT DATA { <entry/v1/p_BL1> dcterms:identifier "v1#p_BL2" }
