"""Validation results as findings: file, place, message, shape and severity."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from skillgraph.errors import InvalidWorkspace
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
