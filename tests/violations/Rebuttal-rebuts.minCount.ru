DELETE WHERE { <document/v1/t1/position/262-285-249> dip:rebuts ?value }
