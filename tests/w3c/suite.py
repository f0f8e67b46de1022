"""The W3C's SPARQL 1.1 manifests, read with an independent parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from w3c.conftest import w3c_folder

FOLDER = w3c_folder() / "sparql11"
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EVALUATION = ("QueryEvaluationTest", "CSVResultFormatTest")
SYNTAX = ("PositiveSyntaxTest11", "NegativeSyntaxTest11")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_FORMATS = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML}


@dataclass(frozen=True)
class Case:
    """One entry of a manifest: its name (`folder#entry`), kind, query, data, named graphs and expected result.

    Files are paths below `FOLDER`; an entry that evaluates nothing has neither data nor result.
    """

    name: str
    kind: str
    query: str
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str = ""

    @property
    def text(self) -> str:
        """The text of its query."""
        return (FOLDER / self.query).read_bytes().decode()


class Facts:
    """The triples of one Turtle file, asked by subject and predicate."""

    def __init__(self, path: str) -> None:
        self.quads = parsed(path)
        self._known: dict[tuple[Term, str], list[Term]] = {}
        for quad in self.quads:
            self._known.setdefault((quad.subject, quad.predicate.value), []).append(quad.object)

    def all(self, subject: Term, predicate: str) -> list[Term]:
        """The objects of a subject and a predicate."""
        return self._known.get((subject, predicate), [])

    def one(self, subject: Term, predicate: str) -> str:
        """The text of the first object, or nothing."""
        return next((getattr(term, "value", "") for term in self.all(subject, predicate)), "")

    def members(self, subject: Term, predicate: str) -> Iterator[Term]:
        """The members of the list that the first object is the head of."""
        rest = self.all(subject, predicate)
        while rest and rest[0] != ox.NamedNode(RDF + "nil"):
            yield from self.all(rest[0], RDF + "first")
            rest = self.all(rest[0], RDF + "rest")


def parsed(path: str) -> list[ox.Quad]:
    """The triples of a data file, relative IRIs resolved against the address that the suite is published under."""
    content = (FOLDER / path).read_bytes()
    suffix = path.rpartition(".")[2]
    return list(ox.parse(input=content, format=_FORMATS[suffix], base_iri=BASE + path, rename_blank_nodes=True))


@cache
def cases(*kinds: str) -> tuple[Case, ...]:
    """The entries about queries of those kinds in all manifests, in their order; none where the suite is absent."""
    found: list[Case] = []
    for manifest in sorted(FOLDER.glob("*/manifest.ttl")):
        facts = Facts(f"{manifest.parent.name}/manifest.ttl")
        root = ox.NamedNode(f"{BASE}{manifest.parent.name}/manifest.ttl")
        entries = [entry for entry in facts.members(root, MF + "entries") if isinstance(entry, ox.NamedNode)]
        found += (_case(facts, manifest.parent.name, entry) for entry in entries)
    return tuple(case for case in found if case.kind in kinds and not case.query.endswith(".ru"))


def _case(facts: Facts, folder: str, entry: ox.NamedNode) -> Case:
    action = next(iter(facts.all(entry, MF + "action")), entry)
    files = {
        name: tuple(sorted(_file(getattr(term, "value", "")) for term in facts.all(action, QT + name)))
        for name in ("query", "data", "graphData")
    }
    return Case(
        name=f"{folder}#{entry.value.rpartition('#')[2]}",
        kind=facts.one(entry, RDF + "type").removeprefix(MF),
        query=files["query"][0] if files["query"] else _file(getattr(action, "value", "")),
        data=files["data"],
        named=files["graphData"],
        result=_file(facts.one(entry, MF + "result")),
    )


def _file(iri: str) -> str:
    return iri.removeprefix(BASE)


@cache
def dataset() -> bytes:
    """Every data file of the evaluation cases as a named graph under its own IRI, in N-Quads."""
    files = sorted({path for case in cases(*EVALUATION) for path in (*case.data, *case.named)})
    quads: list[ox.Quad] = []
    for path in files:
        graph = ox.NamedNode(BASE + path)
        quads += (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed(path))
    for number in (1, 2, 3):
        graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
        quads += (ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed(f"protocol/data{number}.nt"))
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
