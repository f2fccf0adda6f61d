INSERT DATA { <document/v1/t1/agent/duval> foaf:familyName "Du Val" }
