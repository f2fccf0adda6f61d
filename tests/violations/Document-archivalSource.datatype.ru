DELETE WHERE { <document/v1/t2> dip:archivalSource ?value } ;
INSERT DATA { <document/v1/t2> dip:archivalSource "x"@en }
