"""Volumes are fetched whole or not at all, from a server that does all that a server can do wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from volume_server import Fault, VolumeServer, served, volume

from kgbuild.errors import InputError
from kgbuild.fetch import FetchProgress, FetchReport, Manners, Mirror, fetch, load_mirror
from kgbuild.fetch.digests import digest_of

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

HASTY = Manners(attempts=4, timeout=0.4, wait=0.01, longest_wait=0.02, patience=2)
ONE, TWO = "frus1950v91", "frus1950v92"
CUT = 100_000


@pytest.fixture
def server() -> Iterator[VolumeServer]:
    with served() as state:
        state.files = {f"/{name}.xml": volume(name) for name in (ONE, TWO)}
        yield state


@pytest.fixture
def mirror(server: VolumeServer) -> Mirror:
    return Mirror(f"{server.address}/{{volume}}.xml", f"{server.address}/list", delay=0)


class Fetcher:
    def __init__(self, folder: Path, mirror: Mirror) -> None:
        self.folder = folder
        self.mirror = mirror
        self.progress: list[FetchProgress] = []

    def __call__(self, *volumes: str, manners: Manners = HASTY) -> FetchReport:
        told: list[InputError] = []
        report = fetch(
            volumes or None,
            self.folder,
            on_fault=told.append,
            on_progress=self.progress.append,
            mirror=self.mirror,
            manners=manners,
        )
        assert report.faults == tuple(told)
        return report

    def content(self, name: str) -> bytes:
        return (self.folder / f"{name}.xml").read_bytes()


@pytest.fixture
def fetcher(tmp_path: Path, mirror: Mirror) -> Fetcher:
    return Fetcher(tmp_path / "volumes", mirror)


def the_fault(report: FetchReport) -> str:
    assert len(report.faults) == 1, report.faults
    assert "\n" not in str(report.faults[0])
    return str(report.faults[0])


def test_a_volume_comes_whole(server: VolumeServer, fetcher: Fetcher) -> None:
    report = fetcher(ONE)
    assert report == FetchReport((fetcher.folder / f"{ONE}.xml",), (), ())
    assert fetcher.content(ONE) == server.files[f"/{ONE}.xml"]
    assert [path.name for path in fetcher.folder.iterdir() if not path.name.startswith(".")] == [f"{ONE}.xml"]
    assert server.requests[0][1]["User-Agent"].startswith("kgbuild/")
    size = len(server.files[f"/{ONE}.xml"])
    assert fetcher.progress[-1] == FetchProgress(0, 1, ONE, size, size)


def test_an_unchanged_volume_is_not_sent_again_and_a_changed_one_is(server: VolumeServer, fetcher: Fetcher) -> None:
    fetcher(ONE)
    assert fetcher(ONE).unchanged == (fetcher.folder / f"{ONE}.xml",)
    assert server.answers == [200, 304]
    server.files[f"/{ONE}.xml"] = volume(ONE, "Talks ended.")
    assert fetcher(ONE).fetched
    assert fetcher.content(ONE) == server.files[f"/{ONE}.xml"]


def test_what_a_user_changed_is_not_overwritten(server: VolumeServer, fetcher: Fetcher) -> None:
    fetcher(ONE)
    (fetcher.folder / f"{ONE}.xml").write_bytes(b"<mine/>")
    assert "is not overwritten; move it away" in the_fault(fetcher(ONE))
    assert fetcher.content(ONE) == b"<mine/>"
    assert len(server.requests) == 1


def test_a_run_killed_between_receipt_and_file_is_made_good(server: VolumeServer, fetcher: Fetcher) -> None:
    fetcher(ONE)
    old = fetcher.content(ONE)
    server.files[f"/{ONE}.xml"] = volume(ONE, "Talks ended.")
    fetcher(ONE)
    (fetcher.folder / f"{ONE}.xml").write_bytes(old)
    assert fetcher(ONE).fetched
    assert fetcher.content(ONE) == server.files[f"/{ONE}.xml"]


@pytest.mark.parametrize(
    "fault",
    [Fault(cut=CUT), Fault(cut=CUT, stall=0.8), Fault(cut=CUT, length=10**7)],
    ids=["broken off", "silent", "claiming more than there is"],
)
def test_what_breaks_off_is_gone_on_with(server: VolumeServer, fetcher: Fetcher, fault: Fault) -> None:
    server.faults[f"/{ONE}.xml"] = [fault]
    assert fetcher(ONE).fetched
    assert fetcher.content(ONE) == server.files[f"/{ONE}.xml"]
    assert server.answers == [200, 206]
    begin = re.fullmatch(r"bytes=(\d+)-", server.requests[1][1]["Range"])
    assert begin
    assert 0 < int(begin[1]) <= CUT


def test_the_next_run_goes_on_where_one_was_given_up(server: VolumeServer, fetcher: Fetcher) -> None:
    server.faults[f"/{ONE}.xml"] = [Fault(cut=CUT)]
    once = Manners(attempts=1, timeout=0.4)
    assert "the connection was cut" in the_fault(fetcher(ONE, manners=once))
    assert not (fetcher.folder / f"{ONE}.xml").exists()
    assert fetcher(ONE).fetched
    assert server.answers == [200, 206]


def test_bytes_of_two_versions_are_never_joined(server: VolumeServer, fetcher: Fetcher) -> None:
    server.faults[f"/{ONE}.xml"] = [Fault(cut=CUT)]
    fetcher(ONE, manners=Manners(attempts=1, timeout=0.4))
    server.files[f"/{ONE}.xml"] = volume(ONE, "Talks ended.")
    assert fetcher(ONE).fetched
    assert fetcher.content(ONE) == server.files[f"/{ONE}.xml"]
    assert server.answers == [200, 200]


def test_a_server_that_always_claims_too_much_is_given_up(server: VolumeServer, fetcher: Fetcher) -> None:
    server.faults[f"/{ONE}.xml"] = [Fault(length=10**7)] * 9
    report = fetcher(ONE, TWO)
    assert ONE in the_fault(report)
    assert len(report.fetched) == 1
    assert server.paths().count(f"/{ONE}.xml") == HASTY.attempts


@pytest.mark.parametrize("length", [CUT, 0])
def test_a_server_that_claims_too_little_is_found_out(server: VolumeServer, fetcher: Fetcher, length: int) -> None:
    server.faults[f"/{ONE}.xml"] = [Fault(length=length)]
    report = fetcher(ONE, TWO)
    assert "cut short or not well-formed" in the_fault(report)
    assert report.fetched == (fetcher.folder / f"{TWO}.xml",)
    assert fetcher(ONE).fetched  # nothing of the wrong bytes is kept


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(server: VolumeServer, fetcher: Fetcher, status: int) -> None:
    server.faults[f"/{ONE}.xml"] = [Fault(status), Fault(status)]
    assert fetcher(ONE).fetched
    assert server.answers == [status, status, 200]


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_honoured(
    server: VolumeServer,
    fetcher: Fetcher,
    monkeypatch: pytest.MonkeyPatch,
    as_date: bool,  # noqa: FBT001
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("kgbuild.transport.time.sleep", slept.append)
    when = "90" if not as_date else format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    server.faults[f"/{ONE}.xml"] = [Fault(429, {"Retry-After": when})]
    assert fetcher(ONE, manners=Manners(timeout=0.4, wait=0.01)).fetched
    assert slept == [pytest.approx(90, abs=2)]


def test_a_server_that_asks_for_too_long_a_wait_is_not_waited_for(server: VolumeServer, fetcher: Fetcher) -> None:
    server.faults[f"/{ONE}.xml"] = [Fault(429, {"Retry-After": "86400"})]
    assert "asks to wait for 86400 seconds; run the command again then" in the_fault(fetcher(ONE))
    assert len(server.requests) == 1


def test_waits_double_within_bounds() -> None:
    manners = Manners(wait=1, longest_wait=60)
    for failures in range(1, 12):
        full = min(2 ** (failures - 1), 60)
        assert full / 2 <= manners.pause(failures) <= full
    assert len({manners.pause(5) for _ in range(20)}) > 1


def test_what_is_not_there_costs_itself_alone(server: VolumeServer, fetcher: Fetcher) -> None:
    report = fetcher("frus1950v99", "../passwd", ONE)
    assert [str(fault).split(": ", 1)[1] for fault in report.faults] == [
        "the server answers 404 Not Found; see the volume's id in its address on history.state.gov",
        "is no volume's id; give it as its address on history.state.gov has it, such as frus1964-68v33",
    ]
    assert report.fetched == (fetcher.folder / f"{ONE}.xml",)
    assert server.paths() == ["/frus1950v99.xml", f"/{ONE}.xml"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (volume(TWO), f"does not name the volume {ONE} but {TWO}"),
        (b"<html><body>Please log in</body></html>", "the root element is <html>"),
        (volume(ONE)[:-9], "cut short or not well-formed"),
        (b'<!DOCTYPE TEI [<!ENTITY a "b">]>' + volume(ONE)[39:], "has a DOCTYPE"),
    ],
)
def test_what_is_not_the_volume_is_refused(server: VolumeServer, fetcher: Fetcher, content: bytes, reason: str) -> None:
    fetcher(ONE)
    good = fetcher.content(ONE)
    server.files[f"/{ONE}.xml"] = content
    assert reason in the_fault(fetcher(ONE))
    assert fetcher.content(ONE) == good


def test_the_servers_digest_is_checked(server: VolumeServer, fetcher: Fetcher) -> None:
    right = base64.b64encode(hashlib.sha256(server.files[f"/{ONE}.xml"]).digest()).decode()
    server.headers["Repr-Digest"] = f"sha-256=:{right}:"
    report = fetcher(ONE, TWO)
    assert "sha-256 digest" in the_fault(report)
    assert report.fetched == (fetcher.folder / f"{ONE}.xml",)


def tree(server: VolumeServer, **sizes: int) -> bytes:
    entries = [
        {
            "path": path[1:],
            "type": "blob",
            "sha": digest_of("git-blob", data).value,
            "size": sizes.get(path[1:-4], len(data)),
        }
        for path, data in server.files.items()
    ]
    readme = {"path": "README.md", "type": "blob", "sha": "0" * 40, "size": 1}
    return json.dumps({"tree": [*entries, readme], "truncated": False}).encode()


def test_all_that_is_listed_is_fetched_and_what_is_the_same_not_asked_for(
    server: VolumeServer, fetcher: Fetcher
) -> None:
    server.files["/list"] = tree(server)
    assert len(fetcher().fetched) == 2
    server.requests.clear()
    assert len(fetcher().unchanged) == 2
    assert server.paths() == ["/list"]


def test_lengths_and_digests_of_the_listing_are_checked(server: VolumeServer, fetcher: Fetcher) -> None:
    server.files["/list"] = tree(server, **{ONE: 7})
    assert "and the listing says 7" in the_fault(fetcher())
    server.files["/list"] = f"{'0' * 64}  {ONE}.xml\n{TWO}.xml\n".encode()
    assert "sha-256 digest" in the_fault(fetcher())


@pytest.mark.parametrize(
    "listing", [b"", b"<html> no </html>", b'{"message": "no"}', b'{"tree": [], "truncated": true}']
)
def test_a_listing_that_is_none_is_told(server: VolumeServer, fetcher: Fetcher, listing: bytes) -> None:
    server.files["/list"] = listing
    assert the_fault(fetcher()).startswith(f"{server.address}/list: ")


def test_a_server_that_is_away_is_not_asked_for_every_volume(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        report = Fetcher(tmp_path, Mirror(f"{nowhere}/{{volume}}", nowhere, 0))(*(f"frus1950v{n}" for n in range(9)))
    assert len(report.faults) == 4
    assert "6 more volumes were not tried" in str(report.faults[-1])


def test_there_is_a_pause_between_files(
    server: VolumeServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("kgbuild.fetch.volumes.time.sleep", slept.append)
    fetcher.mirror = Mirror(fetcher.mirror.volume, fetcher.mirror.listing, delay=3)
    server.files["/list"] = tree(server)
    fetcher()
    assert slept == [3, 3]


def test_the_proxy_of_the_environment_is_used(
    server: VolumeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.setenv("no_proxy", "")
    server.files[f"http://mirror.invalid/{ONE}.xml"] = volume(ONE)
    mirror = Mirror("http://mirror.invalid/{volume}.xml", "http://mirror.invalid/list", 0)
    assert Fetcher(tmp_path, mirror)(ONE).fetched


def test_the_repository_of_the_office_is_the_mirror_by_default() -> None:
    address = load_mirror().address("frus1964-68v33")
    assert address == "https://raw.githubusercontent.com/HistoryAtState/frus/HEAD/volumes/frus1964-68v33.xml"


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ('volume = "https://a.example/{volume}"', "listing"),
        ('volume = "file:///etc/{volume}"\nlisting = "https://a.example"', "no http or https address"),
        ('volume = "https://a.example/v"\nlisting = "https://a.example"', "lacks {volume}"),
        ('volume = "https://a.example/{volume}"\nlisting = "https://a.example"\ndelay = -1', "delay"),
        ("volume =", "no description of a mirror"),
    ],
)
def test_a_mirror_that_is_described_wrong_is_told(tmp_path: Path, toml: str, reason: str) -> None:
    path = tmp_path / "mirror.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(reason)):
        load_mirror(path)


def test_the_command_fetches_from_a_mirror_and_tells_what_failed(
    server: VolumeServer, tmp_path: Path, kgbuild: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    described = tmp_path / "mirror.toml"
    described.write_text(
        f'volume = "{server.address}/{{volume}}.xml"\nlisting = "{server.address}/list"\ndelay = 0\n', encoding="utf-8"
    )
    environment = {**os.environ, "KGBUILD_MIRROR": str(described)}
    done = kgbuild("fetch", ONE, "frus1950v99", "--out", tmp_path / "out", env=environment)
    assert done.returncode == 1
    assert done.stdout.split()[-1] == str(tmp_path / "out" / f"{ONE}.xml")
    fault, summary = done.stderr.splitlines()
    assert fault.startswith(f"error: {server.address}/frus1950v99.xml: the server answers 404 Not Found; ")
    assert summary == "1 fetched, 0 up to date, 1 failed."
    assert kgbuild("fetch", ONE, "--out", tmp_path / "out", env=environment).returncode == 0
    assert kgbuild("fetch", env=environment).returncode == 2
