DELETE WHERE { <document/v1/t1/note/1> dip:refersToDocument ?value } ;
INSERT DATA { <document/v1/t1/note/1> dip:refersToDocument "Document 60" }
