"""A dataset keeps what was written where the engine would write it in another way."""

from __future__ import annotations

import pytest

from skillgraph.engine import Dataset
from skillgraph.results import GRAPH_FORMATS, format_named
from skillgraph.terms import graph_of
from skillgraph.turtle import parse
from skillgraph.workspace import SourceFile

XSD = "http://www.w3.org/2001/XMLSchema#"
TURTLE = f"""@prefix xsd: <{XSD}> .
<http://a/s> <http://a/p> 3.50 , 007 , "2026-12-01T00:00:00.000Z"^^xsd:dateTime , "1"^^xsd:boolean , 1e0 ,
    "3.5" , 7 , "2026-12-01"^^xsd:date , "x"@en , "+1"^^<http://a/type> , "many"^^xsd:integer .
_:b <http://a/q> -0.0 .
"""


def parsed(text: str, path: str = "data/seed/a.ttl") -> Dataset:
    one, findings = parse(SourceFile(path, text.encode()))
    assert findings == []
    dataset = Dataset()
    dataset.load(one.quads())
    return dataset


def constructed(dataset: Dataset, name: str = "nt") -> str:
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    return dataset.engine().evaluate(query, [format_named(name, GRAPH_FORMATS)]).body.decode()


N_TRIPLES, AS_TURTLE = (format_named(name, GRAPH_FORMATS) for name in ("nt", "ttl"))
WRITTEN = [
    f'"3.50"^^<{XSD}decimal>',
    f'"2026-12-01T00:00:00.000Z"^^<{XSD}dateTime>',
    f'"1"^^<{XSD}boolean>',
    f'"1e0"^^<{XSD}double>',
    f'"-0.0"^^<{XSD}decimal>',
    f'"many"^^<{XSD}integer>',
    '"+1"^^<http://a/type>',
    '"3.5"',
    '"x"@en',
]


def test_graphs_leave_as_they_were_written() -> None:
    text = constructed(parsed(TURTLE))
    assert [form for form in WRITTEN if f" {form} ." not in text] == []
    assert f'"3.5"^^<{XSD}decimal>' not in text


def test_two_forms_of_one_value_leave_as_the_one_that_the_engine_would_change() -> None:
    """007 and 7 are one triple for the engine."""
    text = constructed(parsed(TURTLE))
    assert (f'"007"^^<{XSD}integer>' in text, f'"7"^^<{XSD}integer>' in text) == (True, False)


def test_a_dump_is_as_it_was_written_and_read_again_the_same() -> None:
    first = parsed(TURTLE)
    dump = first.dump_nquads()
    again = Dataset()
    for line in dump.splitlines(keepends=True):  # in pieces, as a server reads it
        again.load_nquads(line)
    assert b'"3.50"^^' in dump
    assert len(again) == len(first)
    assert again.dump_nquads() == dump
    assert constructed(again) == constructed(first)


def test_what_one_file_writes_in_one_way_and_another_in_another_leaves_in_both() -> None:
    dataset = parsed("<http://a/s> <http://a/p> 3.50 .")
    other = parsed("<http://a/s> <http://a/p> 3.500 .", "data/seed/b.ttl")
    dataset.load_nquads(other.dump_nquads())
    text = constructed(dataset)
    assert ('"3.50"^^' in text, '"3.500"^^' in text, text.count("\n")) == (True, True, 2)


def test_a_graph_is_dumped_as_its_own_file_wrote_it() -> None:
    dataset = parsed("<http://a/s> <http://a/p> 3.50 , <<( <http://a/s> <http://a/p> 'é' )>> , 2 .")
    dataset.load_nquads(parsed("<http://a/s> <http://a/p> 3.5 .", "data/seed/b.ttl").dump_nquads())
    engine = dataset.engine()
    whole = dataset.dump_nquads().splitlines(keepends=True)
    for path, triples in (("data/seed/a.ttl", 3), ("data/seed/b.ttl", 1)):
        ending = f" <{graph_of(path)}> .\n".encode()
        expected = b"".join(line.replace(ending, b" .\n") for line in whole if line.endswith(ending))
        assert engine.dump(graph_of(path), N_TRIPLES) == expected
        assert expected.count(b"\n") == triples
    assert b"3.5 ." in engine.dump(graph_of("data/seed/b.ttl"), AS_TURTLE)
    assert b"3.50 " in engine.dump(graph_of("data/seed/a.ttl"), AS_TURTLE)
    assert engine.dump("http://x/none", N_TRIPLES) == b""


def test_what_is_no_longer_there_is_not_restored() -> None:
    dataset = parsed("<http://a/s> <http://a/p> 3.50 .")
    dataset.update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert dataset.dump_nquads() == b""


def test_triple_terms_keep_their_forms() -> None:
    dataset = parsed(
        "<http://a/s> <http://a/p> <<( <http://a/s> <http://a/p> 3.50 )>> , <<( <http://a/s> <http://a/p> 'é\\t' )>> ."
    )
    assert '"3.50"^^' in constructed(dataset)
    dump = dataset.dump_nquads()
    again = Dataset()
    again.load_nquads(dump)
    assert (b'"3.50"^^' in dump, b'"3.5"^^' in dump, dump.count(b"\n")) == (True, False, 2)
    assert again.dump_nquads() == dump


@pytest.mark.parametrize("query", ["SELECT ?o { ?s ?p ?o }", "SELECT (MAX(?o) AS ?m) { ?s ?p ?o }"])
def test_solutions_have_the_forms_of_the_engine(query: str) -> None:
    """A deviation that docs/reference.md states: solutions are computed."""
    dataset = parsed("<http://a/s> <http://a/p> 3.50 .")
    assert [str(row[0]) for row in dataset.engine().select(query).rows] == ["3.5"]


FORMS = ["0", "-0", "+1", "7", "007", "-7", "9" * 18, "9" * 19, "1", "true", "True", " 1", "1.50", "x", ""]
FORMS += ["2026-12-01", "2026-19-39", "0001-01-01", "2026-12-01Z", "2026-12-01+00:00"]


@pytest.mark.parametrize("datatype", ["integer", "date", "boolean", "string", "decimal"])
@pytest.mark.parametrize("form", FORMS)
def test_no_form_is_lost_whatever_the_engine_makes_of_it(form: str, datatype: str) -> None:
    line = f'<http://a/s> <http://a/p> "{form}"^^<{XSD}{datatype}> <http://a/g> .\n'
    for text in (
        line,
        line.replace('"', '<<( <http://a/s> <http://a/p> "', 1).replace("> <http://a/g>", "> )>> <http://a/g>"),
    ):
        dataset = Dataset()
        dataset.load_nquads(text.encode())
        expected = text if datatype != "string" else text.replace(f"^^<{XSD}string>", "")
        assert dataset.dump_nquads().decode() == expected


def test_a_form_within_a_text_is_no_form() -> None:
    text = r'"a \"007\"^^<http://x> \"7"'
    line = f"<http://a/s> <http://a/p> {text}^^<{XSD}decimal> <http://a/g> .\n"
    dataset = Dataset()
    dataset.load_nquads(line.encode())
    assert dataset.dump_nquads().decode() == line


def test_what_one_dataset_has_and_another_lacks_in_whichever_graph() -> None:
    one, other = parsed(TURTLE), parsed(TURTLE)
    assert list(one.minus(other)) == []
    one.update(
        "INSERT DATA { <http://a/s> <http://a/p> <http://a/graph> GRAPH <http://a/g> { <http://a/s> <http://a/p> 9 } }"
    )
    assert sorted(str(value) for _, _, value in one.minus(other)) == ["9", "http://a/graph"]
    assert list(other.minus(one)) == []
