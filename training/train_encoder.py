"""Fine-tune the encoder that teaches the tagger of contents.

    python training/train_encoder.py [--without FOLD]

Writes ``training/encoders/all.pt``, or with ``--without`` one that has not seen every fourth telegram from number
FOLD on (``0.pt`` to ``3.pt``), so that what it is good for can be measured on these. They are not kept in the
repository: only what the tagger learns from them ships. Each takes some ten minutes on one core, and the same
telegrams give the same encoder on one machine.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from telegrams import GOLD, read_telegrams

FOLDS = 4
_ENCODERS = Path(__file__).parent / "encoders"


def encoder_path(without: int | None = None) -> Path:
    """The file of the encoder that has seen all training telegrams, or all but those of a fold."""
    return _ENCODERS / f"{'all' if without is None else without}.pt"


def main() -> None:
    import torch  # noqa: PLC0415  of the dependency group "encoder"; the path is wanted without it, too
    from encoder import train  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", type=int, choices=range(FOLDS), metavar="FOLD")
    without = parser.parse_args().without
    seen = [t for i, t in enumerate(read_telegrams(GOLD / "train")) if i % FOLDS != without]
    _ENCODERS.mkdir(exist_ok=True)
    torch.save(train(seen).state_dict(), encoder_path(without))


if __name__ == "__main__":
    main()
