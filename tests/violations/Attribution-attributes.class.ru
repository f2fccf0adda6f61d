DELETE WHERE { <document/v1/t1/attribution/agent%2Fduval> dip:attributes ?value } ;
INSERT DATA { <document/v1/t1/attribution/agent%2Fduval> dip:attributes <document/v1/t1> }
