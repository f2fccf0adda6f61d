DELETE WHERE { <volume/v1> dcterms:identifier ?value }
