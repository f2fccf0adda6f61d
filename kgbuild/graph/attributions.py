"""Who an agent is whom a document knows by an office or not at all: conclusions from records of office holders.

A conclusion stands beside what the text says and changes nothing of it. It is drawn where the text gives an office, a
place and a day, and the records have one man for them; where the text gives a family name too, it must be his.

The confidence of a rule about authors is its share of right answers for telegrams of the twelve shared volumes whose
signer is printed: 541 of 578 from embassies, 107 of 123 from missions to bodies, 536 of 697 from the Department.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kgbuild.authority.authority_file import HOLDERS
from kgbuild.authority.person_names import fold, parse_names
from kgbuild.model import AgentKind, DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgbuild.authority.office_holders import OfficeHolders
    from kgbuild.authority.pocom import Appointment
    from kgbuild.graph.agents import Cast, Figure
    from kgbuild.model import Document, Span

__all__ = ["Attribution", "attribute"]

_SENT = frozenset({DocumentKind.TELEGRAM, DocumentKind.AIRGRAM, DocumentKind.DESPATCH})
_MISSION = re.compile(r"(?:the )?(?P<kind>Embassy|Legation|Mission|Delegation) (?:in|at|to) (?:the )?(?P<place>.+)")
_POSTED = re.compile(
    r"(?:(?:U\.?S\.?|United States) )?(?:Ambassador|Minister|Chargé(?: d[’']Affaires)?|Representative) "
    r"(?:in|at|to) (?:the )?(?P<place>.+)"
)
_DEPARTMENT = re.compile(r"(?:the )?Department of State")
_SECRETARY = "Secretary of State"
_SURE = 0.99
_CONFIDENCE = {"Embassy": 0.94, "Legation": 0.94, "Mission": 0.87, "Delegation": 0.87}
_SECRETARY_SIGNS = 0.77
_LEADER = 0.8


@dataclass(frozen=True, slots=True)
class Attribution:
    """The conclusion that ``agent`` (an IRI of the document's) is the man of the entry ``person``.

    ``office`` with ``since`` and ``until`` (days) is what the record ``record`` of the data set ``source`` says.
    """

    agent: str
    person: str
    name: str
    rule: str
    confidence: float
    evidence: Span
    source: str
    record: str
    office: str
    since: str
    until: str | None


def attribute(document: Document, cast: Cast, holders: OfficeHolders) -> Iterator[Attribution]:
    """Yield what can be concluded about persons of *document* that no entry of a list identifies, each once."""
    if not document.date:
        return
    mission = next(filter(None, (_MISSION.fullmatch(" ".join(who.name.split())) for who in document.senders)), None)
    for figure in cast.figures:
        if figure.kind is not AgentKind.PERSON or figure.entry:
            continue
        found = None
        if figure.iri == cast.author:
            found = _author(document, figure, mission, holders)
        if not found and figure.office:
            found = _holder(document, figure, figure.office, mission, holders)
        if found:
            yield found


def _author(
    document: Document, figure: Figure, mission: re.Match[str] | None, holders: OfficeHolders
) -> Attribution | None:
    """Conclude who wrote a message that a mission or the Department sent."""
    day = document.date or ""
    if len(document.senders) != 1 or document.kind not in _SENT:
        return None
    sender = document.senders[0]
    if mission:
        chief = holders.chief(mission["place"], day)
        rule, confidence = "chief-of-mission", _CONFIDENCE[mission["kind"]]
    elif _DEPARTMENT.fullmatch(sender.name):
        chief = holders.principal(_SECRETARY, day)
        rule, confidence = "secretary-of-state", _SECRETARY_SIGNS
    else:
        return None
    if not chief:
        return None
    if figure.family_name:
        if not _bears(chief.name, figure.family_name):
            return None
        rule, confidence = f"signed-by-{rule}", _SURE
    return _by_appointment(figure.iri, chief, rule, confidence, figure.evidence or sender.span)


def _holder(
    document: Document, figure: Figure, office: str, mission: re.Match[str] | None, holders: OfficeHolders
) -> Attribution | None:
    """Conclude who held the office that the text gives: in the Department, at a post, at the head of a state."""
    day = document.date or ""
    if not figure.evidence:
        return None
    posted = _POSTED.fullmatch(office)
    held = holders.chief(posted["place"], day) if posted else holders.principal(office, day)
    if held:
        if figure.family_name and not _bears(held.name, figure.family_name):
            return None
        rule = "named-office" if figure.family_name else "office"
        return _by_appointment(figure.iri, held, rule, _SURE if figure.family_name else 0.95, figure.evidence)
    if not mission or figure.family_name or figure.label != office:
        return None
    leader = holders.leader(mission["place"], office, day)
    listed = [p for p in document.people if leader and _bears(p.name, leader.name.split()[-1])]
    if not leader or len(listed) != 1:
        return None
    record = f"{leader.before.id}-{leader.after.id}"
    said = f"{office} of {leader.before.country}"
    who = listed[0]
    return Attribution(
        *(figure.iri, who.entry, who.name, "leader-who-visited", _LEADER, figure.evidence),
        *("visits", record, said, leader.before.day, leader.after.day),
    )


def _bears(name: str, family: str) -> bool:
    """Whether *family* is the family name of a man listed as *name*."""
    return "".join(parse_names(name)[0].family) == re.sub(r"[\W_]", "", fold(family))


def _by_appointment(agent: str, held: Appointment, rule: str, confidence: float, evidence: Span) -> Attribution:
    office = f"{held.title} to {held.places[0]}" if held.places and held.places[0] not in held.title else held.title
    return Attribution(
        *(agent, f"{HOLDERS}#{held.person}", held.name, rule, confidence, evidence),
        *(HOLDERS, held.id, office, held.since, held.until),
    )
