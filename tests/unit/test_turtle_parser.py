"""Parsing with the place of an error, and blank nodes that belong to their file."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding, Severity
from skillgraph.turtle import parse, parse_files
from skillgraph.workspace import SourceFile

A = "@prefix a: <http://a/> .\n"


def file(text: str | bytes, path: str = "data/seed/a.ttl") -> SourceFile:
    return SourceFile(path, text.encode() if isinstance(text, str) else text)


def findings(text: str | bytes) -> list[Finding]:
    return parse(file(text))[1]


def quads(text: str, path: str = "data/seed/a.ttl") -> list[ox.Quad]:
    parsed, wrong = parse(file(text, path))
    assert wrong == []
    return list(parsed.quads())


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"{A}a:x a:p a:y\na:z a:p 1 .\n", 2, 9),
        (f"{A}a:x a:p é .\n", 2, 9),
        (f'{A}a:x a:p "é" ;\n    a:p ] .\n', 3, 9),
        (f"{A}a:x b:p 1 .\n", 2, 5),
        (f"{A}a:x a:p <c d> .\n", 2, None),
        (f'{A}a:x a:p "open .\n', 2, None),
        (f"{A}a:x a:p 1", 2, None),
    ],
)
def test_a_syntax_error_has_line_and_column(text: str, line: int, column: int | None) -> None:
    found = findings(text)
    assert (found[0].code, found[0].severity, found[0].path) == ("SG101", Severity.VIOLATION, "data/seed/a.ttl")
    assert found[0].line == line
    assert found[0].column == column or (column is None and found[0].column >= 1)
    assert found[0].message.endswith(".")


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_file_is_a_finding(text: str) -> None:
    (found,) = findings(text)
    assert (found.code, found.severity) == ("SG102", Severity.VIOLATION)
    assert "empty" in found.message


@pytest.mark.parametrize("character", ["\\u0000", "\\u0008", "\\u001F", "\\b", "\\f"])
def test_control_characters_are_found(character: str) -> None:
    (found,) = findings(f'{A}a:x a:p "a{character}b" .')
    assert found.code == "SG103"
    assert "control character" in found.message


@pytest.mark.parametrize("text", ["a\\tb", "a\\nb", "a\\rb", "é\\u00E9", "\\U0001F600"])
def test_other_characters_are_not(text: str) -> None:
    assert findings(f'{A}a:x a:p "{text}" .') == []


def test_bytes_that_are_not_utf_8_are_placed() -> None:
    (found,) = findings(b'<http://a/> <http://b/>\n "\xc3\xa9\xff" .')
    assert (found.severity, found.line, found.path) == (Severity.VIOLATION, 2, "data/seed/a.ttl")
    assert "UTF-8" in found.message


def test_triples_lie_in_the_graph_of_their_file_and_relative_iris_below_it() -> None:
    (quad,) = quads(f"{A}<#x> a:p <y> .")
    graph = file("").graph
    assert quad.graph_name == ox.NamedNode(graph)
    assert quad.subject == ox.NamedNode(f"{graph}#x")
    assert quad.object == ox.NamedNode(graph.replace("a.ttl", "y"))


BLANKS = f"{A}a:x a:p [ a:q ( 1 2 ) ] ; a:p _:b .\n_:b a:p [] .\n"


def labels(found: list[ox.Quad]) -> set[str]:
    return {node.value for quad in found for node in (quad.subject, quad.object) if isinstance(node, ox.BlankNode)}


def test_blank_nodes_are_stable_and_distinct_by_file() -> None:
    first = quads(BLANKS)
    assert len(labels(first)) == 5
    assert set(first) == set(quads(BLANKS))
    assert labels(first).isdisjoint(labels(quads(BLANKS, "data/seed/b.ttl")))


def test_the_engine_reads_the_same_triples() -> None:
    def shape(found: list[ox.Quad] | set[ox.Triple]) -> ox.Dataset:
        dataset = ox.Dataset(ox.Quad(one.subject, one.predicate, one.object) for one in found)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return dataset

    engine = list(ox.parse(input=BLANKS, format=ox.RdfFormat.TURTLE))
    assert shape(quads(BLANKS)) == shape(engine)


def test_several_files_report_all_that_is_wrong_in_order() -> None:
    files = [file("a:x", "data/seed/z.ttl"), file("", "data/seed/b.ttl"), file(f"{A}a:x a:p 1 .", "data/seed/a.ttl")]
    with pytest.raises(InvalidWorkspace) as caught:
        parse_files(files)
    assert [found.path for found in caught.value.findings] == ["data/seed/b.ttl", "data/seed/z.ttl"]
    assert len(parse_files(files[2:])) == 1
