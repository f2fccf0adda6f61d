DELETE WHERE { <entry/v3/p_B1> dip:identifies ?value } ;
INSERT DATA { <entry/v3/p_B1> dip:identifies <state/canada> }
