"""Group the words of the series by the company they keep, so that rare words share what is learned of frequent ones.

    python training/train_clusters.py [VOLUME.xml ...]

Positive pointwise mutual information with the neighbours to the left and right (Levy and Goldberg 2014), reduced
by a truncated singular value decomposition, grouped by k-means at two sizes. Writes ``data/clusters.tsv``:
word, group of the coarse division, group of the fine one.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from lxml import etree
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize
from train_names import FRUS, TEI, flatten

from kgbuild.extract.language import tokenize
from kgbuild.extract.models import SHIPPED

VOCABULARY = 9000
COARSE, FINE = 80, 500


def paragraphs(volume: Path) -> Iterator[list[str]]:
    """The words of each paragraph of the volume's documents, in lower case, numbers as "0"."""
    parser = etree.XMLParser(collect_ids=False, huge_tree=True, resolve_entities=False, no_network=True)
    for div in etree.parse(str(volume), parser).iter(TEI + "div"):
        if div.get("type") == "document":
            for paragraph in div.iter(TEI + "p"):
                yield ["0" if t.text[0].isdigit() else t.lower for t in tokenize(flatten(paragraph)[0])]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("volumes", nargs="*", type=Path)
    volumes = parser.parse_args(arguments).volumes or sorted(FRUS.glob("*.xml"))
    texts = [p for volume in volumes for p in paragraphs(volume)]
    counts = Counter(w for text in texts for w in text)
    words = sorted(sorted(counts), key=lambda w: -counts[w])[:VOCABULARY]
    number = {w: i for i, w in enumerate(words)}
    rows, columns, values = [], [], []
    pairs: Counter[tuple[int, int]] = Counter()
    for text in texts:
        ids = [number.get(w, -1) for w in text]
        for i, w in enumerate(ids):
            if w < 0:
                continue
            for step in (-2, -1, 1, 2):
                at = i + step
                if 0 <= at < len(ids) and ids[at] >= 0:
                    pairs[w, (step + 2 - (step > 0)) * len(words) + ids[at]] += 1
    for (w, c), n in sorted(pairs.items()):
        rows.append(w)
        columns.append(c)
        values.append(n)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(words), 4 * len(words)), dtype=np.float64)
    total = matrix.sum()
    of_word = np.asarray(matrix.sum(axis=1)).ravel()
    of_context = np.asarray(matrix.sum(axis=0)).ravel() ** 0.75
    of_context *= total / of_context.sum()
    coo = matrix.tocoo()
    pmi = np.log(coo.data * total / (of_word[coo.row] * of_context[coo.col]))
    kept = pmi > 0
    positive = csr_matrix((pmi[kept], (coo.row[kept], coo.col[kept])), shape=matrix.shape)
    reduced = TruncatedSVD(100, random_state=0).fit(positive)
    vectors = normalize(positive @ reduced.components_.T / np.sqrt(reduced.singular_values_))
    groups = [KMeans(k, random_state=0, n_init=2).fit_predict(vectors) for k in (COARSE, FINE)]
    lines = [f"{w}\t{groups[0][i]}\t{groups[1][i]}" for w, i in sorted(number.items())]
    (SHIPPED / "clusters.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(texts)} paragraphs, {sum(counts.values())} words, {len(words)} of them grouped")


if __name__ == "__main__":
    main()
