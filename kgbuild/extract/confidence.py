"""How sure a reading is: the probability that it is right, calibrated on annotated telegrams.

What finds a reading says how likely each single choice was (that these words are a content, that this agent holds
it). Their product is no probability of the whole being right: it is too high where it is high. A logistic model for
each kind of reading (``data/*_confidence.json``, from ``training/train_confidence.py``) learns from telegrams that
the other models had not seen how often readings like it are right.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kgbuild.extract.linear import load_linear

if TYPE_CHECKING:
    from kgbuild.extract.holders import Holder
    from kgbuild.extract.spans import Reported
    from kgbuild.model import AgentKind, Events, Meeting

__all__ = ["at_least", "calibrated", "confidence", "link_signals", "meeting_signals", "position_signals"]

_STEPS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)


def _reached(name: str, probability: float) -> list[str]:
    """The steps up to *probability*: with a weight for each, a model may follow any curve.

    >>> _reached("span", 0.25)
    ['span>=0.1', 'span>=0.2']
    """
    return _named_steps(name)[: bisect_right(_STEPS, probability)]


@lru_cache(maxsize=64)
def _named_steps(name: str) -> list[str]:
    return [f"{name}>={step}" for step in _STEPS]


def position_signals(reported: Reported, holder: Holder, kind: AgentKind, rule: str, *, named: bool) -> list[str]:
    """What speaks for or against a position: *kind* is its first holder's, *named* whether its sentence names him."""
    return [
        *_reached("span", reported.probability),
        *_reached(f"span,{rule}", reported.probability),
        *_reached("holder", holder.probability),
        *_reached(f"holder,{rule}", holder.probability),
        f"rule={rule}",
        f"rule={rule},named={named}",
        f"kind={kind},named={named}",
    ]


def link_signals(probability: float, rebutting: Reported, rebutted: Reported) -> list[str]:
    """What speaks for or against a rebuttal of *rebutted* by *rebutting*, likely by *probability* if both are right."""
    both = rebutting.probability * rebutted.probability
    return [*_reached("link", probability), *_reached("contents", both)]


def meeting_signals(probability: float, rule: str) -> list[str]:
    """What speaks for or against a meeting that *rule* found, by the model with this *probability*."""
    return [*_reached("meeting", probability), f"rule={rule}"]


def confidence(kind: str, signals: list[str]) -> float:
    """The probability (0 to 1, to three digits) that a reading is right; *kind* is "position", "link" or "meeting"."""
    return round(load_linear(f"{kind}_confidence").probability(signals), 3)


def at_least(events: Events, minimum: float) -> Events:
    """The events without the meetings, positions and references that are less sure than *minimum* (0 to 1).

    What is left names only what is left: a rebuttal of a position that goes is no link any more, a position does
    not concern a resolution to which no reference is left, and is not said at a meeting that is not there. Agents
    stay, and so do the resolutions that are referred to.
    """
    meetings = tuple(m for m in events.meetings if m.confidence >= minimum)
    references = tuple(r for r in events.references if r.confidence >= minimum)
    positions = tuple(p for p in events.positions if p.confidence >= minimum)
    met, named, said = {m.id for m in meetings}, {r.resolution for r in references}, {p.id for p in positions}
    gone = {r.resolution for r in events.references} - named
    return replace(
        events,
        meetings=meetings,
        references=references,
        resolutions=tuple(r for r in events.resolutions if r.id not in gone),
        positions=tuple(
            replace(
                p,
                rebuts=tuple(name for name in p.rebuts if name in said),
                concerns=tuple(name for name in p.concerns if name not in gone),
                expressed_at=p.expressed_at if p.expressed_at in met else None,
            )
            for p in positions
        ),
    )


def calibrated(meeting: Meeting) -> Meeting:
    """The meeting with its confidence, which was its model's probability, calibrated."""
    return replace(meeting, confidence=confidence("meeting", meeting_signals(meeting.confidence, meeting.rule)))
