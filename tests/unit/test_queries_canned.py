"""Reading canned queries: what a header has to say, and what is wrong with it."""

from __future__ import annotations

import pytest

from skillgraph.errors import WorkspaceError
from skillgraph.queries import CannedQuery, read_canned
from skillgraph.results import Column
from skillgraph.workspace import SourceFile

GOOD = """#+ summary: Which things have a number?
#+ description: >-
#+   More
#+   about it.
#+ params:
#+   least: {type: integer, help: "The least number.", default: 1}
#+ columns:
#+   thing: {help: "The thing."}
#+   number: {help: "Its number.", digits: 2}
#+ tests:
#+   - {params: {least: "2"}, count: 1}
SELECT ?thing ?number WHERE { ?thing sg:number ?number FILTER(?number >= $least) } ORDER BY ?thing
"""


def canned(text: str, path: str = "queries/topic/name.rq") -> CannedQuery:
    return read_canned(SourceFile(path, text.encode()))


def test_a_query_is_what_its_header_says() -> None:
    query = canned(GOOD)
    assert (query.topic, query.name, query.summary) == ("topic", "name", "Which things have a number?")
    assert query.description == "More about it."
    assert query.columns == (Column("thing", "The thing."), Column("number", "Its number.", 2))
    assert query.tests == ({"params": {"least": "2"}, "count": "1"},)
    assert query.text == GOOD
    least = query.parameter("least")
    assert least is not None
    assert least.default == "1"
    assert query.parameter("most") is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("#+ summary:", "#+ title:", "the header has the unknown entry title"),
        ("#+ summary: Which things have a number?\n", "", "needs a summary and columns"),
        ("summary: Which things have a number?", "summary: [a]", "needs a summary and columns"),
        ('{help: "The thing."}', "The thing.", "the column thing needs a help text"),
        ("digits: 2", "digits: two", "the digits of the column number are 'two'"),
        ("digits: 2", "digits: -1", "the digits of the column number are '-1'"),
        ("least: {type", "most: {type", "$least is used and not declared"),
        ("$least", "?least", "least is declared and $least is not used"),
        ("ORDER BY ?thing", "ORDER BY $least", "12:93 $least stands after ORDER BY"),
        ("params:\n#+   least: ", "params:\n#+   - ", "params is no mapping"),
        ("tests:\n#+   - {params", "tests: {params", "tests is no list"),
    ],
)  # fmt: skip
def test_a_header_that_is_not_well_formed_names_the_file(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(WorkspaceError) as caught:
        canned(GOOD.replace(old, new))
    assert str(caught.value).startswith("queries/topic/name.rq:")
    assert words in str(caught.value)


@pytest.mark.parametrize("columns", ["columns:", "columns: [a, b]", "columns: words"])
def test_columns_are_a_mapping(columns: str) -> None:
    with pytest.raises(WorkspaceError, match=r"^queries/topic/name\.rq: .*columns"):
        canned(f"#+ summary: What?\n#+ {columns}\nASK {{}}")


@pytest.mark.parametrize("path", ["queries/name.rq", "queries/a/b/name.rq"])
def test_a_query_lies_in_a_topic(path: str) -> None:
    with pytest.raises(WorkspaceError, match=r"lies in no topic\. Query files go into queries/<topic>/<name>\.rq"):
        canned(GOOD, path)
