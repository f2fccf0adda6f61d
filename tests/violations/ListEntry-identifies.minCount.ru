DELETE WHERE { <entry/v3/p_B1> dip:identifies ?value }
