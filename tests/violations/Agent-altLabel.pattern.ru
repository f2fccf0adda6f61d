INSERT DATA { <state/canada> skos:altLabel "" }
