"""What an entry of a list of persons says of its man: offices one after the other, their years, his country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kgbuild.authority.person_names import fold
from kgbuild.authority.states import state_pattern

__all__ = ["Tenure", "countries_of", "parse_role", "see_reference", "years_of_volume"]

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = "|".join(_MONTHS)
_DATE = re.compile(
    rf"(?:(?:(?P<month>{_MONTH})\s*)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?)?(?P<year>1[789]\d\d|20[0-2]\d)(?!\d)"
)
_SEGMENTS = re.compile(r"\s*;\s*|,?\s+(?:and\s+)?(?=thereafter\b|subsequently\b)|(?<=[a-z]{2})\.\s+(?=[A-Z])")
_SEE = re.compile(r"^\W*see(?: also)?\s+(?P<name>.+?)[\s.;]*$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|after|since|beginning|as of|appointed|effective)\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|to|through|before|up to|ending)\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_RANGE = re.compile(r"^\s*(?:[-–—]|to|until|through)\s*$")
_UNITED_STATES = re.compile(
    r"Department of (?:State|Defense|the Treasury|Commerce|Agriculture|the Army|the Navy|the Air Force|Justice|Labor)"
    r"|\bU\.\s?S\.|(?<!to the )(?<!in the )\bUnited States\b|National Security Council|White House"
    r"|Central Intelligence Agency|Joint Chiefs|\b(?:USA|USN|USAF|USMC|AID|ICA|CIA|NSC|USIA)\b|Foreign Service"
    r"|(?:Republican|Democratic|Democrat)\b|\((?:D|R)[-–—]|Bureau of the Budget|Operations Coordinating|Policy Planning"
    r"|Secretary of (?:Defense|the Treasury|Commerce|Labor|Agriculture)|Special Assistant|to the President\b"
    r"|Presidents? (?:Truman|Eisenhower|Kennedy|Johnson|Nixon|Ford|Carter)\b"
    r"|(?:Assistant|Deputy|Under) Secretary of State|^(?:Acting )?Secretary of State(?! for)|Senator|Congressman"
    r"|^(?:thereafter |then )?(?:Ambassador|Consul|Minister|Chargé|Counselor|Representative|Political Officer)[^;]*"
    r" (?:to|in|at) "
)
_AT_THE_HEAD = 24
"""Characters before a state's name or adjective that is still the first thing said of an office."""
_ABROAD = re.compile(r"\b(?:in|to|at|for|of)\s+(?:the\s+)?$")
_HELD_OF = re.compile(r"\bof (?:the )?$")
_SERVED = re.compile(
    r"\s+(?:Embassy|Legation|Mission|Delegation|Foreign|Ministry|Government|Army|Parliament|Cabinet)\b"
)
_SAME_SERVICE = {"United Arab Republic": "Egypt", "Greek Cypriots": "Cyprus", "Turkish Cypriots": "Cyprus"}
_DEPARTMENT = re.compile(r"Department of State|Bureau of|Office of|Division of|Embassy|Mission|Ambassador")


@dataclass(frozen=True, slots=True)
class Tenure:
    """One office of a man as an entry has it: ``text`` and where it starts there, and from when until when.

    ``since`` and ``until`` are as exact as printed: "1953", "1953-05" or "1953-05-04"; ``None`` where the entry
    does not say.
    """

    text: str
    start: int
    since: str | None = None
    until: str | None = None


@lru_cache(maxsize=1 << 12)
def parse_role(role: str) -> tuple[Tenure, ...]:
    """Take the text of an entry apart into offices, in its order.

    >>> for tenure in parse_role("Ambassador to Greece to July 1956; thereafter Director, from November 15, 1957"):
    ...     print(tenure)
    Tenure(text='Ambassador to Greece to July 1956', start=0, since=None, until='1956-07')
    Tenure(text='thereafter Director, from November 15, 1957', start=35, since='1957-11-15', until=None)
    """
    cuts = [(0, 0), *(cut.span() for cut in _SEGMENTS.finditer(role)), (len(role), len(role))]
    parts = ((role[end:start], end) for (_, end), (start, _) in pairwise(cuts))
    return tuple(_tenure(text, start + part.index(text)) for part, start in parts if (text := part.strip(" ,.;")))


def _tenure(text: str, start: int) -> Tenure:
    dates = list(_DATE.finditer(text))
    since = until = None
    for at, date in enumerate(dates):
        before = text[: date.start()]
        joined = at > 0 and _RANGE.match(text[dates[at - 1].end() : date.start()])
        if joined or _UNTIL.search(before):
            until = until or _iso(date)
        elif _FROM.search(before) or since is None:
            since = since or _iso(date)
    if since and not until:
        since, until = _shortened(text, dates[0], since)
    return Tenure(text, start, since, until)


_OPEN_RANGE = re.compile(rf"(?P<month>{_MONTH})(?:\s+(?P<day>\d{{1,2}}))?\s*[-–—]\s*$")


def _shortened(text: str, date: re.Match[str], since: str) -> tuple[str, str | None]:
    """Read "April–December 1955", whose first month has the year of the second."""
    opening = _OPEN_RANGE.search(text[: date.start()])
    if not opening:
        return since, None
    month = _MONTHS.index(opening["month"]) + 1
    start = f"{date['year']}-{month:02}"
    return (f"{start}-{int(opening['day']):02}" if opening["day"] else start), since


def _iso(date: re.Match[str]) -> str:
    if not date["month"]:
        return date["year"]
    month = f"{date['year']}-{_MONTHS.index(date['month']) + 1:02}"
    return f"{month}-{int(date['day']):02}" if date["day"] and 1 <= int(date["day"]) <= 31 else month  # noqa: PLR2004


def see_reference(role: str | None) -> str | None:
    """Return the name that an entry refers its reader to, if it does nothing else.

    >>> see_reference("see Jacquin de Margerie")
    'Jacquin de Margerie'
    """
    found = _SEE.match(role or "")
    return found["name"] if found and len(found["name"]) < 60 else None  # noqa: PLR2004 - longer is no name


@lru_cache(maxsize=1 << 12)
def countries_of(role: str) -> frozenset[str]:
    """Return the states that an entry's man serves, by its words; empty where they do not tell.

    >>> sorted(countries_of("British Ambassador to France")), sorted(countries_of("Prime Minister of India"))
    (['United Kingdom'], ['India'])
    >>> sorted(countries_of("Officer in Charge of French Affairs, Department of State"))
    ['United States']
    """
    pattern, meaning = state_pattern()
    found: set[str] = set()
    for tenure in parse_role(role):
        text = tenure.text
        first = pattern.search(text)
        own: set[str] = set()
        if first and first.start() <= _AT_THE_HEAD and not _ABROAD.search(text[: first.start()]):
            own.add(meaning[first.group()])
        if not own and not _DEPARTMENT.search(text):
            own.update(meaning[m.group()] for m in pattern.finditer(text) if _HELD_OF.search(text[: m.start()]))
        if not own:
            own.update(meaning[m.group()] for m in pattern.finditer(text) if _SERVED.match(text, m.end()))
        if not own and _UNITED_STATES.search(text):
            own.add("United States")
        found |= own
    return frozenset(_SAME_SERVICE.get(state, state) for state in found)


_STOP = frozenset(
    """of the to for in from until and after before at by as a an on or with his her then thereafter subsequently also
    later former formerly through since during between until up was were is who january february march april may june
    july august september october november december early mid late summer spring fall autumn winter st nd rd th
    member""".split()
)
_SPELLINGS = {"us": "american", "states": "american", "united": "", "s": "", "u": "", "usa": "army", "usn": "navy"}


@lru_cache(maxsize=1 << 12)
def role_words(text: str) -> frozenset[str]:
    """Return the words of an office that tell it from others, folded; numbers left out."""
    words = re.findall(r"[a-z]+", fold(text.replace("U.S.", "american").replace("United Nations", "unitednations")))
    return frozenset(w for w in (_SPELLINGS.get(word, word) for word in words if word not in _STOP) if w)


_YEARS = re.compile(r"(?<!\d)(1[789]\d\d|20[0-2]\d)(?:[-–](\d\d(?:\d\d)?))?(?!\d)")


def years_of_volume(volume: str) -> tuple[int, int] | None:
    """Return the years in a volume's id, if it has them.

    >>> years_of_volume("frus1964-68v20"), years_of_volume("frus1951v05"), years_of_volume("notes")
    ((1964, 1968), (1951, 1951), None)
    """
    found = _YEARS.search(volume)
    if not found:
        return None
    first = int(found.group(1))
    last = found.group(2)
    if not last:
        return first, first
    return first, int(last) if len(last) == 4 else first // 100 * 100 + int(last)  # noqa: PLR2004
