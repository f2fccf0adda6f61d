DELETE WHERE { <state/canada> rdfs:label ?value }
