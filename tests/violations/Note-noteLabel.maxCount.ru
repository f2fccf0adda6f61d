INSERT DATA { <document/v1/t1/note/1> dip:noteLabel "2" }
