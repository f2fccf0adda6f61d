INSERT DATA {
    <document/v1/t1#char=149,195> oa:hasSelector <another> .
    <another> a oa:TextPositionSelector , oa:TextQuoteSelector ;
        oa:start 149 ; oa:end 195 ; oa:exact "Called on Duval this morning at Foreign Office" }
