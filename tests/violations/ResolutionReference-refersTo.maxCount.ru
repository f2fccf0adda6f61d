INSERT DATA { <document/v1/t1/reference/233-245> dip:refersTo <resolution/A%2FRES%2F2221%28XXI%29> }
