DELETE WHERE { <document/v1/t1/position/262-285-249> dip:heldBy ?value } ;
INSERT DATA { <document/v1/t1/position/262-285-249> dip:heldBy <document/v1/t1/agent/duval> } ;
DELETE { <document/v1/t1/position/262-285-249> dip:addressedTo ?value } WHERE { <document/v1/t1/position/262-285-249> dip:addressedTo ?value }
