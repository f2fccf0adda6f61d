"""The lexicon of reporting words and the trained models: how they are read, applied and put in place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import pytest

from kgbuild.extract.lexicon import cue_word, cue_words, inflections
from kgbuild.extract.linear import LinearModel, load_linear
from kgbuild.extract.models import SHIPPED, model_path, models_in
from kgbuild.extract.rebuttals import load_rebuttals
from kgbuild.extract.tagger import Tagger, load_tagger, train_tagger
from kgbuild.extract.trees import LEAF
from kgbuild.model import Act

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = [
    ([["w=he"], ["w=said"], ["w=no"]], ["O", "C", "P"]),
    ([["w=she"], ["w=said"], ["w=yes"]], ["O", "C", "P"]),
] * 5


# --- lexicon ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "base", "form", "act"),
    [
        ("said", "say", "past", Act.ASSERT),
        ("telling", "tell", "ing", Act.ASSERT),
        ("DENIED", "deny", "past", Act.REJECT),
        ("denies", "deny", "s", Act.REJECT),
        ("Urged", "urge", "past", Act.REQUEST),
        ("warns", "warn", "s", Act.WARN),
        ("promising", "promise", "ing", Act.COMMIT),
        ("proposed", "propose", "past", Act.PROPOSE),
    ],
)
def test_verbs_in_each_form(word: str, base: str, form: str, act: Act) -> None:
    found = cue_word(word)
    assert found is not None
    assert (found.base, found.part, found.form, found.act) == (base, "verb", form, act)


def test_what_reports_nothing_is_no_cue() -> None:
    assert cue_word("harbor") is None
    assert cue_word("") is None


def test_only_listed_verbs_open_a_new_report_or_perform_their_act() -> None:
    said, denied = cue_word("said"), cue_word("denied")
    assert said is not None
    assert (said.speech, said.performs) == (True, False)
    assert denied is not None
    assert (denied.speech, denied.performs) == (True, True)
    assert all(word.part == "verb" for word in cue_words().values() if word.speech or word.performs)


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("urge", ("urge", "urges", "urged", "urging")),
        ("press", ("press", "presses", "pressed", "pressing")),
        ("decree", ("decree", "decrees", "decreed", "decreeing")),
        ("reach", ("reach", "reaches", "reached", "reaching")),
    ],
)
def test_regular_inflections(base: str, forms: tuple[str, ...]) -> None:
    assert tuple(inflections(base).values()) == forms


# --- linear models ----------------------------------------------------------------------------------------------------


def test_scores_are_sums_of_known_features() -> None:
    model = LinearModel(("a", "b"), (0.25, 0.0), {"x": (1.0, -1.0), "y": (0.5, 2.0)})
    assert model.scores([]) == [0.25, 0.0]
    assert model.scores(["x", "y", "unknown", "x"]) == [2.75, 0.0]


def test_the_likeliest_label_and_its_share() -> None:
    model = LinearModel(("a", "b"), (0.0, 0.0), {"x": (0.0, math.log(3))})
    label, probability = model.best(["x"])
    assert label == "b"
    assert probability == pytest.approx(0.75)
    assert model.best([])[0] == "a", "of equals the first"


def test_a_binary_model_gives_a_probability_however_large_the_score() -> None:
    model = LinearModel(("yes",), (0.0,), {"sure": (1e9,), "never": (-1e9,)})
    assert model.probability([]) == 0.5
    assert 0 < model.probability(["never"]) < 1e-9 < 1 - 1e-9 < model.probability(["sure"]) <= 1


# --- taggers ----------------------------------------------------------------------------------------------------------


def test_training_again_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        train_tagger(SENTENCES, tmp_path / name, c1=0.0, c2=0.1, iterations=20)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_tagger_labels_each_token_with_a_probability(tmp_path: Path) -> None:
    train_tagger(SENTENCES, tmp_path / "model", c1=0.0, c2=0.1, iterations=20)
    tagger = Tagger(tmp_path / "model")
    found = tagger.tag([["w=she"], ["w=said"], ["w=no"]])
    assert [label for label, _ in found] == ["O", "C", "P"]
    assert all(0 <= probability <= 1 for _, probability in found)
    assert tagger.tag([]) == []


# --- which models are used --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "holders",
        "acts",
        "meetings",
        "position_confidence",
        "link_confidence",
        "meeting_confidence",
    ],
)
def test_shipped_linear_models_are_whole(name: str) -> None:
    assert_whole(load_linear(name))


def assert_whole(model: LinearModel) -> None:
    assert model.labels
    assert len(model.bias) == len(model.labels)
    assert model.weights
    assert all(len(row) == len(model.labels) and all(map(math.isfinite, row)) for row in model.weights.values())


def test_the_shipped_model_of_rebuttals_is_whole() -> None:
    model = load_rebuttals()
    assert_whole(model.answering)
    assert_whole(model.answered)
    assert all(rarity > -1 for rarity in model.rarity.values())
    assert model.trees.trees
    for nodes in model.trees.trees:
        assert all(
            at < below < len(nodes) for at, (asked, *_, a, b) in enumerate(nodes) if asked != LEAF for below in (a, b)
        )


def test_the_model_of_acts_knows_every_act() -> None:
    assert set(load_linear("acts").labels) == {act.value for act in Act}


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("names", {"O", "B", "I"}),
        ("spans", {"O", "B-C", "I-C", "B-P", "I-P", "B-Q", "I-Q"}),
        ("nested", {"O", "B-C", "I-C", "B-P", "I-P", "B-Q", "I-Q"}),
    ],
)
def test_shipped_taggers_know_their_labels(name: str, labels: set[str]) -> None:
    found = load_tagger(name).tag([["w=he"], ["w=said"], ["w=no"]])
    assert len(found) == 3
    assert {label for label, _ in found} <= labels


def test_the_models_stay_small() -> None:
    models = [p for p in SHIPPED.iterdir() if p.suffix in (".crfsuite", ".json")]
    assert sum(p.stat().st_size for p in models) < 10_000_000
    assert all(p.stat().st_size < 5_000_000 for p in models)


def test_a_folder_of_models_goes_before_the_shipped_ones(tmp_path: Path) -> None:
    other = LinearModel(("yes",), (7.0,), {})
    (tmp_path / "holders.json").write_bytes(msgspec.json.encode(other))
    with models_in(tmp_path):
        assert load_linear("holders") == other
        assert model_path("acts.json") == SHIPPED / "acts.json"
    assert load_linear("holders") != other


def test_the_shipped_models_return_after_an_error(tmp_path: Path) -> None:
    (tmp_path / "acts.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), models_in(tmp_path):
        _ = 1 / 0
    assert model_path("acts.json") == SHIPPED / "acts.json"


def test_a_missing_model_is_named_with_its_remedy() -> None:
    with pytest.raises(FileNotFoundError, match=r"telepathy\.json is missing; install kgbuild again"):
        model_path("telepathy.json")
