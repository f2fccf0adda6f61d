DELETE WHERE { <document/v1/t1/note/1> rdf:value ?value }
