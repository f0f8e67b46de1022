"""Explanations: reasons in words, named steps, places of statements, what is missing and how sure it is."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.asking import targets_of, tasks
from skillgraph.coverage.explanation import Because, Explanation, explain
from skillgraph.coverage.matching import State, cover
from skillgraph.coverage.naming import slug
from skillgraph.coverage.world import Day, World
from skillgraph.engine import InProcess
from skillgraph.snapshot.builder import build
from skillgraph.terms import NS, Iri, compact, serialise
from skillgraph.workspace import Contents, SourceFile
from worlds import DAY, iri

Explain = Callable[..., Explanation]
CASES = Path(__file__).parents[1] / "queries" / "cases" / "who-can-cover"


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


@pytest.fixture(scope="module")
def why(world: World, snapshot_engine: InProcess, contents: Contents) -> Explain:
    """`why("H07", "43")` explains on 2026-12-01."""

    def made(holder: str, *words: str, day: Day = DAY) -> Explanation:
        return explain(world, snapshot_engine, contents, targets_of(world, words), iri("holder", holder), day)

    return made


def of_case(contents: Contents, name: str, holder: str, day: Day = DAY) -> Explanation:
    """Why a holder of a small data set covers task 1 or not."""
    data = SourceFile("data/example/case.ttl", (CASES / f"{name}.ttl").read_bytes())
    files = (*(file for file in contents.files if file.part == "ontology"), data)
    small = Contents(contents.root, files)
    engine = build(small).dataset.engine()
    return explain(load_world(engine), engine, small, [iri("task", 1)], iri("holder", holder), day)


def step_names(found: Explanation, because: Because) -> list[str]:
    return [found.steps[number].name for number in because.steps]


def test_reasons_of_task_43_in_words(why: Explain) -> None:
    assert [one.reason for one in why("H07", "43").because] == [
        "expired on 2026-09-01: Incident response 3 by H07-incident-response (peer)",
        "satisfied until 2029-03-01: Linux administration 3 by H07-linux (peer)",
        "satisfied until 2031-06-01: Operational best practices 2 by H07-operational-best-practice (manager)",
        "satisfied until 2030-03-01: Vulnerability assessment 3 by H07-vulnerability-assessment (peer)",
        "nothing recorded",
        "nothing recorded",
    ]
    assert why("H11", "43").because[0].reason == (
        "has Incident response 2 by H11-incident-response (peer), needs Incident response 3, on a basis that does not"
        " count: H11-incident-response-self (self-assessment)"
    )
    assert why("H12", "43").because[0].reason == "not in a record that is declared complete"
    assert "which includes Operational best practices 2" in why("H11", "36").because[4].reason


def test_the_steps_are_named(why: Explain) -> None:
    found = why("H07", "43")
    assert step_names(found, found.because[1]) == [
        "stated requirement", "accepted level", "attested level", "lower level", "satisfaction"
    ]  # fmt: skip
    assert step_names(found, found.because[2])[:2] == ["stated requirement", "area inheritance"]
    assert step_names(found, found.because[4]) == ["stated requirement", "accepted level"]
    entailed = why("H11", "36")
    assert "entailment" in step_names(entailed, entailed.because[4])
    role = why("H02", "role:site-reliability-engineer")
    names = {name for one in role.because for name in step_names(role, one)}
    assert {"baseline inheritance", "accepted level", "satisfaction"} <= names
    below = why("H11", "43")
    assert step_names(below, below.because[0])[-2:] == ["below level", "excluded basis"]
    missing = why("H12", "43")
    assert step_names(missing, missing.because[0])[-1] == "complete record"


@pytest.mark.parametrize("holder", ["H03", "H11", "H12"])
def test_each_step_is_in_the_graph_and_each_statement_where_it_is_said_to_be(
    why: Explain, snapshot_engine: InProcess, contents: Contents, holder: str
) -> None:
    found = why(holder, "group=UK")
    texts = {file.path: file.content.decode().splitlines() for file in contents.files}
    assert len(found.statements) > 300
    for one in found.statements:
        line = texts[one.path][one.line - 1]
        written = compact(str(one.object)) if isinstance(one.object, Iri) else str(one.object)
        assert written in line
        assert compact(one.predicate) in line or line.startswith("        ")
    for number, step in enumerate(found.steps):
        assert max(step.steps, default=-1) < number
        if step.conclusion:
            subject, predicate, thing = step.conclusion
            said = f"ASK {{ {serialise(Iri(subject))} {serialise(Iri(predicate))} {serialise(Iri(thing))} }}"
            assert str(snapshot_engine.select(said).rows[0][0]) == "true", step
        assert step.statements or step.steps


def test_everything_can_be_explained(world: World, why: Explain) -> None:
    for number, task in enumerate(tasks(world)):
        for day in (DAY, Day(2029, 1, 1)):
            match = cover(world, [task], day)[number % len(world.holders)]
            found = why(slug(match.holder), slug(task), day=day)
            assert found.match == match
            assert [one.answer for one in found.because] == [*match.essential, *match.optional_answers]
            for one in found.because:
                names = step_names(found, one)
                assert ("satisfaction" in names) == (one.answer.state in (State.SATISFIED, State.EXPIRED))
                assert names[0] == "stated requirement"


def test_what_blocks_everybody_is_named(why: Explain) -> None:
    found = why("H12", "33")
    assert [(slug(one.requirement), one.unknown) for one in found.blocking] == [("33-certificate-authority", 0)]
    assert why("H12", "43").blocking == ()


def test_how_sure_it_is(why: Explain) -> None:
    found = why("H07", "43")
    assert found.layers == ("interpretation", "example")
    assert found.confidence == "low"
    assert [slug(one.iri) for one in found.judgements][:2] == ["43-system-reliability", "43-linux"]
    assert found.unreviewed == found.judgements
    assert not dataclasses.replace(found.judgements[0], review_status="disputed").is_reviewed
    assert dataclasses.replace(found.judgements[0], review_status="reviewed").is_reviewed


def test_the_commits_are_those_of_the_lines(world: World, snapshot_engine: InProcess, contents: Contents) -> None:
    asked: list[tuple[str, frozenset[int]]] = []

    def commits(file: SourceFile, lines: Collection[int]) -> Mapping[int, str]:
        asked.append((file.path, frozenset(lines)))
        return {line: f"{file.path}@{line}" for line in lines if line % 2}

    found = explain(world, snapshot_engine, contents, [iri("task", 43)], iri("holder", "H07"), DAY, commits=commits)
    assert len(asked) == len({path for path, _ in asked}) == 4
    for one in found.statements:
        assert one.commit == (f"{one.path}@{one.line}" if one.line % 2 else "")


def test_the_name_is_made_of_the_question_and_the_files(why: Explain, contents: Contents) -> None:
    assert slug(why("H07", "43").iri) == f"task-43--H07--2026-12-01--{contents.digest[:16]}"
    assert re.fullmatch(r"[0-9a-f]{16}--H07--2026-12-01--[0-9a-f]{16}", slug(why("H07", "group=UK").iri))
    assert why("H07", "43") == why("H07", "43")


def test_alternatives_and_what_has_no_requirement(contents: Contents) -> None:
    one = of_case(contents, "one-alternative-suffices", "H01")
    assert any(each.predicate == f"{NS}alternative" for each in one.statements)
    assert {"accepted level", "satisfaction"} <= set(step_names(one, one.because[0]))
    none = of_case(contents, "no-essential-requirement", "H01")
    assert (none.match.status.value, none.additions.sets) == ("unknown", ())
    assert none.confidence == ""


CIRCLE = """@prefix necessity: <https://w3id.org/skillgraph/id/necessity/> .
@prefix requirement: <https://w3id.org/skillgraph/id/requirement/> .
@prefix role: <https://w3id.org/skillgraph/id/role/> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skill: <https://w3id.org/skillgraph/id/skill/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/skillgraph/id/holder/H01> a sg:SyntheticHolder .
skill:git a sg:ToolSkill ; skos:prefLabel "Git"@en .
role:one a sg:RoleClass ; sg:baseline role:two , role:three .
role:two a sg:RoleClass ; sg:baseline role:one .
role:three a sg:RoleClass ; sg:statesRequirement requirement:git .
requirement:git a sg:Requirement ; sg:skill skill:git ; sg:level 1 ; sg:weight 1.0 ; sg:necessity necessity:essential .
"""


def test_a_circle_of_baselines_is_left_again(contents: Contents) -> None:
    files = (file for file in contents.files if file.part == "ontology")
    small = Contents(contents.root, (*files, SourceFile("data/example/case.ttl", CIRCLE.encode())))
    engine = build(small).dataset.engine()
    found = explain(load_world(engine), engine, small, [iri("role", "two")], iri("holder", "H01"), DAY)
    names = ["stated requirement", "baseline inheritance", "baseline inheritance", "accepted level"]
    assert step_names(found, found.because[0]) == names
    held = [step.conclusion[0].rpartition("/")[2] for step in found.steps if step.conclusion][:3]
    assert held == ["three", "one", "two"]
