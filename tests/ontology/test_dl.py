"""HermiT as the judge of the whole: consistent as shipped, and not so when something is broken on purpose."""

from __future__ import annotations

import pytest

from skillgraph.reason.axioms import Triple
from skillgraph.reason.dl import DLReport, classify
from skillgraph.terms import OWL, RDF_TYPE, XSD, Iri, Literal, expand

A = Iri(RDF_TYPE)


def iri(name: str) -> Iri:
    return Iri(expand(name) or "")


def members(triples: list[Triple], cls: str) -> list[Iri]:
    return sorted((s for s, p, o in triples if p == A and o == iri(cls) and isinstance(s, Iri)), key=str)


@pytest.mark.xdist_group("hermit")
@pytest.mark.slow
def test_everything_is_consistent(report: DLReport, data: list[Triple]) -> None:
    assert report.consistent
    assert report.unsatisfiable == ()
    dates = {triple for triple in data if isinstance(triple[2], Literal) and triple[2].datatype == XSD + "date"}
    assert 0 < len(dates) <= report.left_out < 2000


@pytest.mark.xdist_group("hermit")
@pytest.mark.slow
def test_the_defined_classes_have_their_members(report: DLReport) -> None:
    tasks = {
        name: sorted(int(s.value.rpartition("/")[2]) for s, o in report.types if o == iri(name))
        for name in ("sg:LeadershipTask", "sg:RequiredUninvolvedTask")
    }
    assert tasks["sg:LeadershipTask"] == [4, 13, 15, 24, 25]
    assert tasks["sg:RequiredUninvolvedTask"] == [3, 5, 7, 8, 10, 11, 12, 16, 17]


@pytest.mark.xdist_group("hermit")
@pytest.mark.slow
def test_a_defined_class_is_sorted_in(report: DLReport) -> None:
    assert (iri("sg:RequiredUninvolvedTask"), iri("sg:ServiceTask")) in report.subclasses


def broken_by(case: str, triples: list[Triple]) -> list[Triple]:
    """The statements that break the workspace in one way."""
    if case == "a task that is also a group":
        return [(iri("task:43"), A, iri("sg:TaskGroup"))]
    if case == "a vacant post that is held":
        return [(members(triples, "sg:VacantPost")[0], iri("org:heldBy"), iri("holder:H01"))]
    if case == "a skill of two sorts":
        skill = members(triples, "sg:ToolSkill")[0]
        return [(skill, A, iri("sg:SoftSkill"))]
    if case == "a fifth level":
        levels = [iri(f"level:{rank}") for rank in (1, 2, 3, 4, 5)]
        other = Iri(OWL + "differentFrom")
        return [(levels[4], A, iri("sg:Level")), *((levels[4], other, level) for level in levels[:4])]
    assert case == "a number that is text"
    return [(iri("task:43"), iri("sg:number"), Literal("forty-three"))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        "a task that is also a group",
        "a vacant post that is held",
        "a skill of two sorts",
        "a fifth level",
        "a number that is text",
    ],
)
def test_a_broken_copy_is_inconsistent(
    case: str, ontology: list[Triple], annex: list[Triple], data: list[Triple], java: str
) -> None:
    whole = [*ontology, *annex, *data]
    wrong = broken_by(case, whole)
    assert not set(wrong) & set(whole)
    found = classify([*whole, *wrong], java=java, timeout_s=300)
    assert not found.consistent
    assert (found.unsatisfiable, found.types, found.subclasses) == ((), (), ())
