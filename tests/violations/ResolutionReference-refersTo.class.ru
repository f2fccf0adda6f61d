DELETE WHERE { <document/v1/t1/reference/233-245> dip:refersTo ?value } ;
INSERT DATA { <document/v1/t1/reference/233-245> dip:refersTo <nobody> }
