"""Every type of parameter, good and bad, and the hints that follow a bad one."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from skillgraph.engine import Dataset
from skillgraph.errors import BadParameter, WorkspaceError
from skillgraph.queries.parameters import Context, Parameter, read_parameter, to_sparql
from skillgraph.terms import ID, NS, XSD

DATA = """INSERT DATA {
  task:1 a sg:ServiceTask ; skos:prefLabel "Service registry (GOCDB)"@en .
  task:13 a sg:ServiceTask ; skos:prefLabel "Security"@en .
  task:43 a sg:ServiceTask ; skos:prefLabel "Security"@en ; skos:notation "S-43" .
  site:north a sg:Site ; skos:prefLabel "Größe"@de . site:south a sg:Site . site:west a sg:Site .
  level:1 a sg:Level ; skos:notation "basic" .
}"""


@pytest.fixture(scope="module")
def context() -> Context:
    dataset = Dataset()
    dataset.update(DATA)
    return Context(dataset.engine(), datetime.date(2026, 12, 1))


def parameter(kind: str, **more: Any) -> Parameter:
    return Parameter("p", kind, "What it is.", True, **more)


TASK = parameter("iri", cls=NS + "ServiceTask")
SITE = parameter("iri", cls=NS + "Site")
LEVEL = parameter("iri", cls=NS + "Level")
NOBODY = parameter("iri", cls=NS + "Nobody")
ANY = parameter("iri")
ENUM = parameter("enum", values=("red", "green"))


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<{XSD}{datatype}>'


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        (parameter("integer"), "43", typed("43", "integer")),
        (parameter("integer"), " -007 ", typed("-7", "integer")),
        (parameter("integer"), "+1", typed("1", "integer")),
        (parameter("decimal"), "0.25", typed("0.25", "decimal")),
        (parameter("decimal"), "-3", typed("-3", "decimal")),
        (parameter("string"), 'a "b" $x', '"a \\"b\\" $x"'),
        (parameter("date"), "2026-12-01", typed("2026-12-01", "date")),
        (parameter("date"), "2024-02-29", typed("2024-02-29", "date")),
        (parameter("date"), "today", typed("2026-12-01", "date")),
        (parameter("boolean"), "true", typed("true", "boolean")),
        (ENUM, "red", '"red"'),
        (TASK, "43", f"<{ID}task/43>"),
        (TASK, "task:43", f"<{ID}task/43>"),
        (TASK, f"<{ID}task/43>", f"<{ID}task/43>"),
        (TASK, f"{ID}task/43", f"<{ID}task/43>"),
        (TASK, "Service registry (GOCDB)", f"<{ID}task/1>"),
        (TASK, "service registry gocdb", f"<{ID}task/1>"),
        (TASK, "S-43", f"<{ID}task/43>"),
        (LEVEL, "basic", f"<{ID}level/1>"),
        (SITE, "größe", f"<{ID}site/north>"),
        (ANY, "task:43", f"<{ID}task/43>"),
        (ANY, f"<{ID}site/north>", f"<{ID}site/north>"),
        (parameter("list", of="integer"), "1, 2,,3", ", ".join(typed(n, "integer") for n in "123")),
        (parameter("list", of="iri", cls=NS + "Site"), "north,site:south", f"<{ID}site/north>, <{ID}site/south>"),
        (parameter("list", of="enum", values=("a", "b")), "b", '"b"'),
    ],
)
def test_good_values(context: Context, declared: Parameter, text: str, expected: str) -> None:
    assert to_sparql(declared, text, context) == expected


@pytest.mark.parametrize(
    ("declared", "text", "words"),
    [
        (parameter("integer"), "1.5", "p is '1.5', which is no whole number. What it is."),
        (parameter("integer"), "1" * 19, "which is no whole number"),
        (parameter("integer"), "", "which is no whole number"),
        (parameter("decimal"), "1e3", "which is no decimal number such as 0.25"),
        (parameter("decimal"), "0.1234567", "which is no decimal number"),
        (parameter("decimal"), "\u0663.\u0665", "which is no decimal number"),
        (parameter("decimal"), ".", "which is no decimal number"),
        (parameter("date"), "2026-13-01", "which is no date. Dates are written 2026-12-01, or 'today'."),
        (parameter("date"), "2023-02-29", "which is no date"),
        (parameter("date"), "20261201", "which is no date"),
        (parameter("date"), "2026-W01-1", "which is no date"),
        (parameter("boolean"), "True", "It takes true or false."),
        (ENUM, "blue", "p is 'blue'. It takes one of: red, green."),
        (parameter("list", of="integer"), " , ", "p is empty. Give one value or several"),
        (parameter("list", of="integer"), "1,x", "p is 'x', which is no whole number"),
        (TASK, "99", "There is no task 99. Tasks go from 1 to 43."),
        (TASK, "task:99", "There is no task 99. Tasks go from 1 to 43."),
        (TASK, "Security", "Security names 2 things. Write task:13 or task:43."),
        (TASK, "site:north", "There is no task site:north."),
        (TASK, "?!", "There is no task ?!."),
        (SITE, "nroth", "There is no site nroth. Did you mean north or south?"),
        (SITE, "zzzz", "There is no site zzzz. There are: north, south, west."),
        (NOBODY, "x", "There is no p x."),
        (ANY, "43", "p is '43', which names nothing. Write it as task:33 or as an IRI."),
        (ANY, "task:99", "Nothing is said about task:99. Tasks go from 1 to 43."),
        (ANY, "site:noth", "Nothing is said about site:noth. Did you mean north or south?"),
        (ANY, "vo:x", "Nothing is said about vo:x."),
        (ANY, "http://[", "Nothing is said about http://[."),
        (ANY, "http://a/\x01", "Nothing is said about"),
        (ANY, "<http://a/> ?p ?o } #", "which names nothing"),
        (ANY, "http://a/>", "which names nothing"),
    ],
)
def test_bad_values_say_what_to_do(context: Context, declared: Parameter, text: str, words: str) -> None:
    with pytest.raises(BadParameter) as caught:
        to_sparql(declared, text, context)
    assert words in str(caught.value)
    assert "There are: ." not in str(caught.value)


def test_a_row_becomes_a_parameter() -> None:
    row = {"type": "iri", "help": "The task.", "class": "sg:ServiceTask", "required": True, "example": "43"}
    assert read_parameter("task", row, "q.rq") == Parameter(
        "task", "iri", "The task.", True, cls=NS + "ServiceTask", example="43"
    )
    row = {"type": "date", "help": "The day.", "default": "today"}
    assert read_parameter("day", row, "q.rq") == Parameter(
        "day", "date", "The day.", False, default="today", example="today"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("iri", "the parameter p is not well formed. It needs type and help"),
        ({"type": "iri"}, "not well formed"),
        ({"type": "iri", "help": "h", "colour": "red"}, "not well formed"),
        ({"type": "float", "help": "h"}, "p has no known type. Types: iri, integer"),
        ({"type": "list", "help": "h"}, "p has no known type"),
        ({"type": "list", "of": "list", "help": "h"}, "p has no known type"),
        ({"type": "iri", "help": "h", "class": "nobody:X"}, "the class nobody:X of p has an unknown prefix"),
        ({"type": "enum", "help": "h"}, "p needs a list of values"),
        ({"type": "enum", "help": "h", "values": None}, "p needs a list of values"),
        ({"type": "enum", "help": "h", "values": "red"}, "p needs a list of values"),
    ],
)
def test_a_row_that_is_not_well_formed_names_the_file(row: Any, words: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        read_parameter("p", row, "queries/t/q.rq")
    assert str(caught.value).startswith("queries/t/q.rq: ")
    assert words in str(caught.value)
