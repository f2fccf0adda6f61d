DELETE DATA { <document/v1/t1/position/262-285-249> a dip:Rebuttal } ;
INSERT DATA { <document/v1/t1/position/262-285-249> a dip:Position }
