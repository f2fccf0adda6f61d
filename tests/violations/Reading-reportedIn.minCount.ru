DELETE WHERE { <document/v1/t1/reference/233-245> dip:reportedIn ?value }
