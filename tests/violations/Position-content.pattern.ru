DELETE WHERE { <document/v1/t2/position/99-145-94> dip:content ?value ; dip:evidence ?evidence } ;
INSERT DATA {
    <document/v1/t2/position/99-145-94> dip:content " " ; dip:evidence <document/v1/t2#char=3,4> .
    <document/v1/t2#char=3,4> a oa:SpecificResource ; oa:hasSource <document/v1/t2> ; oa:hasSelector <document/v1/t2#selector=3,4> .
    <document/v1/t2#selector=3,4> a oa:TextPositionSelector , oa:TextQuoteSelector ; oa:start 3 ; oa:end 4 ; oa:exact " " }
