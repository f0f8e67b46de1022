"""The counts behind the descriptions, each the answer to a query.

They count the dataset as a set: a statement that stands in two graphs is one statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph.engine import Engine
from skillgraph.terms import GRAPH, ID, NS, Iri, mint

_COUNTS = "(COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements, and how many different subjects and objects they have."""

    triples: int
    subjects: int
    objects: int


def whole(engine: Engine) -> Counts:
    """The counts of the union of all graphs."""
    return _counts(engine, "?s ?p ?o")


def layer(engine: Engine, graphs: Iterable[str]) -> Counts:
    """The counts of the union of some graphs."""
    values = " ".join(f"<{graph}>" for graph in graphs)
    return _counts(engine, f"VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }}")


def by_graph(engine: Engine) -> dict[str, Counts]:
    """The counts of each named graph, in the order of their IRIs."""
    return _grouped(engine, "?g", "GRAPH ?g { ?s ?p ?o }")


def by_property(engine: Engine) -> dict[str, Counts]:
    """The counts of the statements of each property, in the order of their IRIs."""
    return _grouped(engine, "?p", "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }")


def by_class(engine: Engine) -> dict[str, int]:
    """How many things each class has, in the order of their IRIs; classes without an IRI are left out."""
    rows = engine.select(
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c ORDER BY ?c"
    ).rows
    return {str(row[0]): _whole(row[1]) for row in rows}


def entities(engine: Engine) -> int:
    """How many things of our own have something said about them."""
    query = f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{ID}")) }}'
    return _whole(engine.select(query).rows[0][0])


def first_of(engine: Engine, cls: str) -> str | None:
    """The first thing of a class in the order of IRIs."""
    rows = engine.select(f"SELECT ?s {{ ?s a <{cls}> FILTER(isIRI(?s)) }} ORDER BY ?s LIMIT 1").rows
    return str(rows[0][0]) if rows else None


def layers(engine: Engine, graphs: Iterable[str]) -> dict[str, list[str]]:
    """The graphs of each layer: as the dataset states it of files, `inferred` for what rules add."""
    rows = engine.select(f"SELECT ?g ?layer {{ ?g <{NS}layer> ?layer ; a <{NS}GraphFile> }}").rows
    stated = {str(row[0]): str(row[1]) for row in rows if isinstance(row[0], Iri)}
    found: dict[str, list[str]] = {}
    for graph in graphs:
        inferred = mint("layer", "inferred") if graph.startswith(f"{GRAPH}inferred/") else ""
        belongs = stated.get(graph, inferred)
        if belongs:
            found.setdefault(belongs, []).append(graph)
    return dict(sorted(found.items()))


def layer_of(engine: Engine, graphs: Iterable[str]) -> dict[str, str]:
    """The layer of each graph that belongs to one."""
    return {graph: layer for layer, found in layers(engine, graphs).items() for graph in found}


def _counts(engine: Engine, pattern: str) -> Counts:
    query = f"SELECT {_COUNTS} {{ SELECT DISTINCT ?s ?p ?o {{ {pattern} }} }}"
    row = engine.select(query).rows[0]
    return Counts(_whole(row[0]), _whole(row[1]), _whole(row[2]))


def _grouped(engine: Engine, key: str, pattern: str) -> dict[str, Counts]:
    rows = engine.select(f"SELECT {key} {_COUNTS} {{ {{ {pattern} }} }} GROUP BY {key} ORDER BY {key}").rows
    return {str(row[0]): Counts(_whole(row[1]), _whole(row[2]), _whole(row[3])) for row in rows}


def _whole(term: object) -> int:
    return int(str(term))
