DELETE WHERE { <document/v1/t1/note/1> dip:noteLabel ?value } ;
INSERT DATA { <document/v1/t1/note/1> dip:noteLabel 1 }
