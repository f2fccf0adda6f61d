"""Train the model that tells whether two entries of lists of persons are one man, and write it beside the code.

    python training/train_persons.py              train on all records
    python training/train_persons.py --folds 3    cross-validate: a man and his namesakes are in one fold

Learns from the *people* records of ../shared/authority (facts of the Office of the Historian, public domain). Signs
of the weights are fixed where sense fixes them: likeness of offices never speaks against one man, a gap of years
never for.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from persons_data import Known, gold_entries, groups_of, read_known, score
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer

from kgbuild.authority import matching
from kgbuild.authority.blocking import candidate_pairs, count_bearers
from kgbuild.authority.matching import MatchModel, Profile, features, profile_of
from kgbuild.authority.roles import parse_role, role_words
from kgbuild.authority.unification import unify

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 8
NEGATIVE = 4.0
"""Weight of a pair of different men: a whole series has more namesakes than the men of twelve volumes."""
STRENGTH = 0.3
POSITIVE_SIGNS = ("role>", "country=same", "generation=same")
NEGATIVE_SIGNS = (
    *("gap>", "common>", "middles>", "country=other", "same-volume", "generation=missing", "generation=other"),
    *("first=clash", "first=other", "further=clash", "further=other", "grade=conflict"),
)


def word_weights(known: list[Known]) -> tuple[dict[str, float], float]:
    """Return how much each word of an office tells: the logarithm of one over its share of different offices."""
    offices = {(item.man, role_words(tenure.text)) for item in known for tenure in parse_role(item.person.role or "")}
    counts = Counter(word for _, words in offices for word in words)
    weights = {word: round(math.log(len(offices) / n), 2) for word, n in sorted(counts.items()) if n >= 8}
    return weights, round(math.log(len(offices) / 4), 2)


def examples(known: list[Known], model: MatchModel) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Yield features of pairs that blocking proposes, and the man or the two men behind them.

    Each round takes some volumes and parts the entries of each man at random, as if half joined already.
    """
    rng = random.Random(0)  # noqa: S311 - a sample
    volumes = sorted({item.person.entry.partition("#")[0] for item in known})
    for _ in range(ROUNDS):
        chosen = set(rng.sample(volumes, max(8, len(volumes) * rng.choice([10, 20, 40, 80]) // 100)))
        entries = defaultdict(list)
        for item in known:
            if item.person.entry.partition("#")[0] in chosen:
                entries[item.man].append(item.person)
        bearers = count_bearers(person for persons in entries.values() for person in persons)
        profiles: list[Profile] = []
        men: list[str] = []
        for man, persons in sorted(entries.items()):
            parts: dict[object, Profile] = {}
            spread = rng.choice([1, 2, 4, 8, 50])
            for person in persons:
                part = (person.name if spread < 50 else person.entry, rng.randrange(spread))
                if part in parts:
                    parts[part].absorb(profile_of(person))
                else:
                    parts[part] = profile_of(person)
            profiles.extend(parts.values())
            men.extend([man] * len(parts))
        pairs = list(candidate_pairs(dict(enumerate(profiles))))
        rng.shuffle(pairs)
        taken: Counter[str] = Counter()
        for one, other in pairs:
            same = men[one] == men[other]
            taken[men[one]] += same
            if same and taken[men[one]] > 12:
                continue
            if found := features(profiles[one], profiles[other], model, bearers):
                yield found, (men[one],) if same else tuple(sorted((men[one], men[other])))


def train(known: list[Known]) -> MatchModel:
    """Fit a logistic model by L-BFGS with bounds; many pairs of the same men count for the root of their number."""
    words, rarest = word_weights(known)
    rows, men = zip(*examples(known, MatchModel(0.0, {}, words, rarest)), strict=True)
    counts = Counter(name for row in rows for name in row)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform({name: 1.0 for name in row if counts[name] >= 4} for row in rows).tocsr()
    names = vectorizer.get_feature_names_out()
    repeated = Counter(men)
    same = np.array([len(pair) == 1 for pair in men])
    weight = np.array([repeated[pair] ** -0.5 for pair in men]) * np.where(same, 1.0, NEGATIVE)
    sign = np.where(same, 1.0, -1.0)

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (matrix @ theta[1:] + theta[0])
        slope = -weight * sign / (1 + np.exp(np.clip(margin, -50, 50)))
        value = (weight * np.logaddexp(0, -margin)).sum() + (theta[1:] ** 2).sum() / (2 * STRENGTH)
        return value, np.concatenate([[slope.sum()], matrix.T @ slope + theta[1:] / STRENGTH])

    bounds = [(None, None), *((_bounds(name)) for name in names)]
    fitted = minimize(
        loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 3000}
    )
    weights = {name: round(float(w), 3) for name, w in zip(names, fitted.x[1:], strict=True) if abs(w) >= 0.01}
    return MatchModel(round(float(fitted.x[0]), 3), weights, words, rarest)


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name.startswith(POSITIVE_SIGNS):
        return 0.0, None
    return (None, 0.0) if name.startswith(NEGATIVE_SIGNS) else (None, None)


def write(model: MatchModel, path: Path) -> None:
    """Write the model, a feature and a word a line in alphabetical order."""
    parts = [
        f'"{part}":{{\n' + ",\n".join(f"{json.dumps(k)}:{v}" for k, v in sorted(table.items())) + "\n}"
        for part, table in (("weights", model.weights), ("words", model.words))
    ]
    tables = ",\n".join(parts)
    path.write_text(f'{{"bias":{model.bias},"rarest":{model.rarest},\n{tables}}}\n', encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    folds = parser.parse_args().folds
    known = read_known()
    if not folds:
        model = train(known)
        write(model, Path(matching.__file__).parent / "data" / "persons.json")
        print(f"{len(model.weights)} features, {len(model.words)} words")
        return
    gold = gold_entries()
    for k in range(folds):
        model = train([item for item in known if item.fold(folds) != k])
        held_out = [item for item in known if item.fold(folds) == k]
        for name, asked in (("all volumes", held_out), ("twelve", [i for i in held_out if i.person.entry in gold])):
            found = unify((item.person for item in asked), model=model)
            print(f"fold {k}, {name:12}", score(groups_of(found), {item.person.entry: item.man for item in asked}))


if __name__ == "__main__":
    main()
