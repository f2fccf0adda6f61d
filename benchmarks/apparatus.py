"""How well plain text is read, measured against TEI volumes: `python benchmarks/apparatus.py VOLUME.xml ...`.

Each document of a volume is read twice: from its tags, and from nothing but the text that its tags
render to. Where the tags say a thing (who sends, when, where, which note is called where), they are
the truth; but some volumes leave the printed "Z" of a time out of their tags, so it is not compared.
What tags do not say (number, subject, references, source, labels) is read by the same functions both
times, and the comparison says only whether the layout was understood. Only telegrams are counted;
`--all` counts every document. `--show FIELD` prints the differences.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kgbuild.model import Correspondent, Document, DocumentKind, SectionKind
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.tei import read_volume

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Compare the two readings of each document and print the share that agrees, by field."""
    options = _options()
    documents, seconds = 0, 0.0
    right: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    differences: defaultdict[str, list[str]] = defaultdict(list)
    for path in options.volumes:
        started = time.perf_counter()
        volume = list(read_volume(path, lambda fault: print(fault, file=sys.stderr)))
        seconds += time.perf_counter() - started
        documents += len(volume)
        for tagged in volume:
            if not options.all and tagged.kind is not DocumentKind.TELEGRAM:
                continue
            plain = read_plain_text(tagged.text, tagged.identifier.replace("/", "-"))
            for field, truth, reading in _comparisons(tagged, plain):
                counted[field] += 1
                right[field] += truth == reading
                if truth != reading:
                    differences[field].append(f"{tagged.identifier}: {truth!r} read as {reading!r}")
    print(f"{documents} documents of {len(options.volumes)} volumes read in {seconds:.1f} s")
    for field, total in counted.items():
        print(f"{field:16} {right[field]:6} of {total:6}  {100 * right[field] / total:6.2f} %")
    for field in options.show:
        print(f"\n{field}\n", *differences[field], sep="\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("volumes", nargs="+", type=Path)
    parser.add_argument("--all", action="store_true", help="count every kind of document")
    parser.add_argument("--show", action="append", default=[], metavar="FIELD", help="print what differs")
    return parser.parse_args()


def _comparisons(tagged: Document, plain: Document) -> Iterator[tuple[str, object, object]]:
    """Field by field, what the tags say and what the text was read as."""
    yield "document number", tagged.document_number, plain.document_number
    yield "title", tagged.title, plain.title
    yield "kind", tagged.kind, plain.kind
    yield "sender", _names(tagged.senders), _names(plain.senders)
    yield "recipient", _names(tagged.recipients), _names(plain.recipients)
    yield "place", tagged.place, plain.place
    yield "date", *((document.date or "").removesuffix("Z") for document in (tagged, plain))
    yield "number", tagged.number, plain.number
    yield "subject", tagged.subject, plain.subject
    yield "references", tagged.references, plain.references
    sources = (tagged.source, plain.source)
    yield "classification", *((source.classification, source.handling) if source else None for source in sources)
    yield "signer", tagged.signer and tagged.signer.name, plain.signer and plain.signer.name
    yield "source", tagged.source, plain.source
    yield "paragraphs", _spans(tagged), _spans(plain)
    yield "labels", _labels(tagged), _labels(plain)
    yield "notes", *(tuple((note.label, note.span) for note in d.notes) for d in (tagged, plain))
    yield "citations", *(tuple(sorted(note.documents) for note in d.notes) for d in (tagged, plain))
    truths, readings = (sorted((m.span, m.label) for m in d.note_markers) for d in (tagged, plain))
    for marker in sorted({*truths, *readings}):
        around = tagged.text[max(0, marker[0].start - 20) : marker[0].end + 5]
        yield "markers", (around, marker in truths), (around, marker in readings)


def _names(parties: tuple[Correspondent, ...]) -> tuple[str, ...]:
    return tuple(party.name for party in parties)


def _spans(document: Document) -> tuple[object, ...]:
    return tuple((section.kind, section.span) for section in document.sections)


def _labels(document: Document) -> tuple[object, ...]:
    kinds = (SectionKind.PARAGRAPH, SectionKind.COMMENT)
    return tuple(replace(s, kind=SectionKind.PARAGRAPH) for s in document.sections_of(*kinds))


if __name__ == "__main__":
    main()
