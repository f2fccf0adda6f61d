DELETE WHERE { <resolution/S%2FRES%2F242%281967%29> dip:adoptedOn ?value } ;
INSERT DATA { <resolution/S%2FRES%2F242%281967%29> dip:adoptedOn "1968-11-22"^^xsd:date }
