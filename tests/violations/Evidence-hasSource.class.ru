INSERT DATA { <document/v1/t1#char=0,2> a oa:SpecificResource ; oa:hasSource <nobody> ; oa:hasSelector <document/v1/t1#selector=149,195> }
