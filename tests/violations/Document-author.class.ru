DELETE WHERE { <document/v1/t2> dip:author ?value } ;
INSERT DATA { <document/v1/t2> dip:author <nobody> }
