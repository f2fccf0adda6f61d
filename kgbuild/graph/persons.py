"""The persons of lists as statements: who each is, each entry of his, and why entries were held for one man."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from kgbuild.authority.authority_file import HOLDERS
from kgbuild.authority.roles import parse_role, see_reference
from kgbuild.graph import vocabulary as v
from kgbuild.graph.correspondents import in_order
from kgbuild.graph.description import Description, describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kgbuild.authority.roles import Tenure
    from kgbuild.authority.unification import Doubt, Join, Unification, UnifiedPerson
    from kgbuild.graph.iris import Iris
    from kgbuild.model import ListedPerson

__all__ = ["describe_persons", "keys_of"]

_DOUBTFUL = "doubtful"


def keys_of(unification: Unification) -> dict[str, str]:
    """Return by entry what makes its person's IRI, where that is not the entry itself.

    It is the number of the authority's record of him, or else his first entry in a volume: volumes are named by their
    years, so that a later one renames nobody.
    """
    keys = {}
    for person in unification.persons:
        key = person.record or (_printed(person) or person.entries)[0].entry
        keys.update({entry.entry: key for entry in person.entries if entry.entry != key})
    return keys


def describe_persons(
    unification: Unification, iris: Iris, same_as: Mapping[str, tuple[str, ...]]
) -> Iterator[Description]:
    """Yield what the lists of persons say, for the graph of shared entities; *iris* knows the persons' keys.

    *same_as* gives the IRIs elsewhere of those whom an authority's record decides, by its number. Who holds posts and
    stands in no volume's list is left out.
    """
    for person in unification.persons:
        if not _printed(person):
            continue
        iri = iris.listed_person(person.entries[0].entry)
        yield _person(person, iri, same_as.get(person.record or "", ()))
        for entry in person.entries:
            yield from _entry(entry, iri, iris)
        for join in person.joins:
            identification = _identification(join, iris)
            identification.link(v.IDENTIFIES, iri)
            yield identification
    told = {entry.entry for person in unification.persons if _printed(person) for entry in person.entries}
    for doubt in unification.doubts:
        if not {doubt.entry, doubt.other} <= told:
            continue
        about = Description(iris.listed_person(doubt.entry))
        about.link(v.CLOSE_MATCH, iris.listed_person(doubt.other))
        yield about
        yield _identification(doubt, iris)


def _printed(person: UnifiedPerson) -> list[ListedPerson]:
    """Return the entries that stand in volumes, not among the holders of posts."""
    return [entry for entry in person.entries if not entry.entry.startswith(f"{HOLDERS}#")]


def _person(person: UnifiedPerson, iri: str, same_as: tuple[str, ...]) -> Description:
    about = describe(iri, v.PERSON)
    printed = _printed(person)
    names = Counter(entry.name for entry in printed)
    fullest = min(names, key=lambda name: (-names[name], -len(name), name))
    family, comma, _ = fullest.partition(",")
    about.say(v.LABEL, in_order(fullest))
    about.say(v.FAMILY_NAME, family.strip() if comma else None)
    about.say(v.ALT_LABEL, *(n for name in names for n in (name, in_order(name)) if n != in_order(fullest)))
    about.say(v.LIST_ENTRY, *(entry.entry for entry in printed))
    about.say(v.ROLE, *(entry.role for entry in printed if not see_reference(entry.role)))
    about.link(v.EXACT_MATCH, *same_as)
    return about


def _entry(entry: ListedPerson, person: str, iris: Iris) -> Iterator[Description]:
    iri = iris.list_entry(entry.entry)
    about = describe(iri, v.ENTRY)
    about.say(v.LABEL, entry.name)
    about.say(v.IDENTIFIER, entry.entry)
    about.say(v.DESCRIPTION, entry.role)
    volume = entry.entry.partition("#")[0]
    if volume != HOLDERS:
        about.link(v.IS_PART_OF, iris.volume(volume))
    about.link(v.IDENTIFIES, person)
    dated = [tenure for tenure in parse_role(entry.role or "") if tenure.since or tenure.until]
    about.link(v.HAS_TENURE, *(iris.tenure(iri, tenure) for tenure in dated))
    yield about
    for tenure in dated:
        yield _tenure(tenure, iris.tenure(iri, tenure))


def _tenure(tenure: Tenure, iri: str) -> Description:
    about = describe(iri, v.TENURE)
    about.say(v.LABEL, tenure.text)
    for predicate, date in ((v.SINCE, tenure.since), (v.UNTIL, tenure.until)):
        if date:
            about.typed(predicate, _DATATYPES[len(date)], date)
    return about


_DATATYPES = {4: v.XSD_YEAR, 7: v.XSD_YEAR_MONTH, 10: v.XSD_DATE}


def _identification(found: Join | Doubt, iris: Iris) -> Description:
    about = describe(iris.identification(found.entry, found.other), v.IDENTIFICATION)
    about.link(v.JOINS, iris.list_entry(found.entry), iris.list_entry(found.other))
    about.say(v.RULE, getattr(found, "rule", _DOUBTFUL))
    about.typed(v.CONFIDENCE, v.XSD_DECIMAL, format(Decimal(repr(found.confidence)), "f"))
    return about
