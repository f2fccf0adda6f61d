"""The one place where IRIs of data are made.

An IRI is made from what a thing is (its identifier, its place in the text, its label), never from a
counter. Each part is percent-encoded as one path segment (RFC 3986, section 2.1: UTF-8, unreserved
characters kept), so that different parts give different IRIs and every IRI is plain ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from kgbuild.errors import KgbuildError
from kgbuild.model import Agent, AgentKind, Meeting, Note, Position, Resolution, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kgbuild.authority.roles import Tenure

__all__ = ["DEFAULT_BASE", "PREFIX_DECLARATIONS", "Iris", "prefix_declaration", "question_iri"]

DEFAULT_BASE = "https://w3id.org/diplomatic-events/"

PREFIX_DECLARATIONS = f"{DEFAULT_BASE}query/"
"""What declares the prefixes of the catalogue's questions."""

_BASE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)*/")
_DOT_SEGMENTS = {".": "%2E", "..": "%2E%2E"}
_SHARED_FOLDERS = {AgentKind.STATE: "state", AgentKind.ORGANIZATION: "organization"}


def question_iri(name: str) -> str:
    """Return the IRI of the catalogue's question *name*.

    >>> question_iri("warnings")
    'https://w3id.org/diplomatic-events/query/warnings'
    """
    return f"{PREFIX_DECLARATIONS}{_segment(name)}"


def prefix_declaration(prefix: str) -> str:
    """Return the IRI of the declaration of *prefix* for the catalogue's questions."""
    return f"{PREFIX_DECLARATIONS}#{_segment(prefix)}"


class Iris:
    """IRIs under one base.

    ``persons`` tells of entries of lists of persons that are a man of another key: an entry of his, or the number of an
    authority's record.
    ``base`` is an ``http`` or ``https`` IRI that ends in "/"; :class:`KgbuildError` is raised for another.

    >>> Iris().document("frus1964-68v20/d123")
    'https://w3id.org/diplomatic-events/document/frus1964-68v20/d123'
    """

    __slots__ = ("_persons", "base", "entities_graph")

    def __init__(self, base: str = DEFAULT_BASE, persons: Mapping[str, str] | None = None) -> None:
        if not _BASE.fullmatch(base) or "/./" in base or "/../" in base:
            raise KgbuildError(
                f"base IRI {base!r}: not usable for data; "
                f"give one like {DEFAULT_BASE!r}: http or https, and a slash at its end"
            )
        self.base = base
        self._persons = persons or {}
        self.entities_graph = f"{base}graph/entities"
        """The named graph of what documents share."""

    def document(self, identifier: str) -> str:
        """Return the document's IRI, which is its named graph's too.

        The first "/" of the identifier stays (it parts volume and document); any other is encoded, so
        that no document has the IRI of another's note or event.
        """
        volume, slash, rest = identifier.partition("/")
        return f"{self.base}document/{_segment(volume)}{slash}{_segment(rest)}"

    def volume(self, identifier: str) -> str:
        """Return the IRI of a volume of the series, by its id."""
        return f"{self.base}volume/{_segment(identifier)}"

    def listed_person(self, entry: str) -> str:
        """Return the IRI of the person of an entry ("frus1964-68v20#p_AS1") of a volume's list.

        >>> iris = Iris(persons={"v2#p_B": "v1#p_A", "v3#p_C": "100300"})
        >>> [iris.listed_person(entry) for entry in ("v2#p_B", "v3#p_C")]
        ['https://w3id.org/diplomatic-events/person/v1/p_A', 'https://w3id.org/diplomatic-events/person/100300']
        """
        return f"{self.base}person/{_entry(self._persons.get(entry, entry))}"

    def list_entry(self, entry: str) -> str:
        """Return the IRI of the entry itself."""
        return f"{self.base}entry/{_entry(entry)}"

    @staticmethod
    def tenure(entry: str, tenure: Tenure) -> str:
        """Return the IRI of an office with its dates, by the place of its words in the entry (an IRI)."""
        return f"{entry}/tenure/{tenure.start}-{tenure.start + len(tenure.text)}"

    def recorded_tenure(self, source: str, identifier: str) -> str:
        """Return the IRI of an office with its dates that a record has, by its identifier in the data set *source*."""
        return f"{self.base}tenure/{_segment(source)}/{_segment(identifier)}"

    @staticmethod
    def attribution(document: str, agent: str) -> str:
        """Return the IRI of the conclusion who an agent of the document (both IRIs) is."""
        return f"{document}/attribution/{_segment(agent.removeprefix(f'{document}/'))}"

    def identification(self, one: str, other: str) -> str:
        """Return the IRI of the finding that two entries are, or may be, of one man."""
        return f"{self.base}identification/{_entry(one)}/{_entry(other)}"

    def agent(self, document: str, agent: Agent) -> str:
        """Return the IRI of an agent of the document *document* (an IRI), or of all documents."""
        if agent.kind is AgentKind.PERSON:
            if agent.entry:
                return self.listed_person(agent.entry)
        elif agent.shared:
            return f"{self.base}{_SHARED_FOLDERS[agent.kind]}/{_slug(agent.label)}"
        return f"{document}/agent/{_segment(agent.id)}"

    def resolution(self, document: str, resolution: Resolution) -> str:
        """Return a resolution's IRI: by its symbol the same for all documents, else the document's own."""
        if resolution.symbol:
            return f"{self.base}resolution/{_segment(resolution.symbol)}"
        return f"{document}/resolution/{_segment(resolution.id)}"

    @staticmethod
    def author(document: str) -> str:
        """Return the IRI of the unnamed author of a document."""
        return f"{document}/author"

    @staticmethod
    def correspondent(document: str, words: str) -> str:
        """Return the IRI of a correspondent whom nothing but this document's words name."""
        return f"{document}/correspondent/{_slug(words)}"

    @staticmethod
    def note(document: str, note: Note) -> str:
        """Return the IRI of a footnote of the document."""
        return f"{document}/note/{_segment(note.id)}"

    @staticmethod
    def meeting(document: str, meeting: Meeting) -> str:
        """Return a meeting's IRI, by the place of the clause that introduces it."""
        return f"{document}/meeting/{_range(meeting.evidence)}"

    @staticmethod
    def position(document: str, position: Position) -> str:
        """Return a position's IRI, by the place of its content, and of its cue where it has one."""
        cue = f"-{position.cue.start}" if position.cue else ""
        return f"{document}/position/{_range(position.content)}{cue}"

    @staticmethod
    def reference(document: str, evidence: Span) -> str:
        """Return the IRI of a place that names a resolution."""
        return f"{document}/reference/{_range(evidence)}"

    @staticmethod
    def evidence(document: str, span: Span) -> str:
        """Return the IRI of a stretch of the document's text: its fragment is that of RFC 5147."""
        return f"{document}#char={span.start},{span.end}"

    @staticmethod
    def selector(document: str, span: Span) -> str:
        """Return the IRI of what selects the stretch of text."""
        return f"{document}#selector={span.start},{span.end}"


def _range(span: Span) -> str:
    return f"{span.start}-{span.end}"


def _entry(entry: str) -> str:
    volume, mark, person = entry.partition("#")
    return f"{_segment(volume)}/{_segment(person)}" if mark else _segment(volume)


@lru_cache(maxsize=4096)  # a volume's documents name the same persons, states and bodies
def _segment(words: str) -> str:
    """Encode *words* as one path segment; different words give different segments.

    "." and ".." are encoded as well: a reader that resolves IRIs would drop them. Half of a surrogate pair
    has no UTF-8: :class:`UnicodeEncodeError`.
    """
    encoded = quote(words, safe="")
    return _DOT_SEGMENTS.get(encoded, encoded)


@lru_cache(maxsize=4096)
def _slug(label: str) -> str:
    """Make a segment that a label's case, blanks and ways to compose accents do not change."""
    folded = unicodedata.normalize("NFC", label).casefold()
    return _segment("-".join(folded.split()))
