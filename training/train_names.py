"""Train the tagger of persons' names from the ``persName`` tags of TEI volumes.

    python training/train_names.py [VOLUME.xml ...] [--held-out VOLUME.xml ... --model FOLDER]

Without arguments: all of ../shared/frus but the hardly tagged ones. With ``--model`` the model goes
there, and ``python benchmarks/persons.py --model FOLDER VOLUME.xml ...`` measures it on what was held out.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kgbuild.authority.offices import office_pattern
from kgbuild.extract.language import Sentence, Token, sentences
from kgbuild.extract.models import SHIPPED
from kgbuild.extract.names import Surroundings, name_features
from kgbuild.extract.persons import trimmed_name
from kgbuild.extract.tagger import Tagger, train_tagger
from kgbuild.model import Document, SectionKind, Span
from kgbuild.read.plain_text import read_plain_text
from kgbuild.read.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TEI = "{http://www.tei-c.org/ns/1.0}"
TEXT = tuple(SectionKind)
RARELY, OFTEN, SELDOM, LIKELY = 3, 50, 0.01, 0.5
FRUS = Path(__file__).parents[1].parent / "shared" / "frus"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence whose tokens are labelled B, I or O, and what its document says of its words."""

    sentence: Sentence
    labels: list[str]
    around: Surroundings

    def words(self, start: int, end: int) -> list[str]:
        """The words of the tokens from *start* to *end*."""
        return [token.text for token in self.sentence.tokens[start:end]]


def tagged_documents(volume: Path) -> Iterator[tuple[Document, list[Span]]]:
    """The documents of the volume, read as plain text, with the spans of the names that the volume tags."""
    parser = etree.XMLParser(collect_ids=False, huge_tree=True, resolve_entities=False, no_network=True)
    root = etree.parse(str(volume), parser)
    for div in root.iterfind(f".//{TEI}div[@type='document']"):
        rendering = render(div, lambda *_: None)
        names = [tag.span for tag in rendering.tagged if tag.element.tag == TEI + "persName"]
        yield read_plain_text(rendering.text, volume.stem), [n for n in names if not _inside(n, names)]


def _inside(name: Span, names: Iterable[Span]) -> bool:
    return any(other.contains(name) and other != name for other in names)


def labelled_sentences(volume: Path) -> list[Labelled]:
    """The sentences of the volume, each name labelled without titles.

    A name that is tagged in one place is labelled in the others, too, unless it goes on ("Harper Plan").
    """
    found = []
    for document, tags in tagged_documents(volume):
        around = Surroundings(document.text)
        names = [name.span for tag in tags if (name := trimmed_name(document.text, tag))]
        for sentence in sentences(document, *TEXT):
            here = [n for n in names if n.overlaps(sentence.span)]
            found.append(Labelled(sentence, [_label(token, here) for token in sentence.tokens], around))
    forms = {tuple(e.words(start, end)) for e in found for start, end in _runs(e.labels)}
    forms |= {form[-1:] for form in forms if form[-1][0].isupper()}
    for example in found:
        for start, end in _capitals(example):
            words = example.words(start, end)
            if tuple(words) in forms and "small" not in example.around.of(words[-1]):
                example.labels[start:end] = ["B"] + ["I"] * (end - start - 1)
    return found


def _label(token: Token, names: Sequence[Span]) -> str:
    over = [n for n in names if n.start <= token.start and token.end <= n.end]
    return "O" if not over else "B" if over[0].start == token.start else "I"


def _runs(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where names begin and end."""
    for i, label in enumerate(labels):
        if label == "B":
            end = i + 1
            while end < len(labels) and labels[end] == "I":
                end += 1
            yield i, end


def _capitals(example: Labelled) -> Iterator[tuple[int, int]]:
    """Where untagged words with a capital stand, as long as one follows the other, titles before them apart."""
    titles, start = office_pattern()[1], None
    for i, token in enumerate(example.sentence.tokens):
        if token.text[0].isupper() and example.labels[i] == "O" and token.text not in titles:
            start = i if start is None else start
        elif start is not None:
            yield start, i
            start = None
    if start is not None:
        yield start, len(example.labels)


def sequences(data: Sequence[Labelled], *, show: bool) -> list[tuple[list[list[str]], list[str]]]:
    """Each sentence that names somebody, and a third of the others, with letters hidden that could be learned by heart.

    Hidden are words with a capital that never stand without, for names recur within the volumes, but those of other
    volumes are others. With *show* those that are next to never a name are seen, and of the others one in three.
    """
    seen: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for example in data:
        for token, label in zip(example.sentence.tokens, example.labels, strict=True):
            seen[token.text] += 1
            named[token.text] += label != "O"
    capitalized = {w for w in seen if w[0].isupper() and not w.isupper() and seen[w.lower()] < RARELY}
    known = {w for w in capitalized if seen[w] >= OFTEN and named[w] <= SELDOM * seen[w]} if show else set()
    found = []
    for i, example in enumerate(data):
        if i % 3 == 0 or set(example.labels) != {"O"}:
            words = [token.text for token in example.sentence.tokens]
            hidden = frozenset(
                at for at, w in enumerate(words) if w in capitalized - known and not (show and (at + i) % 3 == 0)
            )
            found.append((name_features(example.sentence, example.around, hidden), example.labels))
    return found


def mend(volumes: Sequence[list[Labelled]], model: Path) -> None:
    """Label what a first model takes for a name throughout a volume: persons whom its editors did not list.

    A volume's list leaves out whom it names in passing, and his name is then untagged in every place.
    """
    tagger = Tagger(model)
    for volume in volumes:
        tagged = [tagger.tag(name_features(e.sentence, e.around), "O") for e in volume]
        chances: dict[str, list[float]] = {}
        for example, row in zip(volume, tagged, strict=True):
            for token, (_, chance) in zip(example.sentence.tokens, row, strict=True):
                chances.setdefault(token.text, []).append(chance)
        persons = {w for w, found in chances.items() if w[0].isupper() and sum(found) > LIKELY * len(found)}
        for example, row in zip(volume, tagged, strict=True):
            for start, end in _runs([label for label, _ in row]):
                untagged = set(example.labels[start:end]) == {"O"}
                if untagged and example.words(start, end)[-1] in persons:
                    example.labels[start:end] = ["B"] + ["I"] * (end - start - 1)


def train(paths: Sequence[Path], path: Path, c1: float) -> None:
    """Train on the volumes and write the model to *path*: twice, for the first one mends the tags."""
    volumes = [labelled_sentences(volume) for volume in paths]
    for show in (False, True):
        data = sequences([example for volume in volumes for example in volume], show=show)
        print(len(data), "sentences,", sum(len(labels) for _, labels in data), "tokens", flush=True)
        train_tagger(data, path, c1=c1, c2=0.01, min_frequency=5, iterations=60)
        if not show:
            mend(volumes, path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("volumes", nargs="*", type=Path)
    parser.add_argument("--held-out", nargs="*", type=Path, default=[])
    parser.add_argument("--model", type=Path, metavar="FOLDER")
    parser.add_argument("--c1", type=float, default=0.3)
    args = parser.parse_args(arguments)
    held_out = {v.resolve() for v in args.held_out}
    volumes = args.volumes or [v for v in sorted(FRUS.glob("*.xml")) if v.stem != "frus1948v01p1"]
    folder = args.model or SHIPPED
    folder.mkdir(parents=True, exist_ok=True)
    train([v for v in volumes if v.resolve() not in held_out], folder / "names.crfsuite", args.c1)


if __name__ == "__main__":
    main()
