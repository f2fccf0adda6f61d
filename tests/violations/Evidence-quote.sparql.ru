INSERT DATA {
    <document/v1/t1#char=0,2> a oa:SpecificResource ; oa:hasSource <document/v1/t1> ; oa:hasSelector <document/v1/t1#selector=0,2> .
    <document/v1/t1#selector=0,2> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:start 0 ; oa:end 2 ; oa:exact "60" }
