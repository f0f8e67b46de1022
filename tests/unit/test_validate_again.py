"""Validating again gives what validating from scratch gives, whatever was edited, and runs few shapes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

import pyshacl
import pytest
import rdflib

from skillgraph.engine import Dataset
from skillgraph.errors import InvalidWorkspace, WorkspaceError
from skillgraph.findings import Finding
from skillgraph.snapshot import Built, build
from skillgraph.turtle import KeptFiles, Places, parse_files
from skillgraph.validate.again import Validator, clusters
from skillgraph.validate.graph import ValidationGraph
from skillgraph.validate.shacl import report_findings, validate
from skillgraph.workspace import Contents, SourceFile

Make = Callable[..., Contents]


class Counting(Validator):
    """Counts the runs of shapes."""

    ran = 0

    def _run(self, shacl: object, shape: object, focus_nodes: object) -> object:  # type: ignore[override]
        self.ran += 1
        return super()._run(shacl, shape, focus_nodes)  # type: ignore[arg-type]


def edited(contents: Contents, path: str, change: Callable[[str], str]) -> Contents:
    files = tuple(
        SourceFile(path, change(file.content.decode()).encode()) if file.path == path else file
        for file in contents.files
    )
    return replace(contents, files=files)


def judged(contents: Contents, built: Built) -> tuple[Finding, ...]:
    """The findings of pySHACL's own run over all shapes at once."""
    read = Dataset()
    for parsed in parse_files(contents.turtle("shapes")):
        read.load(parsed.quads())
    shapes = ValidationGraph(read.union())
    _, report, _ = pyshacl.validate(ValidationGraph(built.closed), shacl_graph=shapes, inference="none", inplace=True)
    assert isinstance(report, rdflib.Graph)
    return report_findings(report, shapes, built.closed, built.places)


def agrees(validator: Validator, contents: Contents) -> int:
    """Checks that both ways find the same; gives how much that is."""
    built = build(contents)
    shapes = list(contents.turtle("shapes"))
    found = validator.validate(shapes, built.closed, built.places)
    assert found == judged(contents, built)
    return len(found)


@pytest.mark.slow
def test_edits_of_the_shipped_workspace(contents: Contents) -> None:
    chance = random.Random(3)  # noqa: S311  # the same edits every time
    validator = Counting(KeptFiles().parse_files)
    assert agrees(validator, contents) == 0
    everything, validator.ran = validator.ran, 0
    places = [file.path for file in contents.files if file.path.endswith(".ttl") and "annex" not in file.path]
    found = broken = 0
    for _ in range(10):
        path = chance.choice(places)
        try:
            found += agrees(validator, edited(contents, path, lambda text: spoilt(text, chance)))
        except InvalidWorkspace:
            broken += 1
        except WorkspaceError:
            broken += 1
    assert broken < 4
    assert found > 0
    assert validator.ran < everything * 5
    validator.ran = 0
    assert agrees(validator, contents) == 0


def spoilt(text: str, chance: random.Random) -> str:
    """The text with one of its lines in the middle of a statement left out, doubled or changed."""
    lines = text.split("\n")
    inside = [i for i, line in enumerate(lines) if re.match(r"    \S.* ;$", line)]
    at = chance.choice(inside)
    kind = chance.randrange(3)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines[at] = re.sub(r"\b1\b", "77", lines[at].replace('"@en', ' again"@en'))
    else:
        lines[at] = re.sub(r"([\w-]+:[\w-]+) ;$", "sg:Unheard ;", lines[at])
    return "\n".join(lines)


EDITS: list[tuple[str, str, str]] = [
    ("data/seed/one.ttl", "sg:number 1", "sg:number 41"),
    ("data/seed/one.ttl", "sg:number 1", "sg:count 1"),
    ("data/seed/one.ttl", "sg:number 1", "sg:number 1 , 2"),
    ("data/seed/one.ttl", "sg:number 1", "sg:number <<( <urn:s> <urn:p> 50 )>> , 50"),
    ("data/example/two.ttl", "a sg:ServiceTask", "a sg:Other"),
    ("data/example/two.ttl", "sg:number 2", 'sg:number "02"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ("ontology/core.ttl", "sg:ServiceTask rdfs:subClassOf sg:Activity .", "sg:Small rdfs:subClassOf sg:ServiceTask ."),
    ("shapes/task.ttl", "sh:minCount 1", "sh:minCount 2"),
    ("shapes/task.ttl", "sh:severity sh:Warning", "sh:severity sh:Info"),
    ("shapes/task.ttl", "sh:property sgsh:Task-number", "sh:deactivated true"),
    ("shapes/task.ttl", "A task has a number.", "Number it."),
    ("shapes/task.ttl", ">= 40", ">= 1"),
    ("shapes/task.ttl", "sh:targetClass sg:ServiceTask", "sh:targetNode <urn:x>"),
]


@pytest.mark.parametrize("seed", range(4))
def test_edits_of_a_small_workspace_one_after_another(make_contents: Make, small: dict[str, str], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same edits every time
    contents = make_contents(small)
    validator = Validator()
    found = set()
    for _ in range(20):
        now = contents
        for path, old, new in chance.sample(EDITS, chance.randrange(4)):
            now = edited(now, path, lambda text, old=old, new=new: text.replace(old, new))  # type: ignore[misc]
        found.add(agrees(validator, now))
    assert len(found) > 2


def test_only_shapes_that_read_what_changed_are_run_again(make_contents: Make, small: dict[str, str]) -> None:
    contents = make_contents(small)
    validator = Counting()
    agrees(validator, contents)
    assert validator.ran == 2
    for change, ran in (
        (lambda text: text + "# a comment\n", 0),
        (lambda text: text + "task:1 sg:unread 5 .\n", 0),
        (lambda text: text.replace("number 1", "number 3"), 2),
    ):
        agrees(validator, contents)
        validator.ran = 0
        agrees(validator, edited(contents, "data/seed/one.ttl", change))
        assert validator.ran == ran


def test_two_literals_that_rdflib_holds_for_one() -> None:
    """Taking one of them away leaves the other: as text they differ, in rdflib's memory they are the same."""
    shape = b"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix sg: <https://w3id.org/skillgraph/ns#> .
    sg:S a sh:NodeShape ; sh:targetSubjectsOf sg:at ; sh:property sg:P .
    sg:P a sh:PropertyShape ; sh:path sg:at ; sh:minCount 1 .
    sg:Q a sh:NodeShape ; sh:targetNode sg:a ; sh:property sg:P ."""
    shapes = [SourceFile("shapes/s.ttl", shape)]
    values = ['"2026-01-01T00:00:00Z"^^xsd:dateTime', '"2026-01-01T00:00:00+00:00"^^xsd:dateTime']
    validator = Validator()
    for chosen in (values, values[:1], values[1:], [], values, values[1:], []):
        closed = Dataset()
        for value in chosen:
            closed.update(f"INSERT DATA {{ sg:a sg:at {value} }}")
        found = validator.validate(shapes, closed, Places([]))
        assert found == validate(shapes, closed, Places([]))
        assert bool(found) == (not chosen)


def test_shapes_that_cannot_be_used_are_said_so_and_forgotten(make_contents: Make, small: dict[str, str]) -> None:
    contents = make_contents(small)
    validator = Validator()
    agrees(validator, contents)
    wrong = edited(contents, "shapes/task.ttl", lambda text: text.replace("sh:minCount 1", 'sh:minCount "one"'))
    built = build(wrong)
    with pytest.raises(WorkspaceError, match=r"^The shape sgsh:Task cannot be used: .*minCount"):
        validator.validate(wrong.turtle("shapes"), built.closed, built.places)
    assert agrees(validator, contents) == 0


@pytest.mark.parametrize(
    ("triples", "together"),
    [
        ("a-p-b b-p-c d-p-e", [{"a", "b"}, {"d"}]),
        ("a-p-x b-p-x", [{"a"}, {"b"}]),
        ("a-p-c b-p-c c-p-x", [{"a", "b", "c"}]),
        ("a-p-a", [{"a"}]),
    ],
)
def test_clusters_are_what_hangs_together(triples: str, together: list[set[str]]) -> None:
    given = frozenset(triple.replace("-", " ").encode() for triple in triples.split())
    found = clusters(given)
    groups = {frozenset(subject for subject, cluster in found.items() if cluster == one) for one in found.values()}
    assert groups == {frozenset(subject.encode() for subject in group) for group in together}
