"""Jobs that are given to a worker together: each has its own limits, and none suffers for another."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builds import leave_build
from composed import composed_store
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.publish.formats import choose
from kgbuild.publish.limits import Limits
from kgbuild.publish.messages import Fault, Frames, QueryJob, Reply, frame
from kgbuild.publish.pool import Pool
from kgbuild.publish.source import GraphSource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PATIENT = replace(Limits(), seconds=120.0, memory=64 * 2**20, concurrent=2)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
GREEDY = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pool") / "out"
    leave_build(out, composed_store())
    return out


@asynccontextmanager
async def pooled(out: Path, limits: Limits) -> AsyncIterator[Pool]:
    with GraphSource(out, pytest.fail) as source:
        async with Pool(source, limits) as pool:
            yield pool


def job(query: str) -> QueryJob:
    return QueryJob(query, (), (), choose("text/csv"), gzip=False)


def lookup(number: int) -> QueryJob:
    return job(f"SELECT ({number} AS ?n) {{}}")


async def asked(pool: Pool, *numbers: int) -> list[int]:
    """What lookups of *numbers*, all asked at once, answer."""
    answers = await asyncio.gather(*(pool.run(lookup(number)) for number in numbers))
    assert all(isinstance(answer, Reply) for answer in answers), answers
    return [int(answer.body.split()[1]) for answer in answers if isinstance(answer, Reply)]


def test_who_asks_at_once_gets_his_own_answer(out: Path) -> None:
    async def run() -> None:
        async with pooled(out, PATIENT) as pool:
            for begin in range(0, 300, 30):
                numbers = range(begin, begin + 30)
                assert await asked(pool, *numbers) == list(numbers)

    asyncio.run(run())


def test_lookups_behind_a_query_that_takes_long_are_answered_meanwhile(out: Path) -> None:
    async def run() -> None:
        async with pooled(out, PATIENT) as pool:
            before = asyncio.gather(*(pool.run(lookup(number)) for number in range(3)))
            endless = asyncio.create_task(pool.run(job(ENDLESS)))
            await asyncio.sleep(0)  # it is asked after those, in the same turn
            assert await asked(pool, *range(20)) == list(range(20))
            assert all(isinstance(answer, Reply) for answer in await before)
            assert not endless.done()
            endless.cancel()

    asyncio.run(run())


def test_a_query_has_its_time_alone_also_among_others(out: Path) -> None:
    async def run() -> None:
        async with pooled(out, replace(PATIENT, seconds=1.0, concurrent=1)) as pool:
            began = asyncio.get_running_loop().time()
            endless = asyncio.create_task(pool.run(job(ENDLESS)))
            await asyncio.sleep(0)
            behind = await asyncio.gather(*(pool.run(lookup(number)) for number in range(5)))
            ended = await endless
            assert asyncio.get_running_loop().time() - began >= 1.0
            assert isinstance(ended, Fault)
            assert ended.status == 504
            # They had no other worker to go to, and waited for as long as one may wait, or for the next one.
            assert {answer.status for answer in behind if isinstance(answer, Fault)} <= {503}

    asyncio.run(run())


def test_the_time_of_a_query_does_not_begin_with_the_one_before(out: Path) -> None:
    long = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 500000 } }"

    async def run() -> None:
        async with pooled(out, replace(PATIENT, seconds=4.0, concurrent=1)) as pool:
            loop = asyncio.get_running_loop()
            assert isinstance(await pool.run(job(long)), Reply)
            began = loop.time()
            ended = await pool.run(job(ENDLESS))
            assert isinstance(ended, Fault)
            assert ended.status == 504
            assert 4.0 <= loop.time() - began < 7.5

    asyncio.run(run())


def test_lookups_beside_a_query_that_ends_its_process_are_answered(out: Path) -> None:
    async def run() -> None:
        async with pooled(out, PATIENT) as pool:
            before = asyncio.create_task(asked(pool, *range(3)))
            greedy = asyncio.create_task(pool.run(job(GREEDY)))
            await asyncio.sleep(0)
            assert await asked(pool, *range(20)) == list(range(20))
            assert await before == list(range(3))
            told = await greedy
            assert isinstance(told, Fault)
            assert (told.status, "memory" in told.detail) == (403, True)

    asyncio.run(run())


def test_who_waits_no_more_takes_only_his_own_query_along(out: Path) -> None:
    async def run() -> None:
        async with pooled(out, PATIENT) as pool:
            endless = [asyncio.create_task(pool.run(job(f"{ENDLESS} # {number}"))) for number in range(2)]
            behind = asyncio.create_task(asked(pool, *range(10)))
            await asyncio.sleep(0.2)
            for each in endless:
                each.cancel()
            assert await behind == list(range(10))

    asyncio.run(run())


def test_more_than_may_run_and_wait_are_told_to_come_back(out: Path) -> None:
    async def run() -> None:
        async with pooled(out, replace(PATIENT, concurrent=1, waiting=4)) as pool:
            answers = await asyncio.gather(*(pool.run(lookup(number)) for number in range(8)))
            assert [isinstance(answer, Reply) for answer in answers] == [True] * 5 + [False] * 3
            assert {answer.status for answer in answers if isinstance(answer, Fault)} == {503}
            assert await asked(pool, 1) == [1]

    asyncio.run(run())


@given(
    messages=st.lists(st.tuples(st.integers(0, 2**32 - 1), st.text(max_size=30)), max_size=5),
    cuts=st.lists(st.integers(0, 400)),
)
def test_messages_are_whole_however_their_bytes_come(messages: list[tuple[int, str]], cuts: list[int]) -> None:
    stream = b"".join(frame(Fault(400, text), number) for number, text in messages)
    frames = Frames()
    found = [
        (number, bytes(message))
        for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(stream)], strict=True)
        for number, message in frames.of(stream[begin:end])
    ]
    assert [number for number, _ in found] == [number for number, _ in messages]
    assert [message for _, message in found] == [frame(Fault(400, text), 0)[8:] for _, text in messages]
