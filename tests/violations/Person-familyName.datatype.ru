DELETE WHERE { <document/v1/t1/agent/duval> foaf:familyName ?value } ;
INSERT DATA { <document/v1/t1/agent/duval> foaf:familyName "Duval"@fr }
