"""The agents of one document: who they are as nodes, from its events, its tagged names and its heading."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kgbuild.authority.roles import see_reference
from kgbuild.errors import InputError
from kgbuild.graph.correspondents import in_order, plain_words, read_correspondent
from kgbuild.model import Agent, AgentKind, Correspondent, Document, Events, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kgbuild.graph.iris import Iris

__all__ = ["Cast", "Figure"]


class Figure(NamedTuple):
    """An agent with its IRI; ``shared`` says that other documents may speak of the same node."""

    iri: str
    shared: bool
    kind: AgentKind
    label: str
    family_name: str | None = None
    alt_labels: tuple[str, ...] = ()
    office: str | None = None
    entry: str | None = None
    role: str | None = None
    evidence: Span | None = None

    def joined(self, other: Figure) -> Figure:
        """Add what *other*, the same node, has more: spellings, and what was not known yet."""
        spellings = dict.fromkeys((*self.alt_labels, other.label, *other.alt_labels))
        spellings.pop(self.label, None)
        return self._replace(
            family_name=self.family_name or other.family_name,
            alt_labels=tuple(spellings),
            office=self.office or other.office,
            role=self.role or other.role,
            evidence=self.evidence or other.evidence,
        )


class Cast:
    """The agents of *document*, each once, and who among them sends, receives and writes it.

    ``figures`` are those of the events first, then persons whom the source itself ties to its list of
    persons, then who stands in heading and signature alone. ``mentioned`` are the IRIs of those whom the
    text names. Raises :class:`InputError` for an agent that cannot be.
    """

    def __init__(self, document: Document, events: Events, iris: Iris) -> None:
        self._document = document
        self._iris = iris
        self._iri = iris.document(document.identifier)
        self._listed = {person.entry: person for person in document.people}
        self._of_entries: dict[tuple[str, str], Figure] = {}
        self._figures: dict[str, Figure] = {}
        self._by_id = dict(self._admit_agents(events.agents))
        self._by_words = self._index(events.agents)
        self._admit_listed()
        self.mentioned = tuple(self._figures)
        self.senders = tuple(self._correspondent(who) for who in document.senders)
        self.recipients = tuple(self._correspondent(who) for who in document.recipients)
        self.author = self.of_id(events.author, "its author") if events.author else self._signer_or_unnamed()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All agents, each IRI once."""
        return tuple(self._figures.values())

    def of_id(self, agent: str, namer: str) -> str:
        """Return the IRI of the events' agent with this id; *namer* says in a fault who names it."""
        try:
            return self._by_id[agent]
        except KeyError:
            raise self._fault(
                f"{namer} names the agent {agent!r}, which is not there", "add it or mend the id"
            ) from None

    def is_shared(self, iri: str) -> bool:
        """Whether the agent with this IRI is more than this document's own."""
        return self._figures[iri].shared

    def _admit(self, figure: Figure) -> str:
        known = self._figures.get(figure.iri)
        self._figures[figure.iri] = known.joined(figure) if known else figure
        return figure.iri

    def _admit_agents(self, agents: tuple[Agent, ...]) -> Iterator[tuple[str, str]]:
        seen = set()
        for agent in agents:
            if agent.id in seen:
                raise self._fault(f"two agents have the id {agent.id!r}", "give each an id of its own")
            if agent.entry and agent.kind is not AgentKind.PERSON:
                raise self._fault(
                    f"agent {agent.id!r} is no person, yet stands in a list of persons as {agent.entry!r}",
                    "make it a Person or drop the entry",
                )
            seen.add(agent.id)
            yield agent.id, self._admit(self._of_agent(agent))

    def _of_agent(self, agent: Agent) -> Figure:
        figure = Figure(
            self._iris.agent(self._iri, agent),
            shared=bool(agent.entry) or (agent.shared and agent.kind is not AgentKind.PERSON),
            kind=agent.kind,
            label=agent.label,
            family_name=agent.family_name,
            alt_labels=tuple(name for name in dict.fromkeys(agent.alt_labels) if name != agent.label),
            office=agent.office,
            entry=agent.entry,
            evidence=agent.evidence,
        )
        return self._of_entry(agent.entry, agent.label).joined(figure) if agent.entry else figure

    def _of_entry(self, entry: str, words: str) -> Figure:
        """Make the person of an entry: named as in the list, or as in the text without the list."""
        listed = self._listed.get(entry)
        name = listed.name if listed else words
        known = self._of_entries.get((entry, name))
        if known:
            return known
        volume, mark, person = entry.partition("#")
        if not (volume and mark and person):
            raise self._fault(f"entry {entry!r} of a list of persons has not the form VOLUME#ID", "mend the entry")
        family, comma, _ = name.partition(",")
        label = in_order(name)
        self._of_entries[entry, name] = figure = Figure(
            self._iris.listed_person(entry),
            shared=True,
            kind=AgentKind.PERSON,
            label=label,
            family_name=family.strip() if comma else None,
            alt_labels=(name,) if label != name else (),
            entry=entry,
            role=listed.role if listed and not see_reference(listed.role) else None,
        )
        return figure

    def _admit_listed(self) -> None:
        for mention in self._document.mentions:
            spelling = _spelling(mention.span.of(self._document.text))
            person = self._of_entry(mention.entry, spelling)
            self._admit(person.joined(person._replace(label=spelling, evidence=mention.span)))
        for listed in self._document.people:
            self._admit(self._of_entry(listed.entry, listed.name))

    def _index(self, agents: tuple[Agent, ...]) -> dict[str, str]:
        """Index the events' agents by their names; a family name that two share names neither."""
        index: dict[str, str] = {}
        families: dict[str, set[str]] = {}
        for agent in agents:
            iri = self._by_id[agent.id]
            for name in (agent.label, *agent.alt_labels):
                index.setdefault(plain_words(name).casefold(), iri)
            if agent.family_name:
                families.setdefault(agent.family_name.casefold(), set()).add(iri)
        return {name: iri for name, (iri, *others) in families.items() if not others} | index

    def _correspondent(self, who: Correspondent, *, signs: bool = False) -> str:
        named = read_correspondent(who.name, signs=signs)
        if who.entry:
            listed = self._of_entry(who.entry, named.label)
            return self._admit(listed._replace(evidence=who.span, office=named.office))
        known = self._by_words.get(plain_words(who.name).casefold())
        if not known and named.kind is AgentKind.PERSON and named.family_name:
            known = self._by_words.get(named.label.casefold()) or self._by_words.get(named.family_name.casefold())
        if known:
            return known
        return self._admit(
            Figure(
                self._iris.correspondent(self._iri, plain_words(who.name)),
                shared=False,
                kind=named.kind,
                label=named.label,
                family_name=named.family_name,
                office=named.office,
                evidence=who.span,
            )
        )

    def _signer_or_unnamed(self) -> str:
        if self._document.signer:
            return self._correspondent(self._document.signer, signs=True)
        label = f"author of {self._document.identifier}"
        return self._admit(Figure(self._iris.author(self._iri), shared=False, kind=AgentKind.PERSON, label=label))

    def _fault(self, reason: str, remedy: str) -> InputError:
        return InputError(self._document.identifier, reason, remedy)


def _spelling(words: str) -> str:
    """Fold the blanks of a name in the text and drop the ending of the possessive."""
    return " ".join(words.split()).removesuffix("’s").removesuffix("'s")
