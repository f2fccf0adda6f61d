INSERT DATA { <alone> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:start 0 , 1 ; oa:end 2 ; oa:exact "59" }
