"""A dataset that is written down without an engine is the one that the engine would hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skillgraph.engine import Dataset, Part, Statements, open_engine, write_dataset
from skillgraph.results import GRAPH_FORMATS, format_named
from skillgraph.terms import graph_of
from skillgraph.turtle import parse
from skillgraph.workspace import SourceFile

ONE = (
    "<http://a/s> <http://a/p> 3.50 , 007 , 7 , 'é' , <<( <http://a/s> <http://a/p> 3.50 )>> . _:b <http://a/q> -0.0 ."
)
OTHER = "<http://a/s> <http://a/p> 3.5 , 3.50 . <http://a/s> <http://a/q> 'only here' ."
ANOTHER = "<http://a/t> <http://a/p> 1 ."


def stated(*texts: str) -> tuple[Statements, Dataset]:
    """Files as statements, and as an engine's dataset."""
    statements, dataset = Statements(), Dataset()
    for number, text in enumerate(texts):
        one, findings = parse(SourceFile(f"data/seed/{number}.ttl", text.encode()))
        assert findings == []
        statements.add(Part(one.quads()))
        dataset.load(one.quads())
    return statements, dataset


@pytest.mark.parametrize("texts", [(), (ONE,), (OTHER, ONE), (ONE, ANOTHER), (ANOTHER, ONE, OTHER)])
def test_it_is_what_an_engine_would_write(texts: tuple[str, ...]) -> None:
    statements, dataset = stated(*texts)
    assert statements.dump_nquads() == dataset.dump_nquads()
    assert statements.notes == dataset.notes
    assert len(statements) == len(dataset)
    assert statements.dataset().dump_nquads() == dataset.dump_nquads()
    assert sorted(statements.triples(), key=str) == sorted(dataset.triples(), key=str)


def test_a_repeat_is_told_by_what_the_engine_makes_of_it() -> None:
    """3.50 in one file and 3.5 in another are one triple in two graphs."""
    assert [stated(*texts)[0].notes.repeats for texts in ((ONE, ANOTHER), (ONE, OTHER), (OTHER,))] == [
        False,
        True,
        False,
    ]


def test_what_is_nowhere_else_goes_into_a_graph_of_its_own() -> None:
    statements, dataset = stated(ONE, OTHER)
    whole = dataset.union()
    whole.update("INSERT DATA { <http://a/t> <http://a/p> 3.5 , <http://a/t> }")
    statements.complete(whole, "http://a/rest")
    more = b'<http://a/t> <http://a/p> "3.5"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://a/rest> .\n'
    lines = {more, b"<http://a/t> <http://a/p> <http://a/t> <http://a/rest> .\n"}
    assert set(statements.dump_nquads().splitlines(keepends=True)) - lines == set(
        dataset.dump_nquads().splitlines(keepends=True)
    )
    assert lines <= set(statements.dump_nquads().splitlines(keepends=True))
    assert len(statements) == len(dataset) + 2


def test_a_rule_adds_to_its_graph_and_to_what_it_was_asked_of() -> None:
    statements, dataset = stated(ANOTHER)
    query = "CONSTRUCT { ?s a <http://a/C> ; <http://a/r> ?o } WHERE { ?s <http://a/p> ?o }"
    assert statements.construct(dataset, query, "http://a/made") == {"<http://a/C>", "<http://a/r>"}
    assert statements.dump_nquads().count(b"<http://a/made>") == 2
    assert dataset.dump_nquads().count(b"\n") == 3


def test_a_file_with_notes_is_read_as_one_without(tmp_path: Path) -> None:
    statements, dataset = stated(ONE, OTHER)
    path = tmp_path / "some.nq"
    write_dataset(statements, path)
    assert path.read_bytes() == dataset.dump_nquads()
    assert {file.name for file in tmp_path.iterdir()} == {"some.nq", "some.notes"}
    assert json.loads((tmp_path / "some.notes").read_bytes())["repeats"] is True
    told = path.with_name("plain.nq")
    told.write_bytes(path.read_bytes())
    n_triples = format_named("nt", GRAPH_FORMATS)
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    bodies = {open_engine(file).evaluate(query, [n_triples]).body for file in (path, told)}
    assert len(bodies) == 1
    assert b'"3.50"^^' in bodies.pop()
    dumps = [open_engine(file).dump(graph_of("data/seed/1.ttl"), n_triples) for file in (path, told)]
    assert dumps[0] == dumps[1]
    counts = [open_engine(file).select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows for file in (path, told)]
    assert counts[0] == counts[1]
