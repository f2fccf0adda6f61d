"""Time of unifying lists of persons against comparing all pairs of names, and how it grows with the entries.

    python benchmarks/unification.py [--entries N...] [--repeat K]

The entries are those of ../shared/authority/people (18,000), taken volume by volume until there are N, or, without
that folder, composed. The peers compare every pair by rapidfuzz's compiled matrix (``process.cdist``) in one thread:
the one names alone (``token_sort_ratio``), the other names and the words beside them (``token_set_ratio``), which is
what unification looks at. They are measured for --peer entries, and computed for others by the square of the number.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measuring import Row
from rapidfuzz import fuzz, process

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "training"))

from persons_data import SHARED, read_known  # noqa: E402 - the scripts of both folders are no package

from kgbuild.authority import person_names, roles  # noqa: E402
from kgbuild.authority.unification import unify  # noqa: E402
from kgbuild.model import ListedPerson  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ALIKE = 90


def composed(count: int) -> list[ListedPerson]:
    """Compose entries: men of invented names in several volumes each."""
    rng = random.Random(0)  # noqa: S311 - a sample
    sounds = ["ba", "den", "hol", "ker", "lor", "mun", "nor", "ris", "sul", "tav", "vin", "wes"]
    posts = ["Ambassador to Norway", "Legal Adviser", "French Consul", "Secretary of the Navy", "Senator from Ohio"]
    persons = []
    while len(persons) < count:
        family, given = ("".join(rng.choices(sounds, k=3)).title() for _ in range(2))
        post = rng.choice(posts)
        for volume in rng.sample(range(90), rng.choice([1, 1, 2, 4, 16])):
            years = f"frus{1945 + volume % 30}v{volume:02}"
            name = f"{family}, {rng.choice([given, given, given[0] + '.'])}"
            persons.append(ListedPerson(f"{years}#p_{len(persons)}", name, post))
    return persons[:count]


def entries() -> list[ListedPerson]:
    """Return all entries that there are, by volume."""
    folder = SHARED / "authority" / "people"
    return [known.person for known in read_known(folder)] if folder.is_dir() else composed(18_000)


def compare_all(words: list[str], scorer: Callable[..., float]) -> int:
    """Compare all pairs of *words*; return how many are alike."""
    step = 500
    return sum(
        int(
            process.cdist(words[at : at + step], words, scorer=scorer, score_cutoff=ALIKE, workers=1).astype(bool).sum()
        )
        for at in range(0, len(words), step)
    )


def compare_names(persons: list[ListedPerson]) -> None:
    """Do what the first peer does."""
    compare_all([person.name.lower() for person in persons], fuzz.token_sort_ratio)


def compare_names_and_roles(persons: list[ListedPerson]) -> None:
    """Do what the second peer does."""
    compare_names(persons)
    compare_all([(person.role or "").lower() for person in persons], fuzz.token_set_ratio)


def seconds(work: Callable[[], object], repeat: int) -> float:
    """Return the median of *repeat* runs."""
    times = []
    for _ in range(repeat):
        forget()
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def forget() -> None:
    """Empty the caches, so that each run reads every name and office anew."""
    for cached in (
        *(person_names.fold, person_names.skeleton, person_names.parse_names),
        *(roles.parse_role, roles.role_words, roles.countries_of),
    ):
        cached.cache_clear()


def rows(count: int = 14_000, compared: int = 3_500) -> Iterator[Row]:
    """Compare on *count* entries; all pairs of the first *compared* are timed, and the others by their square."""
    everything = entries()[:count]
    some = everything[:compared]
    own = seconds(lambda: unify(everything), 3)
    pairs = seconds(lambda: compare_names_and_roles(some), 3) * (len(everything) / len(some)) ** 2
    what = f"unify {len(everything):,} entries of lists of persons"
    yield Row(what, f"rapidfuzz, all pairs (of {len(some):,}, squared)", own, pairs, wanted=20, seconds="clock")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, nargs="+", default=[3_500, 7_000, 14_000])
    parser.add_argument("--peer", type=int, default=3_500)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    everything = entries()
    asked = everything[: given.peer]
    names = seconds(lambda: compare_names(asked), given.repeat)
    both = seconds(lambda: compare_names_and_roles(asked), given.repeat)
    print(f"all pairs of {len(asked):,}: names {names:.2f} s, names and roles {both:.2f} s")
    print(f"{'entries':>8} {'men':>6} {'unify s':>8} {'us each':>8} {'all names':>10} {'names and roles':>16}")
    for count in given.entries:
        some = everything[:count]
        own = seconds(lambda some=some: unify(some), given.repeat)  # type: ignore[misc]
        more = (count / len(asked)) ** 2
        men = len(unify(some).persons)
        ratios = f"{names * more / own:9.1f}x {both * more / own:15.1f}x"
        print(f"{count:8,} {men:6,} {own:8.2f} {own / count * 1e6:8.0f} {ratios}")


if __name__ == "__main__":
    main()
