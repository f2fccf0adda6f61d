"""Positions: what is reported, who holds it, for whom, to whom, and what it does to the positions before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.extract.acts import find_act
from kgbuild.extract.confidence import confidence, link_signals, position_signals
from kgbuild.extract.holders import find_holders
from kgbuild.extract.lexicon import cue_word
from kgbuild.extract.pieces import short_sentences
from kgbuild.extract.rebuttals import Claim, find_rebuttals
from kgbuild.extract.spans import find_reported
from kgbuild.model import AgentKind, MeetingStatus, Position, SectionKind, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.extract.holders import Holder
    from kgbuild.extract.language import Sentence
    from kgbuild.extract.rebuttals import Rebutting
    from kgbuild.extract.spans import Reported
    from kgbuild.model import Act, Document, Meeting, ResolutionReference

__all__ = ["Draft", "find_drafts", "find_links", "find_positions", "side_of"]

_OPENING = 12  # characters: "that the ", "the new "
_PLURAL = frozenset({"we", "our", "us"})
_OWN_GOVERNMENT = (
    "his govt",
    "his government",
    "their govt",
    "their government",
    "our govt",
    "our government",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A position before its links are known.

    ``side`` is the state whose view the content says it is; ``signals`` are what its confidence rests on.
    """

    reported: Reported
    holder: Holder
    act: Act
    side: str | None
    signals: list[str]

    @property
    def holders(self) -> tuple[str, ...]:
        """The holders: who speaks, and the state whose view he gives."""
        own = (self.side,) if self.side and self.side not in self.holder.agents else ()
        return (*self.holder.agents, *own)

    @property
    def rule(self) -> str:
        """How the content was found, after the place of its cue."""
        return _rule(self.reported)


def find_positions(
    document: Document,
    sentences: Sequence[Sentence],
    cast: Cast,
    meetings: Sequence[Meeting] = (),
    references: Sequence[ResolutionReference] = (),
    *,
    min_link: float = 0.0,
) -> tuple[Position, ...]:
    """All positions of the document, in the order of the text; ids are "p1", "p2"...

    Rebuttals whose confidence (0 to 1) is less than *min_link* are left out.
    """
    sentences = short_sentences(sentences)
    drafts = find_drafts(document, sentences, cast)
    rebutted: dict[int, list[str]] = {}
    for link, signals in find_links(drafts, document, sentences, cast):
        if confidence("link", signals) >= min_link:
            rebutted.setdefault(link.source, []).append(f"p{link.target + 1}")
    return tuple(
        Position(
            id=f"p{n + 1}",
            holders=draft.holders,
            content=draft.reported.content,
            act=draft.act,
            rule=draft.rule,
            confidence=confidence("position", draft.signals),
            cue=draft.reported.cue,
            holder_evidence=draft.holder.evidence,
            on_behalf_of=_served(draft.holder.agents[0], cast),
            addressed_to=_addressees(draft, sentences, cast),
            expressed_at=_meeting(draft, sentences[draft.reported.sentence], cast, meetings),
            rebuts=tuple(rebutted.get(n, ())),
            concerns=_resolutions(draft.reported.content, references),
        )
        for n, draft in enumerate(drafts)
    )


def find_drafts(document: Document, sentences: Sequence[Sentence], cast: Cast) -> list[Draft]:
    """What is reported in the (short) *sentences*, by whom, and by what act, in the order of the text."""
    reported = find_reported(sentences, cast)
    holders = find_holders(reported, sentences, cast)
    return [
        Draft(
            item,
            holder,
            find_act(sentences[item.sentence], item.cue, item.content)[0],
            _view_of(document, item, holder, cast),
            _signals(item, holder, sentences[item.sentence], cast),
        )
        for item, holder in zip(reported, holders, strict=True)
    ]


def _signals(item: Reported, holder: Holder, sentence: Sentence, cast: Cast) -> list[str]:
    named = holder.evidence is not None and sentence.span.contains(holder.evidence)
    return position_signals(item, holder, cast.agents[holder.agents[0]].kind, _rule(item), named=named)


def find_links(
    drafts: Sequence[Draft], document: Document, sentences: Sequence[Sentence], cast: Cast
) -> list[tuple[Rebutting, list[str]]]:
    """The rebuttals among the drafts, by their numbers, each with what its confidence rests on."""
    claims = [
        Claim(
            d.holders,
            side_of(d.holder.agents[0], cast),
            d.act,
            d.reported.content,
            d.reported.cue,
            d.reported.sentence,
            d.reported.goes_on,
        )
        for d in drafts
    ]
    return [
        (link, link_signals(link.probability, drafts[link.source].reported, drafts[link.target].reported))
        for link in find_rebuttals(claims, sentences, cast.author, document.text)
    ]


def _rule(reported: Reported) -> str:
    if reported.goes_on or reported.cue is None:
        return "continuation"
    if reported.cue.end <= reported.content.start:
        return "cue-before"
    return "cue-inside" if reported.cue.start < reported.content.end else "cue-after"


def _served(speaker: str, cast: Cast) -> str | None:
    """The state that a person speaks for, where it is known."""
    return cast.author_side if speaker == cast.author else cast.sides.get(speaker)


def side_of(speaker: str, cast: Cast) -> str | None:
    """The state that the speaker is or serves, where it is known."""
    return speaker if cast.agents[speaker].kind is AgentKind.STATE else _served(speaker, cast)


def _view_of(document: Document, reported: Reported, holder: Holder, cast: Cast) -> str | None:
    """The speaker's own state, where the content says that it gives its view ("his govt would", "we could not")."""
    speaker = holder.agents[0]
    state = _served(speaker, cast)
    if state is None:
        return None
    inside = cast.within(reported.content)
    opens = inside[0].agent if inside and inside[0].span.start - reported.content.start <= _OPENING else None
    if speaker == cast.author:
        plural = any(m.form == "author" and m.span.of(document.text).lower() in _PLURAL for m in inside)
        return state if plural or opens == state else None
    opening = reported.content.of(document.text)[:40].lower()
    return state if opens == state or opening.startswith(_OWN_GOVERNMENT) else None


def _addressees(draft: Draft, sentences: Sequence[Sentence], cast: Cast) -> tuple[str, ...]:
    """Who is named between the cue's first word and the content ("told him that", "replied to Eban")."""
    cue, content = draft.reported.cue, draft.reported.content
    sentence = sentences[draft.reported.sentence]
    if cue is None or not sentence.span.contains(cue) or cue.start >= content.start:
        return ()
    between = cast.within(Span(cue.start, content.start))
    persons = dict.fromkeys(m.agent for m in between if m.form in ("name", "office", "author", "pronoun"))
    return tuple(a for a in persons if a not in draft.holders)


def _meeting(draft: Draft, sentence: Sentence, cast: Cast, meetings: Sequence[Meeting]) -> str | None:
    """The meeting at which it was said: that of the very words, else the first in which its holder takes part.

    What the writer thinks as he writes ("I believe", a comment) was said at none.
    """
    speaker, content, cue = draft.holder.agents[0], draft.reported.content, draft.reported.cue
    if sentence.kind is SectionKind.COMMENT or (speaker == cast.author and _in_present(sentence, cue)):
        return None
    attended = sorted((m for m in meetings if speaker in m.participants), key=lambda m: m.evidence)
    inside = [m for m in attended if cue and m.evidence.overlaps(content) and m.evidence.overlaps(cue)]
    if inside:
        return inside[-1].id
    held = [m for m in attended if m.status is MeetingStatus.HELD]
    return next((m.id for m in held or attended), None)


def _in_present(sentence: Sentence, cue: Span | None) -> bool:
    """Whether the cue is a verb of the present tense, or no verb ("it seems", "in my view", "clearly")."""
    if cue is None or not sentence.span.contains(cue):
        return False
    words = [w for t in sentence.tokens if cue.start <= t.start < cue.end and (w := cue_word(t.text))]
    return bool(words) and all(w.part != "verb" or w.form in ("base", "s") for w in words)


def _resolutions(content: Span, references: Sequence[ResolutionReference]) -> tuple[str, ...]:
    """The resolutions that the content names."""
    return tuple(dict.fromkeys(r.resolution for r in references if content.contains(r.evidence)))
