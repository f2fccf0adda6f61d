"""Memory does not grow with the documents: four times the volumes take what one takes, or little more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from string import ascii_lowercase

import pytest
from telegrams_for_reading import document, volume

DOCUMENTS = 40
PERSONS = 100
WORDS = "The Ambassador of Norway said that the draft was fair, and the Minister replied that it was not. " * 20
BUILD = """
import sys
from pathlib import Path
from kgbuild.build import build
build([Path(sys.argv[1])], Path(sys.argv[2]), extract_events=False)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def write_volume(folder: Path, number: int) -> None:
    """Compose a volume of one and a half megabytes, with a list of persons of its own."""
    families = [f"{first}{second}{number}" for first in ("Abe", "Bor", "Cal", "Dun") for second in ascii_lowercase]
    entries = "".join(
        f'<item><persName xml:id="p_{at}">{family}, John</persName>, Ambassador to Norway until 195{at % 10}</item>'
        for at, family in enumerate(families[:PERSONS])
    )
    documents = "".join(
        document(
            f"<head>{at}. Telegram From the Embassy in Norway to the Department of State</head>"
            + f'<p>{WORDS}<persName corresp="#p_{at}">{families[at]}</persName> agreed.</p>' * 18,
            f"d{at}",
        )
        for at in range(1, DOCUMENTS + 1)
    )
    front = f'<front><div type="section" xml:id="persons"><list type="names">{entries}</list></div></front>'
    (folder / f"frus195{number}v01.xml").write_text(volume(documents, front=front), encoding="utf-8")


def peak_of_build(sources: Path, out: Path) -> int:
    """Build in a process of its own; return the most memory that it had, in kilobytes."""
    done = subprocess.run([sys.executable, "-c", BUILD, sources, out], check=True, capture_output=True, text=True)
    return int(done.stdout)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux, which tells a process's peak")
def test_four_volumes_take_the_memory_of_one(tmp_path: Path) -> None:
    peaks = []
    for number in (1, 4):
        sources = tmp_path / f"sources{number}"
        sources.mkdir()
        for at in range(number):
            write_volume(sources, at)
        peaks.append(peak_of_build(sources, tmp_path / f"out{number}"))
    assert peaks[1] < 1.15 * peaks[0]
