"""Running a canned query: values, defaults, columns and refusals."""

from __future__ import annotations

import datetime

import pytest

from skillgraph.engine import Dataset, InProcess
from skillgraph.errors import BadParameter, ForbiddenQuery, WorkspaceError
from skillgraph.queries import CannedQuery, read_canned, run
from skillgraph.queries.run import bound_text
from skillgraph.workspace import SourceFile

TODAY = datetime.date(2026, 12, 1)
TEXT = """#+ summary: Which things have at least that number?
#+ params:
#+   least: {type: integer, help: "The least number.", required: true, example: "2"}
#+   most: {type: integer, help: "The greatest number.", default: "9"}
#+   label: {type: string, help: "The label."}
#+ columns:
#+   thing: {help: "The thing."}
#+   number: {help: "Its number.", digits: 1}
SELECT ?thing ?number ?text
WHERE { ?thing sg:number ?number ;
  skos:prefLabel ?text FILTER(?number >= $least && ?number <= $most && ?text = $label) }
ORDER BY ?thing
"""


@pytest.fixture(scope="module")
def engine() -> InProcess:
    dataset = Dataset()
    dataset.update(
        'INSERT DATA { task:1 sg:number 1 ; skos:prefLabel "a" . task:2 sg:number 2 ; skos:prefLabel "b" . }'
    )
    return dataset.engine()


@pytest.fixture(scope="module")
def query() -> CannedQuery:
    return read_canned(SourceFile("queries/topic/numbers.rq", TEXT.encode()))


def test_rows_come_with_the_declared_columns(query: CannedQuery, engine: InProcess) -> None:
    table = run(query, {"least": "1", "label": "b"}, engine, TODAY)
    assert [(column.name, column.help, column.digits) for column in table.columns] == [
        ("thing", "The thing.", None),
        ("number", "Its number.", 1),
        ("text", "", None),
    ]
    assert [row["number"] for row in table] == ["2"]
    assert [row["number"] for row in table.padded()] == ["2.0"]


def test_a_default_is_bound_and_a_parameter_without_value_stays_a_variable(
    query: CannedQuery, engine: InProcess
) -> None:
    text = bound_text(query, {"least": "2", "most": ""}, engine, TODAY)
    assert '"2"^^<http://www.w3.org/2001/XMLSchema#integer> && ?number <= "9"^^<' in text
    assert "?text = $label" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "numbers needs least, for example least=2. The least number."),
        ({"least": ""}, "numbers needs least"),
        ({"least": "1", "leest": "1"}, "numbers has no parameter called 'leest'. Did you mean least?"),
        ({"colour": "red"}, "numbers has no parameter called 'colour'. It takes: least, most, label."),
        ({"least": "x"}, "least is 'x', which is no whole number"),
    ],
)
def test_wrong_values_are_named(query: CannedQuery, engine: InProcess, values: dict[str, str], words: str) -> None:
    with pytest.raises(BadParameter) as caught:
        run(query, values, engine, TODAY)
    assert words in str(caught.value)


def test_a_query_that_is_no_query_is_named(engine: InProcess) -> None:
    text = '#+ summary: "Which?"\n#+ columns: {t: {help: x}}\nSELECT ?t { ?t a }\n'
    with pytest.raises(WorkspaceError, match=r"^queries/x/y\.rq is not SPARQL: line 3, column 18: "):
        run(read_canned(SourceFile("queries/x/y.rq", text.encode())), {}, engine, TODAY)


def test_a_query_that_reaches_out_is_not_even_read() -> None:
    text = '#+ summary: "Which?"\n#+ columns: {t: {help: x}}\nSELECT ?t { SERVICE <http://127.0.0.1:1/> { ?t a ?x } }\n'
    with pytest.raises(ForbiddenQuery, match="SERVICE is not allowed"):
        read_canned(SourceFile("queries/x/y.rq", text.encode()))
