INSERT DATA { <document/v1/t2> dip:documentNumber "other" }
