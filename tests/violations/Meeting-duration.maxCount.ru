INSERT DATA { <document/v1/t1/meeting/149-195> dip:duration "another" }
