INSERT DATA { <document/v1/t2> dip:author <document/v1/t2/agent/duval> }
