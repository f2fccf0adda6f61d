INSERT DATA { <document/v1/t2/position/99-145-94> dip:addressedTo <document/v1/t2/agent/duval> }
