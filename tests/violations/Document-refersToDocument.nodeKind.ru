INSERT DATA { <document/v1/t1> dip:refersToDocument "document 3" }
