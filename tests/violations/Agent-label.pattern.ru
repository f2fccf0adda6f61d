DELETE WHERE { <state/canada> rdfs:label ?value } ;
INSERT DATA { <state/canada> rdfs:label " " }
