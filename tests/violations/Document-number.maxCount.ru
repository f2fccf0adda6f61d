INSERT DATA { <document/v1/t2> dip:number "other" }
