"""Who holds each position: a trained model chooses among the agents that could, in the order of the text.

What the model knows of a candidate: how its nearest mention stands to the cue, whether the pronoun before the
cue can mean it, who spoke last and to whom, and who spoke before that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract.floor import Floor
from kgbuild.extract.holder_features import holder_candidates
from kgbuild.extract.linear import LinearModel, load_linear

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.holder_features import Candidate
    from kgbuild.extract.language import Sentence
    from kgbuild.extract.spans import Reported
    from kgbuild.model import Span

__all__ = ["Holder", "find_holders", "likeliest"]

_PLURAL = frozenset({"we", "us", "our", "ours"})
_JOINTS = (["and"], [","], [",", "and"])


@dataclass(frozen=True, slots=True)
class Holder:
    """The agents that hold a position, the likeliest first, where they are named, and how sure that is (0 to 1)."""

    agents: tuple[str, ...]
    evidence: Span | None
    probability: float


def find_holders(
    reported: Sequence[Reported], sentences: Sequence[Sentence], cast: Cast, model: LinearModel | None = None
) -> list[Holder]:
    """The holder of each reported content, in the order given (that of the text)."""
    model = model or load_linear("holders")
    floor = Floor.of(reported, sentences, cast)
    found = []
    for item in reported:
        candidates = holder_candidates(item, sentences, cast, floor)
        best, probability = likeliest(candidates, model)
        agent, evidence = candidates[best].agent, candidates[best].evidence
        joined = [*_joined(agent, evidence, cast, sentences[item.sentence])]
        if agent == cast.author and cast.writes_for_state and _is_plural(evidence, sentences[item.sentence]):
            joined.append(cast.author_side)
        found.append(Holder((agent, *joined), evidence, probability))
        floor.took(agent, item)
    return found


def _is_plural(evidence: Span | None, sentence: Sentence) -> bool:
    """Whether the writer speaks as "we", or leaves it out."""
    return evidence is None or any(t.start == evidence.start and t.lower in _PLURAL for t in sentence.tokens)


def likeliest(candidates: Sequence[Candidate], model: LinearModel) -> tuple[int, float]:
    """The index of the candidate with the highest score, and its probability among all (softmax)."""
    scores = [model.score(c.features) for c in candidates]
    best = max(range(len(scores)), key=lambda i: (scores[i], -i))
    return best, 1 / sum(math.exp(s - scores[best]) for s in scores)


def _joined(agent: str, evidence: Span | None, cast: Cast, sentence: Sentence) -> list[str]:
    """Agents that "and" joins to the holder's mention ("Kuznetsov and Sobolev said")."""
    if evidence is None:
        return []
    mentions = [m for m in cast.within(sentence.span) if m.form != "pronoun"]
    at = next(i for i, m in enumerate(mentions) if m.span == evidence)
    joined: list[str] = []
    for way in (-1, 1):
        i = at
        while 0 <= i + way < len(mentions):
            left, right = sorted((mentions[i].span, mentions[i + way].span))
            between = [t.lower for t in sentence.tokens if left.end <= t.start and t.end <= right.start]
            if between not in _JOINTS:
                break
            i += way
            if mentions[i].agent not in (agent, *joined):
                joined.append(mentions[i].agent)
    return joined
