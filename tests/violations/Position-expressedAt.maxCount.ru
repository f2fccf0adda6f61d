INSERT DATA {
    <document/v1/t2/position/99-145-94> dip:expressedAt <document/v1/t2/meeting/0-2> .
    <document/v1/t2/meeting/0-2> a dip:Meeting ; dip:reportedIn <document/v1/t2> ; dip:evidence <document/v1/t2#char=74,89> ; dip:rule "saw" ; dip:confidence 0.9 ;
        dip:status "planned" ; dip:participant <document/v1/t2/agent/duval> }
