DELETE WHERE { <document/v1/t2> dip:subject ?value } ;
INSERT DATA { <document/v1/t2> dip:subject "x"@en }
