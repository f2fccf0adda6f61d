INSERT DATA {
    <document/v1/t1#char=0,5000> a oa:SpecificResource ; oa:hasSource <document/v1/t1> ; oa:hasSelector <document/v1/t1#selector=0,5000> .
    <document/v1/t1#selector=0,5000> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:start 0 ; oa:end 5000 ; oa:exact "59." }
