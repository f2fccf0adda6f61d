DELETE WHERE { <document/v1/t1/note/1> rdf:value ?value } ;
INSERT DATA { <document/v1/t1/note/1> rdf:value "Source."@en }
