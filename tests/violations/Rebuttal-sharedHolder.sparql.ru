INSERT DATA { <document/v1/t1/position/212-245-203> dip:heldBy <state/arcadia> } ;
INSERT DATA { <document/v1/t1/position/262-285-249> dip:heldBy <state/arcadia> }
