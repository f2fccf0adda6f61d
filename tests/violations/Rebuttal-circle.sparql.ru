INSERT DATA { <document/v1/t1/position/212-245-203> a dip:Rebuttal ; dip:rebuts <document/v1/t1/position/262-285-249> }
