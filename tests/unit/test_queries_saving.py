"""A query as the file of a canned query."""

from __future__ import annotations

import pytest

from skillgraph.errors import BadParameter
from skillgraph.queries import read_canned
from skillgraph.queries.saving import canned_file
from skillgraph.workspace import SourceFile

QUERY = "#+ summary: An older one\nSELECT ?task $name WHERE { ?task a sg:ServiceTask ; skos:prefLabel $name } # sg2:x\n"


def test_the_file_is_read_as_a_canned_query() -> None:
    text = canned_file(QUERY, "all-tasks", 'Which "tasks": are\nthere?', ["task", "name"], 45)
    read = read_canned(SourceFile("queries/tasks/all-tasks.rq", text.encode()))
    assert (read.name, read.summary) == ("all-tasks", 'Which "tasks": are there?')
    assert [column.name for column in read.columns] == ["task", "name"]
    assert read.tests == ({"count": "45"},)
    assert read.parameters == ()
    assert "PREFIX sg: <https://w3id.org/skillgraph/ns#>\nPREFIX skos:" in text
    assert "An older one" not in text


def test_prefixes_that_are_declared_are_not_declared_again() -> None:
    text = canned_file("PREFIX sg: <urn:x> SELECT * { ?s a sg:X }", "x", "X?", ["s"], 0)
    assert text.count("PREFIX") == 1


@pytest.mark.parametrize(
    ("name", "summary", "words"),
    [
        ("", "X?", "no name for a query"),
        ("../x", "X?", "no name for a query"),
        ("X", "X?", "no name for a query"),
        ("x\n", "X?", "no name for a query"),
        ("x", "  ", "summary is empty"),
    ],
)
def test_what_is_wrong(name: str, summary: str, words: str) -> None:
    with pytest.raises(BadParameter, match=words):
        canned_file("ASK {}", name, summary, ["answer"], 1)
