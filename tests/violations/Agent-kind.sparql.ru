INSERT DATA { <state/arcadia> a dip:Person }
