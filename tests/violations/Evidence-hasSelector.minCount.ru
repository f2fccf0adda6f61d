INSERT DATA { <document/v1/t1#char=0,2> a oa:SpecificResource ; oa:hasSource <document/v1/t1> }
