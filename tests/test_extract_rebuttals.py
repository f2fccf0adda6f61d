"""Rebuttals: which positions may answer which, and which plainly do."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegrams_for_extraction import Read, telegram

from kgbuild.extract.language import Sentence, sentences
from kgbuild.extract.linear import LinearModel
from kgbuild.extract.rebuttal_features import REACH, Claim, Exchange, candidates, pair_rows, rarities, turns_of
from kgbuild.extract.rebuttal_wording import Wording, common, frequencies, wording
from kgbuild.extract.rebuttals import RebuttalModel, find_rebuttals
from kgbuild.extract.trees import LEAF, Node, Trees
from kgbuild.logistic import logistic
from kgbuild.model import Act, Span

SILENT = LinearModel(("yes",), (0.0,), {})
NEVER = RebuttalModel(SILENT, SILENT, {}, Trees(-30.0, ()))
ALWAYS = RebuttalModel(SILENT, SILENT, {}, Trees(30.0, ()))


def claim(holder: str | tuple[str, ...], start: int, end: int | None = None, sentence: int = 0) -> Claim:
    holders = (holder,) if isinstance(holder, str) else holder
    content = Span(start, start + 5 if end is None else end)
    return Claim(holders, None, Act.ASSERT, content, None, sentence, goes_on=False)


# --- which may answer which -------------------------------------------------------------------------------------------


def pairs(claims: list[Claim]) -> list[tuple[int, int]]:
    return [(j, i) for j in range(len(claims)) for i in candidates(j, claims)]


def test_positions_answer_earlier_ones_of_others_the_nearest_first() -> None:
    claims = [claim("a", 0), claim("b", 10), claim("a", 20), claim("c", 30)]
    assert pairs(claims) == [(1, 0), (2, 1), (3, 2), (3, 1), (3, 0)]


def test_who_shares_a_holder_is_of_one_side() -> None:
    assert pairs([claim(("a", "x"), 0), claim(("b", "x"), 10)]) == []


def test_a_position_may_answer_what_it_tells_within_itself_but_not_the_other_way() -> None:
    assert pairs([claim("a", 0, 50), claim("b", 10, 40)]) == [(0, 1)]


def test_an_answer_reaches_only_so_far() -> None:
    claims = [claim("a", 0), *(claim("b", 10 * n) for n in range(1, REACH + 2))]
    assert {j for j, _ in pairs(claims)} == set(range(1, REACH + 1))


def test_a_turn_lasts_until_another_speaks() -> None:
    assert turns_of([claim(h, 10 * n) for n, h in enumerate("aabba")]) == [0, 0, 1, 1, 2]
    assert turns_of([]) == []


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=40), st.sampled_from([NEVER, ALWAYS]))
def test_whatever_the_model_says_only_others_are_answered(holders: list[str], model: RebuttalModel) -> None:
    document = telegram(" ".join(f"Word {n} came." for n in range(len(holders))))
    body = sentences(document)
    claims = [claim(h, body[n].span.start, body[n].span.end, n) for n, h in enumerate(holders)]
    found = find_rebuttals(claims, body, "a", document.text, model=model)
    assert all(claims[r.source].holders != claims[r.target].holders for r in found)
    assert all(0 <= r.source - r.target <= REACH for r in found)
    assert len({(r.source, r.target) for r in found}) == len(found)
    assert bool(found) == (model is ALWAYS and any(a != b for a, b in pairwise(holders)))


# --- which plainly do -------------------------------------------------------------------------------------------------

SERIES = """\
I saw Brandvold today. Brandvold argued that the islands belonged to Norway. He claimed that the survey was false. \
He maintained that nobody lived there. {answer}"""
POINTS = {"the islands belonged to Norway", "the survey was false", "nobody lived there"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("I rejected these arguments.", "these arguments"),
        ("I completely rejected his arguments.", "his arguments"),
        ("I told him that our government rejected his arguments.", "our government rejected his arguments"),
        ("I told Brandvold that I could not accept any of these claims.", "I could not accept any of these claims"),
    ],
)
def test_who_rejects_arguments_rebuts_the_whole_series(answer: str, words: str) -> None:
    assert Read.of(SERIES.format(answer=answer)).rebutted(words) == POINTS


def test_a_series_ends_where_another_spoke() -> None:
    read = Read.of(
        "Brandvold said that the road was closed. Sorensen said that the road was open. "
        "Sorensen argued that the bridge was safe. Brandvold rejected these arguments."
    )
    assert read.rebutted("these arguments") == {"the road was open", "the bridge was safe"}


def test_who_denies_this_rebuts_the_last_position() -> None:
    read = Read.of("Tveit said that the road was closed. Sorensen denied this.")
    assert read.rebutted("this") == {"the road was closed"}


def test_this_is_what_another_said_even_if_the_model_sees_nothing() -> None:
    document = telegram("Tveit spoke. Tveit boasted. Sorensen denied this.")
    body = sentences(document)
    at = document.text.index("denied this")
    claims = [
        claim("tveit", body[0].span.start, body[0].span.end, 0),
        claim("tveit", body[1].span.start, body[1].span.end, 1),
        Claim(("sorensen",), None, Act.REJECT, Span(at + 7, at + 11), Span(at, at + 6), 2, goes_on=False),
    ]
    found = find_rebuttals(claims, body, "author", document.text, model=NEVER)
    assert [(r.source, r.target) for r in found] == [(2, 1)]
    assert 0 < found[0].probability < 1


def test_an_old_position_is_not_this() -> None:
    document = telegram("Tveit spoke. " + "It rained. " * 9 + "Sorensen denied this.")
    body = sentences(document)
    at = document.text.index("denied this")
    late = Claim(("sorensen",), None, Act.REJECT, Span(at + 7, at + 11), Span(at, at + 6), len(body) - 1, goes_on=False)
    early = claim("tveit", body[0].span.start, body[0].span.end, 0)
    assert find_rebuttals([early, late], body, "author", document.text, model=NEVER) == []


def test_who_agrees_rebuts_nothing() -> None:
    read = Read.of("Tveit said that the road was closed. Sorensen agreed that the road was closed to trucks.")
    assert [p.rebuts for p in read.events.positions] == [(), ()]


def test_a_speaker_does_not_rebut_himself() -> None:
    read = Read.of("Tveit said that the road was closed. Tveit denied this.")
    assert all(p.rebuts == () for p in read.events.positions)


# --- what is known of a pair ------------------------------------------------------------------------------------------


def test_rows_are_of_one_length_and_tell_likeness_of_topic() -> None:
    document = telegram("Tveit said the road was closed. Lund spoke of fish. Sorensen said the road was open.")
    body = sentences(document)
    claims = [claim(h, body[n].span.start, body[n].span.end, n) for n, h in enumerate(("tveit", "lund", "sorensen"))]
    exchange = Exchange.of(claims, body, "author")
    rows = pair_rows(exchange, rarities([body]), [0.0] * 3, [0.0] * 3)
    assert [list(pairs) for pairs in rows] == [[], [0], [1, 0]]
    assert len({len(row) for pairs in rows for row in pairs.values()}) == 1
    fish, road = rows[2][1], rows[2][0]
    likeness = slice(-32, -29)  # before the wording of the earlier one, what both share, its holders, their talk
    assert (fish[likeness], road[likeness][1:]) == ([0.0, 1, -road[-32]], [0, 0.0])
    assert road[-32] > 0


@pytest.mark.parametrize(
    ("sentence", "content", "told"),
    [
        ("However, Lund said the road was open.", "the road was open", (True, False, False)),
        ("Lund replied that the road was open.", "the road was open", (False, True, False)),
        ("Lund could not accept that the road was open.", "the road was open", (False, False, False)),
        ("Lund said he could not accept the road.", "he could not accept the road", (False, False, True)),
    ],
)
def test_words_tell_an_answer(sentence: str, content: str, told: tuple[bool, bool, bool]) -> None:
    document = telegram(sentence)
    (body,) = sentences(document)
    found = words_of(document.text, content, body)
    contrast, reply, _, refusal, *_ = found.numbers
    assert (bool(contrast), bool(reply), bool(refusal)) == told


def test_two_of_one_topic_differ_by_what_one_denies() -> None:
    document = telegram("The road was open. The road was not open. The fish was fresh.")
    closed, opened, fish = (words_of(document.text, s.span.of(document.text), s) for s in sentences(document))
    held = frequencies([closed, opened, fish])
    assert common(closed, opened, held)[:5] == [2, 1.0, 1, 1, 2]  # "open" is denied by one of them, "road" by none
    assert common(closed, opened, held)[-1] == 1
    assert not any(common(closed, fish, held))


def words_of(text: str, content: str, sentence: Sentence) -> Wording:
    start = text.index(content, sentence.span.start)
    span = Span(start, start + len(content))
    inside = [t.lower for t in sentence.tokens if span.start <= t.start and t.end <= span.end]
    return wording(span, None, sentence, inside)


def test_a_word_that_few_documents_hold_tells_more() -> None:
    often, seldom = sentences(telegram("The road was closed.")), sentences(telegram("The road had tolls. Tolls rose."))
    found = rarities([often, seldom, seldom])
    assert found["tolls"] > found["road"]
    assert "closed" not in found  # a single document may owe it to a slip


def test_trees_add_up_what_their_leaves_say() -> None:
    one = ((0, 1.5, 1, 2), (LEAF, -2.0, 0, 0), (1, 0.0, 3, 4), (LEAF, 0.0, 0, 0), (LEAF, 2.0, 0, 0))
    model = Trees(0.0, (one, one))
    assert model.probability([2.0, 0.0]) == 0.5
    assert model.probability([1.5, 9.0]) < 0.1
    assert model.probability([2.0, 1.0]) > 0.9


_NUMBERS = st.integers(-3, 3).map(float)


def _trees(depth: int) -> st.SearchStrategy[tuple[Node, ...]]:
    """Trees of at most this depth that ask three numbers."""
    leaf = _NUMBERS.map(lambda value: ((LEAF, value, 0, 0),))
    if depth == 0:
        return leaf
    below = _trees(depth - 1)
    return leaf | st.tuples(st.integers(0, 2), _NUMBERS, below, below).map(_joined)


def _joined(parts: tuple[int, float, tuple[Node, ...], tuple[Node, ...]]) -> tuple[Node, ...]:
    asked, threshold, at_most, more = parts

    def moved(nodes: tuple[Node, ...], by: int) -> list[Node]:
        return [(a, v, 0, 0) if a == LEAF else (a, v, left + by, right + by) for a, v, left, right in nodes]

    return ((asked, threshold, 1, 1 + len(at_most)), *moved(at_most, 1), *moved(more, 1 + len(at_most)))


def _walked(nodes: tuple[Node, ...], row: list[float]) -> float:
    asked, value, at_most, more = nodes[0]
    while asked != LEAF:
        asked, value, at_most, more = nodes[at_most if row[asked] <= value else more]
    return value


@given(st.lists(_trees(4), max_size=5), st.lists(st.lists(_NUMBERS, min_size=3, max_size=3), max_size=4))
def test_all_trees_at_once_reach_the_leaves_that_each_node_by_node_does(
    trees: list[tuple[Node, ...]], rows: list[list[float]]
) -> None:
    found = Trees(0.5, tuple(trees)).probabilities(rows)
    assert found == pytest.approx([logistic(0.5 + sum(_walked(nodes, row) for nodes in trees)) for row in rows])


def test_a_tree_of_more_than_sixteen_leaves_is_refused() -> None:
    chain = [node for n in range(16) for node in ((0, float(n), 2 * n + 1, 2 * n + 2), (LEAF, 1.0, 0, 0))]
    with pytest.raises(ValueError, match="17 leaves"):
        Trees(0.0, ((*chain, (LEAF, 1.0, 0, 0)),)).probability([3.0])
