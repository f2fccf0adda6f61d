DELETE DATA { <document/v1/t1#selector=149,195> a oa:TextQuoteSelector }
