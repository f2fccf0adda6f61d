"""Train the models that ship with kgbuild and write them to ``kgbuild/extract/data``.

    python training/train.py            from ../shared/gold/train: spans, holders, acts, rebuttals, meetings, confidence
    python training/train.py --texts    also from ../shared/frus: persons' names

Beside the annotation an encoder teaches the tagger of contents: ``train_encoder.py`` trains it, and one for each fold.

The same texts give the same models (on one machine: sums of floating point numbers may differ between processors).
"""

from __future__ import annotations

import argparse

import train_confidence
import train_names
from cross_validate import train_all
from telegrams import GOLD, read_telegrams
from train_encoder import encoder_path

from kgbuild.extract.models import SHIPPED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", action="store_true", help="train what learns from the volumes, too")
    if parser.parse_args().texts:
        train_names.main([])
    train_all(read_telegrams(GOLD / "train"), SHIPPED, encoder_path())
    train_confidence.train(train_confidence.held_out_readings(), SHIPPED)
    for path in sorted(SHIPPED.iterdir()):
        print(f"{path.name:20} {path.stat().st_size / 1e6:5.2f} MB")


if __name__ == "__main__":
    main()
