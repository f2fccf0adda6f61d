INSERT DATA { <resolution/A%2FSPC%2FL.130> dip:sponsor <nobody> }
