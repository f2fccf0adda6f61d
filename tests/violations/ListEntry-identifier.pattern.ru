DELETE WHERE { <entry/v1/p_BL1> dcterms:identifier ?value } ;
INSERT DATA { <entry/v1/p_BL1> dcterms:identifier "p_BL1" }
