"""A canned query in the list of queries: everything that a client needs to make a function of it."""

from __future__ import annotations

from skillgraph.describe.listed import listed
from skillgraph.queries import read_canned
from skillgraph.workspace import SourceFile

TEXT = """\
#+ summary: Which?
#+ params:
#+   task: {type: iri, class: "sg:ServiceTask", required: true, help: "The task.", example: "43"}
#+   levels: {type: list, of: integer, help: "The levels."}
#+   kind: {type: enum, values: [one, two], default: one, help: "The kind."}
#+ columns:
#+   fte: {help: "FTE.", digits: 2}
#+   name: {help: "Its name."}
SELECT ?fte ?name { $task sg:fte ?fte ; sg:kind $kind ; skos:prefLabel ?name FILTER(?fte IN ($levels)) }
"""


def test_parameters_and_columns_are_told_in_full() -> None:
    found = listed(read_canned(SourceFile("queries/topic/which-one.rq", TEXT.encode())), "http://localhost:8000")
    rest = {"help": "The task.", "values": None, "default": None, "of": None, "class": "sg:ServiceTask"}
    assert found["parameters"][0] == {"name": "task", "type": "iri", "required": True, "example": "43", **rest}
    levels, kind = found["parameters"][1:]
    assert (levels["type"], levels["of"], levels["class"]) == ("list", "integer", None)
    assert (kind["values"], kind["default"], kind["example"]) == (["one", "two"], "one", "one")
    assert found["columns"] == [
        {"name": "fte", "type": None, "help": "FTE.", "digits": 2},
        {"name": "name", "type": None, "help": "Its name.", "digits": None},
    ]
    assert (found["name"], found["topic"], found["url"]) == (
        "which-one",
        "topic",
        "http://localhost:8000/queries/which-one",
    )
