DELETE WHERE { <document/v1/t2> dip:classification ?value } ;
INSERT DATA { <document/v1/t2> dip:classification "x"@en }
