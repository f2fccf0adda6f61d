INSERT DATA { <document/v1/t1/note/2> a dip:Note ; dip:noteLabel "2" ; rdf:value "Nobody's note." }
