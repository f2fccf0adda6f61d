DELETE WHERE { <document/v1/t2> dip:number ?value } ;
INSERT DATA { <document/v1/t2> dip:number "412"@en }
