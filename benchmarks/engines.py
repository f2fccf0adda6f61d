"""How fast events become N-Quads, beside two mapping engines that make the very same triples from tables.

    python benchmarks/engines.py [--documents N] [SOURCE...]

morph-kgc (https://github.com/morph-kgc/morph-kgc, RML) and maplib (https://github.com/DataTreehouse/maplib) map
tables, which events are not; so each is given a table for each predicate and sort of object, with subjects and objects
ready-made as columns, and writes N-Triples. That is the least that an engine has to do; ours reads the events, and
makes every IRI and quotation. It is checked that the three write the same triples.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import warnings
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import maplib
import morph_kgc
import numpy as np
import polars as pl
import pyoxigraph as ox
from mapping import IRIS, write_nquads
from measuring import Row, in_turns, print_table
from samples import records, repeated, sources

from kgbuild.graph.mapper import map_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kgbuild.read.records import Record

Column = list[str]
Tables = dict[tuple[str, str | None], tuple[Column, Column]]
"""By predicate and datatype (``None``: objects are IRIs), subjects and objects."""

np.NaN = np.nan  # type: ignore[attr-defined]  # morph-kgc 2.3 uses the name that NumPy 2 has dropped
XSD = "http://www.w3.org/2001/XMLSchema#"
MAPPING = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def tables_of(mapped: Sequence[Record]) -> Tables:
    """Sort the triples of *mapped* into tables, each triple once."""
    quads = (quad for record in mapped for quad in map_document(record.document, record.events, IRIS))
    tables: Tables = defaultdict(lambda: ([], []))
    for quad in dict.fromkeys((q.subject.value, q.predicate.value, q.object) for q in quads):
        subject, predicate, value = quad
        datatype = value.datatype.value if isinstance(value, ox.Literal) else None
        subjects, objects = tables[predicate, datatype]
        subjects.append(subject)
        objects.append(value.value)
    return dict(tables)


def rml_of(tables: Tables, folder: Path) -> str:
    """Write the mapping of RML: a triples map for each table, which is a file of comma-separated values in *folder*."""
    parts = [MAPPING]
    for at, (predicate, datatype) in enumerate(tables):
        kind = f"rr:datatype <{datatype}>" if datatype else "rr:termType rr:IRI"
        parts.append(
            f'<#t{at}> rml:logicalSource [ rml:source "{folder / f"t{at}.csv"}" ; rml:referenceFormulation ql:CSV ] ;\n'
            f'  rr:subjectMap [ rml:reference "subject" ; rr:termType rr:IRI ] ;\n'
            f"  rr:predicateObjectMap [ rr:predicate <{predicate}> ;"
            f' rr:objectMap [ rml:reference "object" ; {kind} ] ] .\n'
        )
    return "".join(parts)


class MorphKgc:
    """Maps by RML in this process, and writes N-Triples."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        self.file = folder / "morph.nt"
        for at, (subjects, objects) in enumerate(tables.values()):
            with (folder / f"t{at}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows((("subject", "object"), *zip(subjects, objects, strict=True)))
        mapping = folder / "mapping.ttl"
        mapping.write_text(rml_of(tables, folder), encoding="utf-8")
        self._config = (
            f"[CONFIGURATION]\nlogging_level: ERROR\nnumber_of_processes: 1\nna_values:\n[D]\nmappings: {mapping}\n"
        )

    def __call__(self) -> None:
        """Map and write."""
        triples = morph_kgc.materialize_set(self._config)
        self.file.write_text("".join(f"{triple} .\n" for triple in triples), encoding="utf-8")


class Maplib:
    """Maps data frames of polars by a template for each table, and writes N-Triples."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        self.file = folder / "maplib.nt"
        self._tables = [
            (_template(at, *kind), pl.DataFrame({"subject": subjects, "object": _typed(objects, kind[1])}))
            for at, (kind, (subjects, objects)) in enumerate(tables.items())
        ]

    def __call__(self) -> None:
        """Map and write."""
        model = maplib.Model()
        for template, table in self._tables:
            model.map(template, table)
        model.write(str(self.file), format="ntriples")


def _typed(values: Column, datatype: str | None) -> pl.Series:
    """Give the column in the type in which maplib takes the datatype."""
    column = pl.Series(values)
    match (datatype or "").removeprefix(XSD):
        case "date":
            return column.str.to_date()
        case "dateTime":
            return column.str.to_datetime(strict=False)
        case "decimal":
            return column.cast(pl.Decimal(38, 12))
        case "nonNegativeInteger":
            return column.cast(pl.UInt64)
        case _:
            return column


def _template(at: int, predicate: str, datatype: str | None) -> maplib.Template:
    kind = maplib.RDFType.Literal(maplib.IRI(datatype)) if datatype else maplib.RDFType.IRI
    subject, value = maplib.Variable("subject"), maplib.Variable("object")
    parameters = [maplib.Parameter(subject, rdf_type=maplib.RDFType.IRI), maplib.Parameter(value, rdf_type=kind)]
    triple = maplib.Triple(subject, maplib.IRI(predicate), value)
    return maplib.Template(maplib.IRI(f"urn:template:{at}"), parameters, [triple])


def triples_in(quads: Iterable[ox.Quad]) -> set[tuple[str, str, str]]:
    """Give triples to compare: a time is compared to the minute, for maplib writes it with a zone."""
    return {
        (str(q.subject), str(q.predicate), q.object.value[:16] if "#dateTime>" in str(q.object) else str(q.object))
        for q in quads
    }


def rows(mapped: Sequence[Record]) -> Iterator[Row]:
    """Compare on the records *mapped*; exits where an engine writes other triples."""
    warnings.simplefilter("ignore", FutureWarning)  # of morph-kgc, to pandas
    tables = tables_of(mapped)
    number = sum(len(subjects) for subjects, _ in tables.values())
    wanted = triples_in(q for record in mapped for q in map_document(record.document, record.events, IRIS))
    what = f"map, N-Quads: {len(mapped):,} telegrams, {number:,} triples"
    with tempfile.TemporaryDirectory() as name:
        for engine in (MorphKgc(tables, Path(name)), Maplib(tables, Path(name))):
            engine()
            title = f"{type(engine).__name__}, N-Triples"
            if differing := wanted ^ triples_in(ox.parse(path=str(engine.file), format=ox.RdfFormat.N_TRIPLES)):
                raise SystemExit(f"{title}: {len(differing)} triples differ, as {next(iter(differing))}")
            yield Row(what, title, *in_turns(lambda: write_nquads(mapped), engine), wanted=6)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--documents", type=int, default=5000)
    given = parser.parse_args()
    read = records(given.sources or sources(), min(1000, given.documents))
    print_table(list(rows(repeated(read, given.documents))))
