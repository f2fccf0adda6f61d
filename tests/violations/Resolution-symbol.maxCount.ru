INSERT DATA { <resolution/A%2FSPC%2FL.130> dip:symbol "A/SPC/L.131" }
