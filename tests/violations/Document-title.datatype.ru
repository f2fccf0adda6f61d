DELETE WHERE { <document/v1/t2> dcterms:title ?value } ;
INSERT DATA { <document/v1/t2> dcterms:title "60. Telegram"@en }
