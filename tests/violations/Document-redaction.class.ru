INSERT DATA { <document/v1/t1> dip:redaction <nothing> }
