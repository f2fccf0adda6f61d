"""Meetings, participants and resolutions against the annotated telegrams, straight from the extraction.

    python benchmarks/event_scores.py [--cross-validate] [--errors] SET...

SET is a folder of annotated telegrams ("train", "dev", "resolutions"). The matching is the scorer's
own (``score.py`` beside the annotations); with ``--cross-validate`` the model of meetings is trained
anew for each fifth of the set on the other four.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
GOLD = ROOT.parent / "shared" / "gold"
FOLDS = 5
sys.path[:0] = [str(ROOT / "training"), str(GOLD)]

import score  # noqa: E402
from train_meetings import Example, fit, read_examples  # noqa: E402

from kgbuild.extract.actors import AUTHOR, Cast  # noqa: E402
from kgbuild.extract.linear import LinearModel, load_linear  # noqa: E402
from kgbuild.extract.meetings import pick_meetings  # noqa: E402
from kgbuild.extract.resolutions import find_resolutions  # noqa: E402


def names(cast: Cast, agent: str) -> set[str]:
    """All keys by which the scorer may know the agent."""
    known = cast.agents[agent]
    keys = {score.key(name) for name in (known.label, known.family_name, *known.alt_labels) if name}
    return keys | ({"author"} if agent == AUTHOR else set())


def reading(example: Example, model: LinearModel) -> score.Reading:
    """What the extraction finds in the document, in the scorer's form."""
    out = score.Reading()
    for meeting in pick_meetings(example.document, example.sentences, example.cast, model):
        who = [names(example.cast, agent) for agent in meeting.participants]
        out.meetings[meeting.id] = score.Meeting((meeting.evidence.start, meeting.evidence.end), who)
    resolutions, references = find_resolutions(example.document, example.cast)
    for found in resolutions:
        places = [(r.evidence.start, r.evidence.end) for r in references if r.resolution == found.id]
        out.resolutions[found.id] = score.Resolution(score.symbol_key(found.symbol), places)
    return out


def models(examples: list[Example], *, cross_validate: bool) -> list[LinearModel]:
    """The model to use for each document."""
    if not cross_validate:
        return [load_linear("meetings")] * len(examples)
    folds = [fit([e for i, e in enumerate(examples) if i % FOLDS != fold]) for fold in range(FOLDS)]
    return [folds[i % FOLDS] for i in range(len(examples))]


def print_errors(example: Example, gold: score.Reading, pred: score.Reading) -> None:
    """What was missed and what was made up."""
    text = example.document.text
    met = score.pair_up(gold.meetings, pred.meetings, lambda g, p: float(score.overlap(g.span, p.span)))
    print(example.path.stem)
    for i, meeting in gold.meetings.items():
        who = [min(p) for p in pred.meetings[met[i]].participants] if i in met else "MISSED"
        print("  ", repr(text[slice(*meeting.span)][:110]), [min(p) for p in meeting.participants], who)
    for i, meeting in pred.meetings.items():
        if i not in met.values():
            print("   made up", repr(text[slice(*meeting.span)][:110]))


def main() -> None:
    """Print a line for each set and figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    for name in args.sets:
        examples = read_examples(GOLD / name)
        total = {figure: score.Tally() for figure in score.NAMES}
        for example, model in zip(examples, models(examples, cross_validate=args.cross_validate), strict=True):
            gold = score.read_gold(example.path, example.document.text)
            pred = reading(example, model)
            score.score_document(gold, pred, total)
            if args.errors:
                print_errors(example, gold, pred)
        for figure in ("meeting", "participant", "resolution"):
            t = total[figure]
            shares = f"precision {t.precision:5.1f}  recall {t.recall:5.1f}  ({t.gold} in the gold)"
            print(f"{name:12} {figure:12} F1 {t.f1:5.1f}  {shares}")


if __name__ == "__main__":
    main()
