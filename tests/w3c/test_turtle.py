"""The W3C's RDF 1.1 Turtle suite: all of it passes, with no exception."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from graphs import canonical, quads_of
from skillgraph.turtle import parse_document
from w3c.conftest import needs, w3c_folder

FOLDER = w3c_folder() / "rdf11" / "rdf-turtle"
BASE = "https://w3c.github.io/rdf-tests/rdf/rdf11/rdf-turtle/"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
RDFT = "http://www.w3.org/ns/rdftest#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Case:
    """One entry of the manifest: its kind, its document, the N-Triples that it stands for."""

    kind: str
    action: str
    result: str | None


def cases() -> list[Case]:
    """The entries of the manifest, read with an independent parser."""
    manifest = FOLDER / "manifest.ttl"
    if not manifest.is_file():
        return []
    facts: dict[str, dict[str, str]] = {}
    for quad in ox.parse(path=manifest, format=ox.RdfFormat.TURTLE, base_iri=BASE + "manifest.ttl"):
        subject, value = str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))
        facts.setdefault(subject, {})[quad.predicate.value] = value
    return [
        Case(entry[TYPE].removeprefix(RDFT), _name(entry[MF + "action"]), _name(entry.get(MF + "result", "")) or None)
        for entry in facts.values()
        if entry.get(TYPE, "").startswith(RDFT)
    ]


def _name(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


@needs(FOLDER)
def test_the_suite_is_whole() -> None:
    assert len(cases()) == 313


@needs(FOLDER)
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.action)
def test_case(case: Case) -> None:
    document = parse_document((FOLDER / case.action).read_bytes().decode(), BASE + case.action)
    if "Negative" in case.kind:
        assert document.problems
        return
    assert document.problems == ()
    if case.result:
        expected = ox.parse(path=Path(FOLDER / case.result), format=ox.RdfFormat.N_TRIPLES)
        assert canonical(quads_of(document)) == canonical(expected)
