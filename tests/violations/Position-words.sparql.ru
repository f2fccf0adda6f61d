DELETE WHERE { <document/v1/t2/position/99-145-94> dip:content ?value } ;
INSERT DATA { <document/v1/t2/position/99-145-94> dip:content "the Assembly had settled it" }
