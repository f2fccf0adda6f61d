DELETE WHERE { <document/v1/t2> dip:documentNumber ?value } ;
INSERT DATA { <document/v1/t2> dip:documentNumber "60"@en }
