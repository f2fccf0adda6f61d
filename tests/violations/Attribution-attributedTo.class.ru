DELETE WHERE { <document/v1/t1/attribution/agent%2Fduval> dip:attributedTo ?value } ;
INSERT DATA { <document/v1/t1/attribution/agent%2Fduval> dip:attributedTo <state/canada> }
