"""Documents and their events as RDF: terms, IRIs, the mapping, and the files a graph is written to."""
