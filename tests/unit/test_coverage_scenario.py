"""What if: changed worlds, their findings, and what a change does to answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.naming import find, slug
from skillgraph.coverage.questions import ALWAYS, ask
from skillgraph.coverage.scenario import ADDED, changed, compare, evaluate, without
from skillgraph.coverage.world import World
from skillgraph.engine import InProcess
from skillgraph.errors import InvalidWorkspace, WorkspaceError
from skillgraph.workspace import Contents, SourceFile
from worlds import DAY, derived, small

PREFIXES = """@prefix attestation: <https://w3id.org/skillgraph/id/attestation/> .
@prefix attestation-status: <https://w3id.org/skillgraph/id/attestation-status/> .
@prefix basis: <https://w3id.org/skillgraph/id/basis/> .
@prefix holder: <https://w3id.org/skillgraph/id/holder/> .
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix skill: <https://w3id.org/skillgraph/id/skill/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
LEVEL = f"{PREFIXES}attestation:H03-certificate-authority sg:level %d .\n"


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


def test_a_level_is_raised_by_removing_one_statement_and_adding_another(contents: Contents, world: World) -> None:
    nowhere = f"{LEVEL % 2}attestation:H03-certificate-authority sg:level 1 .\n"
    scenario = changed(contents, (LEVEL % 3).encode(), nowhere.encode())
    assert scenario.findings == ()
    assert scenario.not_stated == 1
    assert scenario.world is not None
    found = compare(world, scenario.world, "cover", ["33"], (DAY, DAY))
    ((before, after),) = found.changed
    assert (before[:3], after[:3]) == (("33", "H03", "gap"), ("33", "H03", "covered"))
    assert (found.new, found.gone, found.same) == ((), (), 11)


def test_a_change_with_violations_has_findings_and_no_answers(contents: Contents) -> None:
    answer = evaluate(contents, (LEVEL % 3).encode(), "cover", ["33"], DAY)
    assert isinstance(answer, dict)
    assert {"SG301", "SG202"} <= {one["code"] for one in answer["findings"]}  # type: ignore[index, union-attr, call-overload]
    assert answer["differences"] is None


def test_a_change_is_evaluated_into_a_document(contents: Contents) -> None:
    delta = f"""{PREFIXES}
attestation:H05-ca a sg:Attestation ;
    sg:holder holder:H05 ; sg:skill skill:certificate-authority ; sg:level 3 ; sg:basis basis:peer ;
    sg:attestationStatus attestation-status:active ;
    sg:validFrom "2026-01-01"^^xsd:date ; sg:validUntil "2028-01-01"^^xsd:date ."""
    answer = evaluate(contents, delta.encode(), "resilience", ["33"], DAY)
    assert isinstance(answer, dict)
    assert answer["findings"] == []
    ((before, after),) = answer["differences"]["resilience"]["changed"]  # type: ignore[index, call-overload]
    assert (before[4], after[4]) == (0, 1)


def test_turtle_that_is_not_well_formed_is_told_at_its_place(contents: Contents) -> None:
    with pytest.raises(InvalidWorkspace) as caught:
        changed(contents, b"this is\nno Turtle .")
    assert {one.path for one in caught.value.findings} == {ADDED}


def test_a_file_in_the_way_of_the_change_is_not_overwritten(contents: Contents) -> None:
    taken = replace(contents, files=(*contents.files, SourceFile(ADDED, b"# mine")))
    with pytest.raises(WorkspaceError, match="has the name"):
        changed(taken, b"# new")


def test_who_leaves_takes_everything_along_and_frees_their_posts(world: World) -> None:
    leaver = find(world, "holder", "H07")
    after = without(world, [leaver])
    assert leaver not in after.holders
    for table in (after.attestations.values(), after.satisfactions, after.allocations, after.availability):
        assert all(one.holder != leaver for one in table)
    left = [one.iri for one in world.posts if one.holder == leaver]
    assert left
    assert all(one.is_vacant for one in after.posts if one.iri in left)
    ((before_row, after_row),) = compare(world, after, "resilience", ["40"], (DAY, DAY)).changed
    assert (before_row[1], after_row[1]) == (3, 2)


@pytest.mark.parametrize("question", ALWAYS)
def test_nothing_changes_where_nothing_is_changed(world: World, question: str) -> None:
    assert compare(world, world, question, ["43"], (DAY, DAY)).is_empty
    assert ask(world, question, ["43"], DAY).rows


@pytest.mark.parametrize("seed", range(20))
def test_a_departure_never_adds_cover(seed: int) -> None:
    world = derived(small(seed))
    for leaver in world.holders:
        after = without(world, [leaver])
        before_rows = {row[:3] for row in ask(world, "cover", [slug(one) for one in world.targets], DAY).rows}
        after_rows = {row[:3] for row in ask(after, "cover", [slug(one) for one in world.targets], DAY).rows}
        assert after_rows == {row for row in before_rows if row[1] != slug(leaver)}
