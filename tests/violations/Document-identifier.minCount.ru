DELETE WHERE { <document/v1/t2> dcterms:identifier ?value }
