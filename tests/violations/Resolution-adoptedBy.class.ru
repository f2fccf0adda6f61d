DELETE WHERE { <resolution/A%2FRES%2F2221%28XXI%29> dip:adoptedBy ?value } ;
INSERT DATA { <resolution/A%2FRES%2F2221%28XXI%29> dip:adoptedBy <nobody> }
