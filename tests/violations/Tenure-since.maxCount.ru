INSERT DATA { <entry/v1/p_BL1/tenure/0-33> dip:since "1966"^^xsd:gYear }
