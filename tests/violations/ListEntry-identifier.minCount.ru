DELETE WHERE { <entry/v1/p_BL1> dcterms:identifier ?value }
