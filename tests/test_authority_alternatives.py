"""Many names in one expression."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kgbuild.authority.alternatives import any_of

NAMES = st.text("ab.- ", min_size=1, max_size=4)


@given(st.sets(NAMES, min_size=1, max_size=8), st.text("ab.- ", max_size=20))
def test_the_longest_name_matches_wherever_one_of_a_list_would(names: set[str], text: str) -> None:
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    listed = re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", text)
    found = re.finditer(rf"(?<!\w){any_of(names)}(?!\w)", text)
    assert [match.span() for match in found] == [match.span() for match in listed]
