DELETE WHERE { <resolution/S%2FRES%2F242%281967%29> dip:adoptedBy ?value } ;
INSERT DATA { <resolution/S%2FRES%2F242%281967%29> dip:adoptedBy <organization/general-assembly> }
