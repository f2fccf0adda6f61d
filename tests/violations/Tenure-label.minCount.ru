DELETE WHERE { <entry/v1/p_BL1/tenure/0-33> rdfs:label ?value }
