"""Actors: whom each name, office, state, post and pronoun of a telegram means."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from telegrams_for_extraction import cast_of, telegram

from kgbuild.authority.offices import office_holders, secretary_of_state
from kgbuild.authority.states import bodies, government_of, state_pattern, states
from kgbuild.extract.actors import Cast, find_actors
from kgbuild.extract.ground import Ground
from kgbuild.extract.language import sentences
from kgbuild.model import Agent, AgentKind, Correspondent, Document, ListedPerson, PersonMention, Span


def cast(body: str, **heading: str) -> Cast:
    return cast_of(telegram(body, **heading))


def meant(body: str, words: str, **heading: str) -> list[str]:
    """The agent of each mention that is exactly *words*."""
    document = telegram(body, **heading)
    return [m.agent for m in cast_of(document).mentions if m.span.of(document.text) == words]


def person(found: Cast, family: str) -> Agent:
    return next(a for a in found.agents.values() if a.family_name == family)


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_full_name_and_its_family_name_are_one_person() -> None:
    found = cast("Mr. Olav Brandvold saw Ambassador J. P. Sorensen. Brandvold left. Sorensen stayed.")
    assert person(found, "Brandvold").label == "Olav Brandvold"
    assert person(found, "Sorensen").label == "J. P. Sorensen"
    people = [a for a in found.agents.values() if a.kind is AgentKind.PERSON and a.id != found.author]
    assert len(people) == 2


def test_names_that_a_hyphen_joins_are_persons_but_no_pronoun_means_them() -> None:
    body = "I briefed Ambassador Lin on Brandvold-Sorensen meeting and asked him for comment."
    assert meant(body, "Brandvold") == ["brandvold"]
    assert meant(body, "Sorensen") == ["sorensen"]
    assert meant(body, "him") == ["lin"]


def test_a_family_name_that_comes_first_is_known_by_its_standing_alone() -> None:
    found = cast("Ambassador Lin Po-wen told me no. Lin said yes. Lin left.")
    assert person(found, "Lin").label == "Lin Po-wen"


@pytest.mark.parametrize(
    ("body", "family", "office"),
    [
        ("Deputy FM Tveit said no.", "Tveit", "Deputy Foreign Minister"),
        ("King Haakon May 31 said no.", "Haakon", "King"),
        ("Amb. Tveit said no.", "Tveit", "Ambassador"),
        ("General Tveit’s reply was no.", "Tveit", "General"),
        ("Mr. Tveit said no.", "Tveit", None),
        ("At 12:30 PM Tveit said no.", "Tveit", None),
    ],
)
def test_the_office_of_a_person(body: str, family: str, office: str | None) -> None:
    document = telegram(body)
    agent = person(cast_of(document), family)
    assert (agent.label, agent.office) == (family, office)
    assert agent.evidence is not None
    assert agent.evidence.of(document.text) == family


@pytest.mark.parametrize(
    "apposition", ["Minister of Finance", "the Finance Minister", "Norwegian Finance Minister", "the able FinMin"]
)
def test_an_office_after_a_name_is_its_holder_s(apposition: str) -> None:
    body = f"Brandvold told Tveit, {apposition}, no. The Finance Minister left."
    assert meant(body, "Finance Minister")[-1] == "tveit"


def test_the_subject_after_a_name_is_no_apposition() -> None:
    body = "I met Brandvold and Tveit. As he had told Tveit, Finance Minister said no."
    assert meant(body, "Finance Minister") == ["finance-minister"]


def test_the_next_one_of_a_list_is_no_apposition() -> None:
    body = "I met President Tveit, Foreign Minister, Director Brandvold and Charge. Foreign Minister left."
    assert meant(body, "Foreign Minister") == ["foreign-minister", "foreign-minister"]


def test_a_title_after_a_time_of_day_is_no_office() -> None:
    assert meant("At 12:30 PM the talks began.", "PM") == []
    assert meant("At noon the PM began.", "PM") == ["prime-minister"]
    assert (
        cast("At 12:30 PM Brandvold told me that the PM would resign. Prime Minister Tveit agreed.")
        .agents["brandvold"]
        .office
        is None
    )


def test_a_state_in_brackets_gives_the_name_and_its_side() -> None:
    found = cast("Omar (Somalia) opposed this. Omar left.")
    assert person(found, "Omar").id == "omar"
    assert found.sides["omar"] == "somalia"


def test_a_state_before_the_title_gives_the_side() -> None:
    found = cast("Indian Ambassador Chopra and French Foreign Minister Duvernois said no.")
    assert found.sides == {"chopra": "india", "duvernois": "france"}


def test_the_post_gives_the_side_of_ministers_only() -> None:
    found = cast("Foreign Minister Tveit saw Ambassador Brandvold. Norway is cold.")
    assert found.sides == {"tveit": "norway"}


def test_what_is_no_name_is_nobody() -> None:
    found = cast("On Monday Embtel 12 reached Department. Charter and Treaty remain. Secret of May.")
    assert [a.id for a in found.agents.values() if a.kind is AgentKind.PERSON] == [found.author]


# --- offices ----------------------------------------------------------------------------------------------------------


def test_an_office_means_its_holder_where_the_document_names_one() -> None:
    assert meant("Foreign Minister Tveit came. The Foreign Minister left.", "Foreign Minister") == ["tveit"]


def test_an_office_of_two_holders_means_the_one_named_last() -> None:
    body = "President Tveit left. The President wept. President Brandvold came. The President smiled."
    assert meant(body, "President") == ["tveit", "brandvold"]


def test_an_office_with_no_named_holder_is_a_person_of_its_own() -> None:
    found = cast("The PriMin said no.")
    agent = found.agents["prime-minister"]
    assert (agent.label, agent.office, agent.family_name) == ("Prime Minister", "Prime Minister", None)
    assert "PriMin" in agent.alt_labels


def test_offices_of_two_states_stay_apart() -> None:
    body = "South Korean Foreign Minister said yes. North Korean Foreign Minister said no."
    found = cast(body)
    assert found.agents["south-korean-foreign-minister"].label == "South Korean Foreign Minister"
    assert found.sides["south-korean-foreign-minister"] == "south-korea"
    assert found.sides["north-korean-foreign-minister"] == "north-korea"


@pytest.mark.parametrize(
    ("date", "name"),
    [
        ("1966-03-09T19:00:00", "Rusk"),
        ("1961-01-20", "Herter"),
        ("1961-01-21", "Rusk"),
        ("1944-01-01", None),
        (None, None),
    ],
)
def test_who_was_secretary_of_state(date: str | None, name: str | None) -> None:
    assert secretary_of_state(date) == name


def test_the_secretary_is_who_held_the_office_if_the_text_names_him() -> None:
    assert meant("The Secretary told Tveit no. Rusk left.", "Secretary") == ["rusk"]
    assert meant("The Secretary told Tveit no.", "Secretary") == ["secretary"]


@pytest.mark.parametrize(
    "heading",
    [{"sender": "Secretary of State Rusk", "signer": "Rusk"}, {"sender": "the Department of State", "signer": "Rusk"}],
)
def test_the_secretary_is_the_author_when_he_writes(heading: dict[str, str]) -> None:
    found = cast("The Secretary told Tveit no. I agreed. Rusk left.", **heading)
    assert {m.agent for m in found.mentions} == {"author", "tveit"}
    assert found.agents["author"].office == "Secretary of State"


# --- the author -------------------------------------------------------------------------------------------------------


def test_an_office_is_its_holder_s_by_the_table_where_the_text_names_him() -> None:
    heading = {"sender": "the Embassy in India", "place": "New Delhi"}
    body = "I saw Gandhi today. The Prime Minister was tired. The Indian Prime Minister left. The Greek Prime Minister"
    assert meant(body, "Prime Minister", **heading) == ["gandhi", "gandhi", "greek-prime-minister"]
    body = "I spoke of Desai today. The Prime Minister was tired."  # in 1966 he was not yet in office
    assert meant(body, "Prime Minister", **heading) == ["prime-minister"]


@pytest.mark.parametrize(
    ("office", "state", "date", "first"),
    [
        ("Chancellor", "West Germany", "1965-02-01", "Erhard"),
        ("Prime Minister", "Atlantis", "1965-02-01", None),
        ("Chancellor", "West Germany", None, None),
        ("Chancellor", "West Germany", "1910-02-01", None),
    ],
)
def test_who_held_an_office(office: str, state: str, date: str | None, first: str | None) -> None:
    assert next(iter(office_holders(office, state, date)), None) == first


def test_a_post_abroad_means_the_president_of_its_own_state() -> None:
    body = "President Johnson sent a letter. I gave it to the President. President Tveit thanked me."
    assert meant(body, "President") == ["tveit"]
    assert meant(body.partition(" President Tveit")[0], "President") == ["president"]


def test_washington_means_the_american_president() -> None:
    heading = {"sender": "the Department of State", "recipient": "the Embassy in Norway", "place": "Washington"}
    body = "President Johnson met President Tveit. The President thanked him."
    assert meant(body, "President", **heading) == ["johnson"]
    assert meant("President Tveit came. The President left.", "President", **heading) == ["tveit"]


def test_a_people_s_name_after_a_rank_is_a_surname() -> None:
    found = cast("Gen Pak disagreed. I pressed Gen Pak. Pak then left.")
    assert person(found, "Pak").id == "pak"
    assert "pakistan" not in found.agents
    assert "pakistan" in cast("Gen Pak disagreed with the Paks.").agents


def test_a_chinese_given_name_follows_the_family_name() -> None:
    assert person(cast("Ambassador Ren Sho-kai said no."), "Ren").label == "Ren Sho-kai"


def test_the_department_writes_for_its_state() -> None:
    assert cast("We agree.", sender="the Department of State", recipient="the Embassy in Norway").writes_for_state
    assert not cast("We agree.").writes_for_state


def test_the_author_is_the_signer() -> None:
    found = cast("I left. We told Tveit no. Our view is clear. Harlan stayed.")
    assert found.author == "author"
    assert (found.agents["author"].label, found.agents["author"].family_name) == ("Harlan", "Harlan")
    assert {m.agent for m in found.mentions if m.form in ("author", "name")} == {"author", "tveit"}
    assert found.author_side == "united-states"


def test_an_unsigned_telegram_has_an_unnamed_author() -> None:
    document = replace(telegram("I left."), signer=None)
    agent = cast_of(document).agents["author"]
    assert (agent.label, agent.family_name) == ("author of vol-d57", None)


def test_who_is_quoted_as_i_is_not_the_author() -> None:
    body = "Tveit said “I am ill, and we are poor”. I was sad."
    assert meant(body, "I") == ["author"]
    assert meant(body, "we") == []
    assert meant('Tveit said "My ship". My own sank.', "My") == ["author"]


def test_an_open_quotation_ends_with_its_section() -> None:
    assert meant("Tveit said “I am ill.\n\nI was sad.", "I") == ["author"]


@pytest.mark.parametrize(
    ("body", "post", "agent", "sender"),
    [
        ("Embassy believes no.", "Embassy", "author", "the Embassy in Norway"),
        ("USUN believes no.", "USUN", "author", "the Mission to the United Nations"),
        ("USDel believes no.", "USDel", "united-states", "the Embassy in Norway"),
        ("Department believes no.", "Department", "united-states", "the Embassy in Norway"),
    ],
)
def test_posts(body: str, post: str, agent: str, sender: str) -> None:
    assert meant(body, post, sender=sender) == [agent]


def test_the_post_of_another_state_is_not_the_author() -> None:
    assert meant("British Embassy believes no.", "Embassy") == []
    assert meant("British Embassy believes no.", "British") == ["united-kingdom"]


# --- states and bodies ------------------------------------------------------------------------------------------------


def test_a_state_its_people_and_its_government_are_one_agent() -> None:
    document = telegram("Soviets told GRC no. USSR and the Soviet Union agree. Security Council met. UN and SC wait.")
    found = cast_of(document)
    soviet = found.agents["soviet-union"]
    assert (soviet.label, soviet.kind, soviet.shared) == ("Soviet Union", AgentKind.STATE, True)
    assert "USSR" in soviet.alt_labels
    assert [m.span.of(document.text) for m in found.mentions if m.agent == "soviet-union"] == [
        "Soviets",
        "USSR",
        "Soviet Union",
    ]
    assert found.agents["security-council"].kind is AgentKind.ORGANIZATION
    assert [m.span.of(document.text) for m in found.mentions if m.agent == "security-council"] == [
        "Security Council",
        "SC",
    ]


@pytest.mark.parametrize(
    ("body", "sender", "state"),
    [
        ("GOI said no. India agreed.", "the Embassy in Norway", "india"),
        ("GOI said no. Italy agreed. Italians left.", "the Embassy in Norway", "italy"),
        ("GOI said no. Iran left.", "the Embassy in Israel", "israel"),
        ("GOI said no.", "the Embassy in Indonesia", "indonesia"),
    ],
)
def test_a_government_that_several_share_is_the_one_spoken_of(body: str, sender: str, state: str) -> None:
    assert meant(body, "GOI", sender=sender) == [state]


def test_a_government_of_nobody_spoken_of_is_left_open() -> None:
    assert meant("GOI said no.", "GOI") == []


def test_a_longer_name_goes_before_one_that_lies_in_it() -> None:
    found = cast("UN Security Council and Latin American states met South Koreans.")
    assert {m.agent for m in found.mentions} == {"security-council", "latin-americans", "south-korea"}


def test_the_tables_are_clean() -> None:
    _, meaning = state_pattern()
    names = [s.name for s in states()]
    assert len(names) == len(set(names))
    assert set(meaning.values()) == set(names)
    assert not {b.name for b in bodies()} & set(names)
    assert len(government_of("GOI")) > 2
    assert not set(government_of("GOI")) - set(names)
    assert "GOI" not in meaning
    assert government_of("GRC") == ()


# --- pronouns ---------------------------------------------------------------------------------------------------------


def test_pronouns_stand_for_whom_the_text_named_last() -> None:
    document = telegram("Tveit came. He left. Brandvold came and he sat. Soviets came. They ate.")
    pronouns = [(m.span.of(document.text), m.agent) for m in cast_of(document).mentions if m.form == "pronoun"]
    assert pronouns == [("He", "tveit"), ("he", "brandvold"), ("They", "soviet-union")]


def test_a_pronoun_with_nobody_before_it_stands_for_nobody() -> None:
    assert meant("He left. They stayed.", "He") == []


# --- the list of persons ----------------------------------------------------------------------------------------------

SMITHS = (
    ListedPerson("vol#p_SA1", "Smith, Alan", "Consul"),
    ListedPerson("vol#p_SB1", "Smith, Brenda", "Ambassador"),
)


def listed(body: str, *tagged: tuple[str, str], people: tuple[ListedPerson, ...] = SMITHS) -> Document:
    """A telegram in which the source ties words, in the order of the text, to entries of its list."""
    document = telegram(body)
    mentions, at = [], document.text.index(body)
    for words, entry in tagged:
        start = document.text.index(words, at)
        at = start + len(words)
        mentions.append(PersonMention(Span(start, at), entry))
    return replace(document, people=people, mentions=tuple(mentions))


def test_two_listed_persons_of_one_family_name_stay_apart() -> None:
    document = listed(
        "Alan Smith saw Ambassador Smith. Ambassador Smith left.",
        ("Alan Smith", "vol#p_SA1"),
        ("Smith", "vol#p_SB1"),
        ("Ambassador Smith", "vol#p_SB1"),
    )
    found = cast_of(document)
    entries = {a.entry: a for a in found.agents.values() if a.entry}
    assert set(entries) == {"vol#p_SA1", "vol#p_SB1"}
    assert entries["vol#p_SA1"].id != entries["vol#p_SB1"].id
    assert {a.family_name for a in entries.values()} == {"Smith"}
    by_place = [m.agent for m in found.mentions if m.form == "name"]
    assert by_place == [entries["vol#p_SA1"].id, entries["vol#p_SB1"].id, entries["vol#p_SB1"].id]


def test_a_tagged_name_is_its_entry_s_person_whatever_it_is_called() -> None:
    people = (ListedPerson("vol#p_LP1", "Lin, Po-wen", "Envoy"),)
    document = listed("Old Po-wen told me no.", ("Po-wen", "vol#p_LP1"), people=people)
    found = cast_of(document)
    assert person(found, "Lin").entry == "vol#p_LP1"


def test_an_untagged_name_of_a_listed_family_joins_the_tagged_one() -> None:
    document = listed("Mr. Smith came. Smith left.", ("Smith", "vol#p_SA1"), people=SMITHS[:1])
    found = cast_of(document)
    assert [a.entry for a in found.agents.values() if a.family_name == "Smith"] == ["vol#p_SA1"]


def test_a_signer_of_the_list_is_the_author() -> None:
    document = listed("Harlan told Smith no.", ("Harlan", "vol#p_H1"), ("Smith", "vol#p_SA1"))
    assert document.signer is not None
    signer = Correspondent(document.signer.name, document.signer.span, "vol#p_H1")
    people = (*SMITHS, ListedPerson("vol#p_H1", "Harlan, Paul"))
    found = cast_of(replace(document, signer=signer, people=people))
    assert found.agents["author"].entry == "vol#p_H1"
    assert [a.id for a in found.agents.values() if a.entry == "vol#p_H1"] == ["author"]


# --- all mentions -----------------------------------------------------------------------------------------------------


def test_mentions_are_in_order_apart_and_of_known_agents() -> None:
    document = telegram(
        "British Embassy told me Foreign Minister Tveit (Norway) and Soviets met UN Secretary General. He left; "
        "they and our USDel stayed. “I go”, said the Norwegian Prime Minister."
    )
    found = find_actors(document, sentences(document))
    spans = [m.span for m in found.mentions]
    assert spans == sorted(spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert {m.agent for m in found.mentions} <= set(found.agents)
    assert all(key == agent.id for key, agent in found.agents.items())
    whole = Span(0, len(document.text))
    assert found.within(whole) == list(found.mentions)
    assert found.within(spans[3]) == [found.mentions[3]]
    assert found.within(Span(spans[3].start, spans[3].end - 1)) == []


def test_ground_is_taken_once() -> None:
    ground = Ground(10)
    assert ground.take(Span(2, 4))
    assert not ground.take(Span(3, 9))
    assert ground.take(Span(4, 10)), "what was refused took nothing"
    assert not ground.is_free(Span(9, 10))
    assert ground.is_free(Span(0, 2))
