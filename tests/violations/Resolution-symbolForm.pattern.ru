DELETE WHERE { <resolution/A%2FSPC%2FL.130> dip:symbol ?value } ;
INSERT DATA { <resolution/A%2FSPC%2FL.130> dip:symbol "L.130" }
