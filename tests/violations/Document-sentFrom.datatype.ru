DELETE WHERE { <document/v1/t2> dip:sentFrom ?value } ;
INSERT DATA { <document/v1/t2> dip:sentFrom "x"@en }
