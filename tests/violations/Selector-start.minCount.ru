INSERT DATA { <alone> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:end 2 ; oa:exact "59" }
