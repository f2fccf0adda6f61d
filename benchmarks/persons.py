"""How well plain text tells its persons, measured against TEI volumes: `python benchmarks/persons.py VOLUME.xml ...`.

Each telegram of a volume is rendered to plain text, read as plain text, and the names of persons that are found in
it (heading, body, signature and notes) are compared with the volume's `persName` tags: a name is right if it is the
very words of a tag, titles and possessives apart. First without the volume's list of persons, then with it
(`--people`). With it, an entry is right if it is the one that the tag points to; a found name that has an entry in
the tags and is left unlisted counts as wrong.

Volumes tag incompletely: whom they do not list, and often a surname that two listed persons share. So precision is
told twice: strictly, and (P') without the found names that the volume itself tags as a person somewhere else, or
lists: those are persons that its editors left untagged in this place. `--model FOLDER` uses another
`names.crfsuite`, for volumes that the shipped one has not learned from (`training/train_names.py --held-out`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.errors import InputError
from kgbuild.extract.groups import find_bodies, find_states
from kgbuild.extract.language import sentences
from kgbuild.extract.listed import ListedPeople
from kgbuild.extract.models import models_in
from kgbuild.extract.names import Surroundings
from kgbuild.extract.persons import find_person_names, trimmed_name
from kgbuild.model import Document, DocumentKind, SectionKind, Span
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.rendering import render
from kgbuild.read.tei import read_people, read_volume

if TYPE_CHECKING:
    from collections.abc import Iterator

TEI = "{http://www.tei-c.org/ns/1.0}"
HEAD = f"{'volume':16}{'names':>7}  {'P':>5} {'P’':>5} {'R':>5} {'F1':>5} {'F1’':>5}   with its list: "


def main() -> None:
    """Print a line a volume, and one for all."""
    options = _options()
    print(HEAD + f"{'P':>5} {'P’':>5} {'R':>5} {'F1':>5} {'F1’':>5}  {'entries':>8}")
    total = Counter[str]()
    with models_in(options.model) if options.model else nullcontext():
        for path in options.volumes:
            count = _count(path, show=options.show)
            print(_line(path.stem, count))
            total += count
    print(_line("all", total))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("volumes", nargs="+", type=Path)
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="where names.crfsuite lies")
    parser.add_argument("--show", action="store_true", help="print what differs")
    return parser.parse_args()


def _count(path: Path, *, show: bool) -> Counter[str]:
    count = Counter[str]()
    listed, known = _listed(path), _known_names(path)
    for tagged, truth in _tagged_telegrams(path):
        plain = read_plain_text(tagged.text, tagged.identifier.replace("/", "-"))
        named = listed.identify(plain) if listed else plain
        count["names"] += len(truth)
        for way, document in (("", plain), ("list ", named)):
            found = _found(document)
            right = found & truth
            untagged = {
                span
                for span in found - right
                if tuple(span.of(tagged.text).split()) in known and not any(map(span.overlaps, truth))
            }
            count += Counter({way + "right": len(right), way + "found": len(found), way + "untagged": len(untagged)})
            if show:
                _show(way, tagged, truth - right, found - right - untagged)
        entries = {m.span: m.entry for m in named.mentions}
        found = _found(named)
        for mention in tagged.mentions:
            name = trimmed_name(tagged.text, mention.span)
            if name and name.span in found:
                count["entries"] += 1
                count["entries right"] += entries.get(name.span) == mention.entry
    return count


def _listed(path: Path) -> ListedPeople | None:
    try:
        return ListedPeople(read_people(path))
    except InputError as fault:
        print(fault, file=sys.stderr)
        return None


def _root(path: Path) -> etree._ElementTree:
    return etree.parse(str(path), etree.XMLParser(collect_ids=False, huge_tree=True, resolve_entities=False))


def _known_names(path: Path) -> set[tuple[str, ...]]:
    """The words of all names that the volume tags or lists, and the family names among them."""
    known = set()
    for element in _root(path).iter(TEI + "persName"):
        words = " ".join("".join(element.itertext()).split())
        if name := trimmed_name(words, Span(0, len(words))):
            known |= {name.words, name.words[-1:], tuple(words.partition(",")[0].split())}
    return known


def _tagged_telegrams(path: Path) -> Iterator[tuple[Document, set[Span]]]:
    """The telegrams of the volume, and where the names that it tags stand in each."""
    divs = _root(path).iterfind(f".//{TEI}div[@type='document']")
    for document, div in zip(read_volume(path, lambda _: None), divs, strict=True):
        if document.kind is DocumentKind.TELEGRAM:
            tags = [tag.span for tag in render(div, lambda *_: None).tagged if tag.element.tag == TEI + "persName"]
            outer = [t for t in tags if not any(other.contains(t) and other != t for other in tags)]
            yield document, {name.span for tag in outer if (name := trimmed_name(document.text, tag))}


def _found(document: Document) -> set[Span]:
    where = sentences(document, *SectionKind)
    groups = [naming.span for naming in (*find_states(document, where), *find_bodies(document, where))]
    return {name.span for name in find_person_names(document, where, groups, Surroundings(document.text))}


def _show(way: str, document: Document, missed: set[Span], wrong: set[Span]) -> None:
    for fault, spans in (("missed", missed), ("no such tag", wrong)):
        for span in sorted(spans):
            before, after = document.text[max(0, span.start - 40) : span.start], document.text[span.end : span.end + 30]
            print(f"{way}{fault}: {document.identifier}: {f'{before}[[{span.of(document.text)}]]{after}'!r}")


def _line(title: str, count: Counter[str]) -> str:
    cells = [f"{title.removeprefix('frus'):16}{count['names']:>7}"]
    for way in ("", "list "):
        right, found, tagged = count[way + "right"], count[way + "found"], count["names"]
        precisions = [_percent(right, found), _percent(right, found - count[way + "untagged"])]
        recall = _percent(right, tagged)
        cells.append(
            " ".join(f"{value:5.1f}" for value in (*precisions, recall, *(_mean(p, recall) for p in precisions)))
        )
    return f"{cells[0]}  {cells[1]}{' ' * 18}{cells[2]}  {_percent(count['entries right'], count['entries']):8.2f}"


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    main()
