"""Validation results as findings: file, place, message, shape and severity."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from skillgraph.errors import InvalidWorkspace, WorkspaceError
from skillgraph.findings import Finding, Severity
from skillgraph.snapshot import examine
from skillgraph.terms import ID, SHAPES
from skillgraph.workspace import Contents

Make = Callable[..., Contents]


def findings(make: Make, files: dict[str, str]) -> tuple[Finding, ...]:
    return examine(make(files))[1]


def test_a_good_workspace_has_none(make_contents: Make, small: dict[str, str]) -> None:
    assert findings(make_contents, small) == ()


def test_a_missing_value_is_placed_at_its_subject(make_contents: Make, small: dict[str, str]) -> None:
    small["data/example/two.ttl"] = small["data/example/two.ttl"].replace("sg:number 2", "sg:count 2")
    (found,) = findings(make_contents, small)
    assert (found.code, found.severity) == ("SG201", Severity.VIOLATION)
    assert found.path == "data/example/two.ttl"
    assert found.message == "task:2: A task has a number."
    assert (found.focus, found.shape) == (f"{ID}task/2", f"{SHAPES}Task-number")


def test_a_sparql_constraint_is_evaluated_and_its_severity_kept(make_contents: Make, small: dict[str, str]) -> None:
    small["data/seed/one.ttl"] = small["data/seed/one.ttl"].replace("number 1", "number 40")
    (found,) = findings(make_contents, small)
    assert (found.severity, found.path) == (Severity.WARNING, "data/seed/one.ttl")
    assert found.message == "task:1: A number is below 40. (found: 40)"
    assert found.shape == f"{SHAPES}Task-late"


def test_inferred_classes_are_targets_too(make_contents: Make, small: dict[str, str]) -> None:
    small["ontology/core.ttl"] += "sg:Small rdfs:subClassOf sg:ServiceTask .\n"
    small["data/seed/three.ttl"] = small["data/seed/one.ttl"].split("task:1 a")[0] + "task:3 a sg:Small .\n"
    (found,) = findings(make_contents, small)
    assert (found.path, found.focus) == ("data/seed/three.ttl", f"{ID}task/3")


def test_findings_are_ordered_by_place(make_contents: Make, small: dict[str, str]) -> None:
    for path in ("data/seed/one.ttl", "data/example/two.ttl"):
        small[path] = small[path].replace("sg:number", "sg:count")
    assert [found.path for found in findings(make_contents, small)] == ["data/example/two.ttl", "data/seed/one.ttl"]


def test_a_shapes_file_that_does_not_parse_is_named(make_contents: Make, small: dict[str, str]) -> None:
    small["shapes/task.ttl"] += "sgsh:X a"
    with pytest.raises(InvalidWorkspace, match=r"shapes/task\.ttl:\d+"):
        findings(make_contents, small)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("sh:path sg:number ; sh:minCount 'one'", "The shape sgsh:X cannot be used: MinCount"),
        ("sh:path sg:number ; sh:pattern '('", "The shape sgsh:X cannot be used: missing )"),
        ("sh:path 3 ; sh:minCount 1", "The shape sgsh:X cannot be used: Values of a property path"),
        (
            "sh:sparql [ sh:select 'SELECT $this { $this a' ]",
            "The shape sgsh:X cannot be used: its query is not SPARQL: ",
        ),
        (
            "sh:sparql [ sh:select 'SELECT $this { SERVICE <http://x.example/> { } }' ]",
            "The shape sgsh:X cannot be used: A SPARQL Constraint must not contain a federated query",
        ),
    ],
)
def test_a_shape_that_cannot_be_used_is_named(
    make_contents: Make, small: dict[str, str], capfd: pytest.CaptureFixture[str], said: str, words: str
) -> None:
    small["shapes/task.ttl"] += f"sgsh:X sh:targetClass sg:ServiceTask ; {said} .\n"
    with pytest.raises(WorkspaceError, match=f"^{re.escape(words)}") as caught:
        findings(make_contents, small)
    assert caught.value.hint
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2.0", "(found: 2, which is xsd:decimal and not xsd:integer)"),
        ('"two"', "(found: two, which is xsd:string and not xsd:integer)"),
        ('"two"@en', "(found: two, which is rdf:langString and not xsd:integer)"),
        ('"two"^^xsd:integer', "(found: two, which is no xsd:integer)"),
        ('"""two\nthree"""', "(found: two three, which is xsd:string and not xsd:integer)"),
        (f'"{"x" * 5000}"', f"(found: {'x' * 97}..., which is xsd:string and not xsd:integer)"),
    ],
)
def test_a_value_of_the_wrong_datatype_says_what_it_is(
    make_contents: Make, small: dict[str, str], capfd: pytest.CaptureFixture[str], value: str, words: str
) -> None:
    xsd = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    small["shapes/task.ttl"] = xsd + small["shapes/task.ttl"] + "sgsh:Task-number sh:datatype xsd:integer .\n"
    path = "data/example/two.ttl"
    small[path] = xsd + small[path].replace("sg:number 2", f"sg:number {value}")
    (found,) = (one for one in findings(make_contents, small) if one.code == "SG204")
    assert found.message.endswith(words)
    assert capfd.readouterr().err == ""  # rdflib writes a traceback for each value that is not of its datatype


def test_a_node_without_a_name_is_called_so(make_contents: Make, small: dict[str, str]) -> None:
    small["data/example/two.ttl"] += "task:2 sg:after [ a sg:ServiceTask ] .\n"
    found = next(one for one in findings(make_contents, small) if one.code == "SG201")
    assert found.message == "A node without a name: A task has a number."


def test_a_warning_hides_no_violation_without_a_place(make_contents: Make, small: dict[str, str]) -> None:
    small["data/seed/one.ttl"] = small["data/seed/one.ttl"].replace("number 1", "number 40")
    small["shapes/task.ttl"] += (
        "sgsh:Lost sh:targetNode sg:nowhere ; sh:property [ sh:path sg:number ; sh:minCount 1 ] .\n"
    )
    assert {(one.severity, bool(one.path)) for one in findings(make_contents, small)} == {
        (Severity.WARNING, True),
        (Severity.VIOLATION, False),
    }
