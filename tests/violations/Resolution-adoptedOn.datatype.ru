DELETE WHERE { <resolution/A%2FRES%2F2221%28XXI%29> dip:adoptedOn ?value } ;
INSERT DATA { <resolution/A%2FRES%2F2221%28XXI%29> dip:adoptedOn "1966-12-19" }
