INSERT DATA { <entry/v1/p_BL1/tenure/0-33> dip:until "1969"^^xsd:gYear }
