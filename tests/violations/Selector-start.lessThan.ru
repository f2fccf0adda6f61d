INSERT DATA { <alone> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:start 2 ; oa:end 2 ; oa:exact "" }
