INSERT DATA { <document/v1/t1/position/262-285-249> dip:rebuts <document/v1/t2/position/99-145-94> }
