INSERT DATA { <document/v1/t2> dip:archivalSource "one" , "another" }
