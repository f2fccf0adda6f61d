DELETE WHERE { <entry/v1/p_BL1/tenure/0-33> dip:since ?value } ;
INSERT DATA { <entry/v1/p_BL1/tenure/0-33> dip:since "spring 1965" }
