DELETE WHERE { <entry/v1/p_BL1/tenure/0-33> dip:until ?value } ;
INSERT DATA { <entry/v1/p_BL1/tenure/0-33> dip:until "May 1968" }
