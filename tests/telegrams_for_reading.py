"""Telegrams and a volume in the forms of the series, composed for the tests of reading."""

from __future__ import annotations

TELEGRAM = """\
12. Telegram From the Embassy in Iceland to the Department of State1

Reykjavik, June 10, 1959—10 p.m.

706. Subject: Fisheries. Ref: Deptel 4152.

1. I saw Jonsson this morning.3 He said:

(a) Government could not accept draft;

(b) Talks of May 54 had failed.

Comment: He seemed sincere, and Delga 21 confirms it.

[Harper]

  1. Source: Example Archive, Central Files, 123.4/5–59. Secret; Limdis. Drafted by Poe.
  2. Telegram 415, June 8, asked for views. See Document 9.
  3. Not printed.
It is a short report.
  4. See footnote 2 above.
"""

NAMESPACES = {
    "old": "http://history.state.gov/ns/1.0",
    "current": "http://history.state.gov/frus/ns/1.0",
}

FRONT = """\
<front>
 <div type="section" xml:id="persons"><head>Persons</head>
  <list type="names">
   <item><hi rend="strong"><persName xml:id="p_HJ1">Harper, Jane</persName>,</hi> Ambassador
     in Iceland from 1958</item>
   <item><hi rend="strong"><persName xml:id="p_JE1">Jonsson, Einar</persName></hi></item>
   <item><persName xml:id="p_NN1">Nobody, Ned</persName>, never named</item>
  </list>
 </div>
</front>
"""

DOCUMENT = """\
<div type="document" xml:id="d12" n="12">
 <head>12. Telegram From the <gloss type="from">Embassy in Iceland</gloss> to
   the <gloss type="to">Department of State</gloss>
   <note n="1" xml:id="d12fn1" type="source">Source: Example Archive, Box 1. Secret; <hi>Limdis</hi>.</note>
 </head>
 <dateline><placeName>
   <hi>Reykjavik</hi> </placeName>, <date when="1959-06-10T22:00:00" calendar="gregorian">June 10,
   1959—10 p.m.</date></dateline>
 <p>706. Subject: Fisheries. <persName corresp="#p_JE1">Jons<pb n="3"/>son</persName> said no.<note n="2"
   xml:id="d12fn2"><p>See <ref target="#d9">Document 9</ref> and</p>
   <p>the <persName corresp="#p_JE1">Jonsson</persName>
   paper.</p></note> I replied.</p>
 <closer><signed>[<persName corresp="#p_HJ1">Harper</persName>]</signed></closer>
</div>
"""


def volume(*documents: str, front: str = FRONT, namespace: str = NAMESPACES["current"]) -> str:
    """A TEI volume of the given ``div`` elements."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="{namespace}"><teiHeader><fileDesc><titleStmt>'
        '<title type="complete">Composed Relations,\n 1959</title></titleStmt></fileDesc></teiHeader>\n'
        f"<text>{front}<body>{''.join(documents)}</body></text></TEI>\n"
    )


def document(inner: str, name: str = "d1", attributes: str = "") -> str:
    """A ``div`` of a document with the given elements."""
    return f'<div type="document" xml:id="{name}" n="{name[1:]}" {attributes}>{inner}</div>'
