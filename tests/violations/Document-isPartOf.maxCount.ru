INSERT DATA { <document/v1/t2> dcterms:isPartOf <volume/v2> . <volume/v2> a dip:Volume ; dcterms:identifier "v2" }
