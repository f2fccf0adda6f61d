INSERT DATA { <alone> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:start 0 ; oa:end 2 ; oa:exact "59" , "60" }
