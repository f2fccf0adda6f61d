INSERT DATA { <document/v1/t1/meeting/149-195> dip:evidence <document/v1/t1#char=212,245> }
