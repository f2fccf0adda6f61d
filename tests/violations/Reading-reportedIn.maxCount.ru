INSERT DATA { <document/v1/t1/reference/233-245> dip:reportedIn <document/v1/t2> }
