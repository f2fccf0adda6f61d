INSERT DATA { <document/v1/t1#char=149,195> oa:hasSource <document/v1/t2> }
