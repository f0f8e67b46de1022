"""The ontology and the shapes as documents: whole, or one module by its IRI or that of its version."""

from __future__ import annotations

import difflib

from skillgraph.describe.dumps import GRAPH_DUMPS
from skillgraph.describe.served import Served
from skillgraph.engine import Engine
from skillgraph.errors import UnknownName
from skillgraph.results import Format, Triple, write_jsonld, write_triples
from skillgraph.terms import GRAPH, NS, SHAPES, Term, compact
from skillgraph.turtle import Subject, write

FORMATS: tuple[Format, ...] = GRAPH_DUMPS
# What a document is called, the namespace of its terms, and the folder of its modules.
WHOLE: dict[str, tuple[str, str]] = {"ns": (NS, "ontology/"), "shapes": (SHAPES, "shapes/")}
_MODULES = """SELECT ?graph ?module ?version {{
  GRAPH ?graph {{ ?module a owl:Ontology OPTIONAL {{ ?module owl:versionIRI ?version }} }}
  FILTER(STRSTARTS(STR(?graph), "{}"))
}} ORDER BY ?graph"""
_WHOLE = 'CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{}")) }}'
_ONE = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}"


def written(served: Served, name: str, module: str, format_: Format) -> bytes:
    """`ns` or `shapes` whole, or one module of it, in a graph format; UnknownName where there is no such module."""
    engine = engine_of(served, name)
    _, folder = WHOLE[name]
    query = _ONE.format(graph_of_module(engine, name, module)) if module else _WHOLE.format(f"{GRAPH}{folder}")
    triples: tuple[Triple, ...] = engine.select(query).rows  # type: ignore[assignment]  # a CONSTRUCT gives triples
    if format_.name == "ttl":
        return turtle(triples)
    if format_.name == "jsonld" and served.context is not None:
        return "".join(write_jsonld(triples, served.context)).encode()
    return write_triples(triples, format_)


def engine_of(served: Served, name: str) -> Engine:
    """Where the document's statements are: the shapes are no part of the dataset, nor always is the ontology."""
    return served.shapes if name == "shapes" else served.ontology or served.engine


def graph_of_module(engine: Engine, name: str, module: str) -> str:
    """The graph of a module, by what follows `/ns/` or `/shapes/` in its IRI; UnknownName lists what is near."""
    namespace, folder = WHOLE[name]
    base = namespace.removesuffix("#") + "/"
    known: dict[str, str] = {}
    for graph, iri, version in engine.select(_MODULES.format(f"{GRAPH}{folder}")).rows:
        known |= {str(one).removeprefix(base): str(graph) for one in (iri, version) if one is not None}
    if module not in known:
        near = difflib.get_close_matches(module, known, 3, 0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"/{name} has all of it."
        raise UnknownName(f"There is no module /{name}/{module[:100]}.", hint, [base + one for one in near])
    return known[module]


def turtle(triples: tuple[Triple, ...]) -> bytes:
    """Statements as Turtle in the house style, subject by subject in the order of their names."""
    told: dict[str, dict[str, list[Term]]] = {}
    for subject, predicate, value in triples:
        told.setdefault(str(subject), {}).setdefault(predicate.value, []).append(value)
    subjects = [
        Subject(subject, {name: tuple(properties[name]) for name in sorted(properties, key=compact)})
        for subject, properties in sorted(told.items())
    ]
    return write(subjects, "")
