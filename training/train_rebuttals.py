"""Train the model of rebuttals from annotated telegrams.

python training/train_rebuttals.py [--folds K]
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from logistic import train_logistic, write_model
from telegrams import GOLD, Telegram, read_telegrams
from train_holders import _key, as_reported, names

from kgbuild.extract.models import SHIPPED
from kgbuild.extract.positions import side_of
from kgbuild.extract.rebuttals import Claim, Exchange, find_rebuttals, pair_features, pairs

if TYPE_CHECKING:
    from kgbuild.extract.linear import LinearModel


def claims_of(telegram: Telegram) -> tuple[list[Claim], set[tuple[int, int]]]:
    """The annotated positions as claims, and the pairs (later, earlier) that are rebuttals."""
    items = as_reported(telegram)
    number = {p.id: n for n, (p, _) in enumerate(items)}
    claims = []
    by_key: dict[str, str] = {}
    for agent in telegram.cast.agents:
        for name in sorted(names(telegram.cast, agent)):
            by_key.setdefault(name, agent)
    for p, r in items:
        holders = tuple(by_key.get(_key(h), _key(h)) for h in p.holders)
        side = side_of(holders[0], telegram.cast) if holders[0] in telegram.cast.agents else None
        claims.append(Claim(holders, side, p.act, p.content, p.cue, r.sentence, r.goes_on))
    links = {(number[p.id], number[t]) for p, _ in items for t in p.rebuts if t in number}
    return claims, links


def train(telegrams: list[Telegram]) -> LinearModel:
    """Train on the telegrams."""
    rows: list[list[str]] = []
    right: list[bool] = []
    for t in telegrams:
        claims, links = claims_of(t)
        exchange = Exchange.of(claims, t.sentences, t.cast.author)
        known: frozenset[tuple[int, int]] = frozenset()
        for j, i in pairs(claims):
            rows.append(pair_features(j, i, exchange, known))
            right.append((j, i) in links)
            if right[-1]:
                known |= {(j, i)}
    return train_logistic(rows, right, strength=0.15)


def counts(telegrams: list[Telegram], model: LinearModel, threshold: float) -> tuple[int, int, int]:
    """Rebuttals right, predicted, annotated, given the annotated positions."""
    right = predicted = gold = 0
    for t in telegrams:
        claims, links = claims_of(t)
        found = {
            (r.source, r.target)
            for r in find_rebuttals(
                claims, t.sentences, t.cast.author, t.document.text, model=model, threshold=threshold
            )
        }
        right, predicted, gold = right + len(found & links), predicted + len(found), gold + len(links)
    return right, predicted, gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    telegrams = read_telegrams(GOLD / "train")
    thresholds = [0.1, 0.15, 0.2, 0.25, 0.3]
    totals = dict.fromkeys(thresholds, (0, 0, 0))
    if args.folds:
        for k in range(args.folds):
            model = train([t for i, t in enumerate(telegrams) if i % args.folds != k])
            for t in thresholds:
                c = counts(telegrams[k :: args.folds], model, t)
                totals[t] = tuple(a + b for a, b in zip(totals[t], c, strict=True))
    else:
        model = train(telegrams)
        write_model(model, SHIPPED / "rebuttals.json")
        dev = read_telegrams(GOLD / "dev")
        totals = {t: counts(dev, model, t) for t in thresholds}
    name = "train" if args.folds else "dev"
    for t, (right, predicted, gold) in totals.items():
        f1 = 200 * right / (predicted + gold)
        print(f"{name}, threshold {t}: F1 {f1:.1f} ({right} right, {predicted} predicted, {gold} annotated)")


if __name__ == "__main__":
    main()
