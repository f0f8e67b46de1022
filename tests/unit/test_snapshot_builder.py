"""Building: what lies in which graph, and that the same files give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from skillgraph.engine import Dataset
from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Severity
from skillgraph.snapshot import build
from skillgraph.snapshot.builder import FILES, OWL_RL
from skillgraph.terms import GRAPH
from skillgraph.workspace import Contents

Make = Callable[..., Contents]


def graphs_of(dataset: Dataset, triple: str) -> set[str]:
    """The graphs that hold a triple, without their common start."""
    rows = dataset.engine().select(f"SELECT ?g WHERE {{ GRAPH ?g {{ {triple} }} }}").rows
    return {str(row[0]).removeprefix(GRAPH) for row in rows}


@pytest.mark.parametrize(
    ("triple", "graphs"),
    [
        ("task:1 sg:number 1", {"data/seed/one.ttl"}),
        ("task:1 a sg:Counted", {"inferred/counted"}),
        ("task:1 a sg:Activity", {"inferred/owl-rl"}),
        ("task:2 sg:after task:1", {"inferred/owl-rl"}),
        ("task:1 a sg:Big", {"inferred/owl-rl"}),
        ("task:2 a sg:Second", {"inferred/second"}),
        ("task:1 a sg:Second", set()),
        ("task:1 a sg:OnlyInDl", set()),
        ("sg:ServiceTask rdfs:subClassOf sg:OnlyInDl", {"ontology/annex/dl.ttl"}),
        (f"<{GRAPH}data/example/two.ttl> sg:layer layer:example", {"inferred/files"}),
        (f"<{GRAPH}ontology/core.ttl> sg:layer layer:vocabulary", {"inferred/files"}),
        (f'<{GRAPH}data/seed/one.ttl> sg:path "data/seed/one.ttl"', {"inferred/files"}),
    ],
)
def test_every_statement_lies_in_the_graph_of_its_origin(
    make_contents: Make, small: dict[str, str], triple: str, graphs: set[str]
) -> None:
    assert graphs_of(build(make_contents(small)).dataset, triple) == graphs


def test_the_closed_union_holds_everything_but_the_annex(make_contents: Make, small: dict[str, str]) -> None:
    closed = build(make_contents(small)).closed
    held = {(str(s), str(p), str(o)) for s, p, o, _ in closed.triples()}
    assert not any("OnlyInDl" in value for _, _, value in held)
    assert any(value.endswith("#Big") for _, _, value in held)
    assert {graph for *_, graph in closed.triples()} == {""}
    assert OWL_RL != FILES


def test_the_same_files_give_the_same_bytes_in_whatever_order(make_contents: Make, small: dict[str, str]) -> None:
    contents = make_contents(small)
    first = build(contents).dataset.dump_nquads()
    assert first == build(make_contents(dict(reversed(small.items())), "elsewhere")).dataset.dump_nquads()
    for files in (contents.files[::-1], contents.files[3:] + contents.files[:3]):
        assert first == build(replace(contents, files=files)).dataset.dump_nquads()
    assert first == b"".join(sorted(first.splitlines(keepends=True)))


def test_a_broken_axiom_is_a_finding(make_contents: Make, small: dict[str, str]) -> None:
    small["data/example/two.ttl"] += "task:1 sg:number 7 .\n"
    (finding,) = build(make_contents(small)).clashes()
    assert (finding.code, finding.severity) == ("SG301", Severity.VIOLATION)
    assert finding.message == "task:1 has two values of sg:number, which allows one."


def test_files_that_do_not_parse_are_all_named(make_contents: Make, small: dict[str, str]) -> None:
    small["data/seed/one.ttl"] += "task:1 a"
    small["data/example/two.ttl"] = "   \n"
    with pytest.raises(InvalidWorkspace) as caught:
        build(make_contents(small))
    assert [(found.path, found.code) for found in caught.value.findings] == [
        ("data/example/two.ttl", "SG102"),
        ("data/seed/one.ttl", "SG101"),
    ]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("#+ summary: What?\n#+ stage: later", "a rule's header needs a summary and a stage"),
        ("#+ stage: before", "a rule's header needs a summary and a stage"),
        ("# nothing", "has no '#\\+' header"),
    ],
)
def test_a_rule_without_its_header_is_named(
    make_contents: Make, small: dict[str, str], header: str, words: str
) -> None:
    small["ontology/rules/30-x.rq"] = f"{header}\nCONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(InvalidWorkspace) as caught:
        build(make_contents(small))
    (found,) = caught.value.findings
    assert (found.code, found.path) == ("SG401", "ontology/rules/30-x.rq")
    assert re.search(words, found.message)


def test_a_rule_that_reaches_out_is_refused(make_contents: Make, small: dict[str, str]) -> None:
    rule = (
        "#+ summary: Reaches out.\n#+ stage: before\nCONSTRUCT WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }\n"
    )
    with pytest.raises(InvalidWorkspace, match=r"ontology/rules/30-out\.rq:1:1 SG402 SERVICE is not allowed"):
        build(make_contents({**small, "ontology/rules/30-out.rq": rule}))


def test_rules_that_are_no_queries_are_all_named(make_contents: Make, small: dict[str, str]) -> None:
    small["ontology/rules/10-counted.rq"] = small["ontology/rules/10-counted.rq"].replace("CONSTRUCT", "CONSTRUKT")
    small["ontology/rules/20-second.rq"] = small["ontology/rules/20-second.rq"].replace("?other }", "?other")
    with pytest.raises(InvalidWorkspace) as caught:
        build(make_contents(small))
    assert [found.place() for found in caught.value.findings] == [
        "ontology/rules/10-counted.rq:3:1",
        "ontology/rules/20-second.rq:3:40",
    ]
