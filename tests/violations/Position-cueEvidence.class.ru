DELETE WHERE { <document/v1/t2/position/99-145-94> dip:cueEvidence ?value } ;
INSERT DATA { <document/v1/t2/position/99-145-94> dip:cueEvidence <nobody> }
