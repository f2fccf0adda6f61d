"""Train the tagger of persons' names from the ``persName`` tags of TEI volumes.

    python training/train_names.py [VOLUME.xml ...] [--held-out VOLUME.xml ...]

Without arguments: all of ../shared/frus but the hardly tagged ones. With ``--held-out`` nothing is
written: the model is trained without these volumes and scored on them.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.extract.language import Token, sentences
from kgbuild.extract.models import SHIPPED
from kgbuild.extract.names import name_features
from kgbuild.extract.tagger import Tagger, train_tagger
from kgbuild.model import Document, DocumentKind, Section, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

TEI = "{http://www.tei-c.org/ns/1.0}"
FRUS = Path(__file__).parents[1].parent / "shared" / "frus"


def flatten(element: etree._Element) -> tuple[str, list[Span]]:
    """The element's words, notes apart, and the spans of its persons' names."""
    pieces: list[str] = []
    names: list[Span] = []
    _walk(element, pieces, names)
    return "".join(pieces), names


def _walk(node: etree._Element, pieces: list[str], names: list[Span]) -> None:
    if not isinstance(node.tag, str) or node.tag == TEI + "note":
        return
    _add(node.text, pieces)
    for child in node:
        start = sum(map(len, pieces))
        _walk(child, pieces, names)
        end = sum(map(len, pieces))
        if child.tag == TEI + "persName" and end > start:
            names.append(Span(start, end))
        _add(child.tail, pieces)


def _add(text: str | None, pieces: list[str]) -> None:
    """Add the text with blanks folded."""
    folded = re.sub(r"\s+", " ", text or "")
    if pieces and pieces[-1].endswith(" "):
        folded = folded.removeprefix(" ")
    if folded:
        pieces.append(folded)


def sentences_of(volume: Path) -> Iterator[tuple[tuple[Token, ...], list[str]]]:
    """The sentences of the volume's documents, their tokens labelled B, I or O."""
    parser = etree.XMLParser(collect_ids=False, huge_tree=True, resolve_entities=False, no_network=True)
    for div in etree.parse(str(volume), parser).iter(TEI + "div"):
        if div.get("type") != "document":
            continue
        for paragraph in div.iter(TEI + "p"):
            text, names = flatten(paragraph)
            document = Document("-", DocumentKind.OTHER, text, (Section(SectionKind.PARAGRAPH, Span(0, len(text)), 0),))
            for sentence in sentences(document):
                labels = []
                for token in sentence.tokens:
                    inside = [n for n in names if n.start <= token.start and token.end <= n.end]
                    labels.append("O" if not inside else "B" if inside[0].start == token.start else "I")
                yield sentence.tokens, labels


def sequences(volumes: list[Path]) -> list[tuple[list[list[str]], list[str]]]:
    """Each sentence that names somebody, and a third of the others, with letters hidden that could be learned by heart.

    Hidden are capitalized words that never stand uncapitalized, unless they are frequent and next to never a name
    ("Paris"): names recur within the volumes, but those of other volumes are others, and some are left untagged.
    """
    data = [s for volume in volumes for s in sentences_of(volume)]
    seen: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for tokens, labels in data:
        for token, label in zip(tokens, labels, strict=True):
            seen[token.text] += 1
            named[token.text] += label != "O"
    hidden_words = {
        w
        for w, n in seen.items()
        if w[0].isupper() and not w.isupper() and seen[w.lower()] < 3 and (n < 50 or named[w] > 0.01 * n)
    }
    found = []
    for i, (tokens, labels) in enumerate(data):
        if i % 3 == 0 or set(labels) != {"O"}:
            hidden = frozenset(i for i, token in enumerate(tokens) if token.text in hidden_words)
            found.append((name_features(tokens, hidden), labels))
    return found


def evaluate(model: Path, volumes: list[Path]) -> None:
    """Print precision and recall of names found against the tags."""
    tagger, right, predicted, gold = Tagger(model), 0, 0, 0
    for volume in volumes:
        for tokens, labels in sentences_of(volume):
            tags = [label for label, _ in tagger.tag(name_features(tokens))]
            ends = [
                {i for i, label in enumerate(row) if label != "O" and (i + 1 == len(row) or row[i + 1] != "I")}
                for row in (labels, tags)
            ]
            right += len(ends[0] & ends[1])
            gold += len(ends[0])
            predicted += len(ends[1])
    print(f"ends of names: precision {100 * right / predicted:.1f}, recall {100 * right / gold:.1f}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("volumes", nargs="*", type=Path)
    parser.add_argument("--held-out", nargs="*", type=Path, default=[])
    parser.add_argument("--c1", type=float, default=0.3)
    args = parser.parse_args(arguments)
    volumes = args.volumes or [v for v in sorted(FRUS.glob("*.xml")) if v.stem != "frus1948v01p1"]
    held_out = {v.resolve() for v in args.held_out}
    data = sequences([v for v in volumes if v.resolve() not in held_out])
    print(len(data), "sentences,", sum(len(labels) for _, labels in data), "tokens")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.crfsuite" if held_out else SHIPPED / "names.crfsuite"
        train_tagger(data, path, c1=args.c1, c2=0.01, min_frequency=5, iterations=60)
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
        if held_out:
            evaluate(path, args.held_out)


if __name__ == "__main__":
    main()
