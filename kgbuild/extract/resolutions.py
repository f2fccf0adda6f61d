"""The resolutions that a document speaks of, and the places that name them.

Names are gathered by :mod:`kgbuild.extract.resolution_names`; those that mean the same
are joined by :mod:`kgbuild.extract.resolution_joining`. What cannot be told apart is left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kgbuild.authority import united_nations as un
from kgbuild.extract.resolution_joining import Candidate, Joiner
from kgbuild.extract.resolution_names import Determiner, Naming, find_namings
from kgbuild.model import Resolution, ResolutionKind, ResolutionReference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgbuild.extract.actors import Cast
    from kgbuild.model import Document

__all__ = ["find_resolutions"]

# The share of right references of each rule on annotated telegrams (training sets), rare rules drawn to 0.9.
_CONFIDENCE = {
    "un-number": 0.98,
    "by-day": 0.96,
    "footnote": 0.95,
    "document-symbol": 0.94,
    "by-organ": 0.92,
    "by-sponsor": 0.91,
    "last-named": 0.86,
    "only-one": 0.85,
    "by-matter": 0.79,
}

_OF_CONGRESS = re.compile(
    r"\b(?:Senate|House|Congressional|S\. ?J\.|H\. ?J\.|S\.|H\.|Joint|Con\.|Concurrent)(?: Joint)? ?"
    r"(?:Resolution|Res\.?) (?:No\. )?(\d+)"
)
_VOLUME_YEARS = re.compile(r"frus(\d{4})(?:-(\d\d))?")
_OPENS = 9  # the month in which a session of the General Assembly opens
_NUMBERED = frozenset({"General Assembly", "Security Council", "Economic and Social Council", "Trusteeship Council"})


def find_resolutions(document: Document, cast: Cast) -> tuple[tuple[Resolution, ...], tuple[ResolutionReference, ...]]:
    """The resolutions named in the body and the notes, and each place that names one.

    Offsets are into ``document.text``. ``adopted_by`` and ``sponsors`` are ids of agents of *cast*;
    a body or sponsor that the cast does not know is left out.
    """
    namings, found = find_namings(document, cast)
    if not namings:
        return (), ()
    joiner = Joiner(document, found)
    joiner.join([_identified(naming, document) for naming in namings])
    candidates = [candidate for candidate in joiner.candidates if _tellable(candidate)]
    candidates.sort(key=lambda candidate: min(naming.span for naming, _ in candidate.namings))
    return _results(candidates, document, cast)


def _identified(naming: Naming, document: Document) -> Naming:
    """The naming with the organ that its number, session or symbol implies."""
    if naming.symbol and un.paper_kind(naming.symbol) is un.PaperKind.RESOLUTION:
        match = re.match(r"([AS])/RES/(\d+\w?) ?\(?([^)]*)", naming.symbol)
        if match:
            organ = "General Assembly" if match[1] == "A" else "Security Council"
            return replace(
                naming,
                kind="resolution",
                symbol=None,
                organ=organ,
                number=match[2],
                qualifier=match[3] or None,
            )
    if naming.number is None or naming.organ is not None:
        return naming
    return replace(naming, organ=_organ_of_number(naming, document))


def _organ_of_number(naming: Naming, document: Document) -> str | None:
    """Whose resolution "Resolution 242" is, by its session or year or by the date of the document."""
    if _is_of_parliament(naming, document.text):
        return None
    if naming.qualifier is not None:
        return "Security Council" if naming.qualifier.isdigit() else "General Assembly"
    digits = int(re.sub(r"\D", "", naming.number or "") or 0)
    written = _year_written(document)
    council = un.security_council_year(digits)
    session = un.general_assembly_session(digits)
    assembly = un.session_year(session) if session else None
    dated = [
        (written - year, organ)
        for year, organ in ((council, "Security Council"), (assembly, "General Assembly"))
        if year
    ]
    past = [entry for entry in dated if entry[0] >= 0]
    return min(past)[1] if past else None


def _is_of_parliament(naming: Naming, text: str) -> bool:
    """Whether the document calls the resolution of this number one of the Congress ("Senate Resolution 239")."""
    return any(number == naming.number for number in _OF_CONGRESS.findall(text))


def _year_written(document: Document) -> int:
    """The year of the document's date, else the last of its volume's, else any."""
    if document.date:
        return int(document.date[:4])
    years = _VOLUME_YEARS.match(document.identifier)
    if years is None:
        return 9999
    return int(years[1][: 4 - len(years[2] or years[1])] + (years[2] or years[1]))


def _tellable(candidate: Candidate) -> bool:
    """Whether the candidate can be told from other resolutions."""
    told = candidate.number or candidate.symbol or candidate.day or candidate.powers
    if told or candidate.sponsors or candidate.introducers or candidate.topics:
        return any(naming.kind != "proposal" for naming, _ in candidate.namings)
    return candidate.organ is not None and any(n.determiner is not Determiner.INDEFINITE for n, _ in candidate.namings)


def _symbol(candidate: Candidate, document: Document) -> str | None:
    if candidate.number and candidate.organ:
        return un.resolution_symbol(candidate.organ, candidate.number, candidate.qualifier)
    if candidate.symbol:
        return candidate.symbol
    day = _adopted_on(candidate, document)
    return un.resolution_of_day(candidate.organ or "Security Council", day) if day else None


def _adopted_on(candidate: Candidate, document: Document) -> str | None:
    """The day of adoption; without a year it is that of the session, or the last such day before the document's own."""
    if candidate.day is None:
        return None
    month, day = candidate.day
    year = candidate.year
    session = _session(candidate)
    if year is None and session and (opened := un.session_year(session)):
        return f"{opened if month >= _OPENS else opened + 1:04}-{month:02}-{day:02}"
    if year is None and document.date:
        written = document.date[:10]
        year = int(written[:4])
        if f"{year:04}-{month:02}-{day:02}" > written:
            year -= 1
    return f"{year:04}-{month:02}-{day:02}" if year else None


def _results(
    candidates: Sequence[Candidate], document: Document, cast: Cast
) -> tuple[tuple[Resolution, ...], tuple[ResolutionReference, ...]]:
    agents = {agent.label.lower(): agent.id for agent in cast.agents.values()}
    resolutions: list[Resolution] = []
    references: list[ResolutionReference] = []
    for candidate in candidates:
        symbol = _symbol(candidate, document)
        adopted = candidate.number is not None
        resolution = Resolution(
            id=symbol or f"resolution-{min(naming.span.start for naming, _ in candidate.namings):06}",
            kind=ResolutionKind.DRAFT if candidate.draft and not adopted else ResolutionKind.RESOLUTION,
            label=_label(candidate, document),
            symbol=symbol,
            adopted_by=agents.get((candidate.organ or "").lower()),
            adopted_on=_adopted_on(candidate, document) if not candidate.draft or adopted else None,
            session=_session(candidate),
            sponsors=tuple(
                sorted(agents[name] for name in candidate.sponsors | candidate.introducers if name in agents)
            ),
        )
        if all(resolution.id != other.id for other in resolutions):
            resolutions.append(resolution)
        references += [
            ResolutionReference(naming.span, resolution.id, rule, _CONFIDENCE[rule])
            for naming, rule in candidate.namings
        ]
    references.sort(key=lambda reference: (reference.evidence, reference.resolution))
    return tuple(resolutions), tuple(references)


def _session(candidate: Candidate) -> str | None:
    if candidate.organ != "General Assembly" or candidate.number is None:
        return None
    session = None if (candidate.qualifier or "").isdigit() else candidate.qualifier
    return session or un.general_assembly_session(int(re.sub(r"\D", "", candidate.number)))


def _label(candidate: Candidate, document: Document) -> str:
    """Its number where it has one, else the fullest of its names, in one line."""
    if candidate.organ in _NUMBERED and candidate.number is not None:
        session = f" ({candidate.qualifier})" if candidate.qualifier else ""
        return f"{candidate.organ} resolution {candidate.number}{session}"
    names = [" ".join(n.span.of(document.text).split()) for n, _ in candidate.namings if n.kind != "symbol"]
    if not names:
        return candidate.symbol or candidate.number or "resolution"
    return max(names, key=lambda name: (len(name), name))
