"""The coverage queries against the definition of matching, written again in plain Python over the asserted data.

Nothing that the rules derive is read here: levels, entailments, areas and alternatives are followed by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from answers import Row
from skillgraph.engine import InProcess

Ask = Callable[..., list[Row]]
SkillLevel = tuple[str, int]

DAYS = ("2024-01-15", "2026-12-01", "2027-03-01", "2028-05-01", "2029-06-30", "2035-01-01")


@dataclass
class Record:
    """What is asserted, in plain collections; everything is named by its IRI."""

    requirements: dict[str, list[SkillLevel]] = field(default_factory=dict)
    essential: set[str] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    of_task: dict[str, set[str]] = field(default_factory=dict)
    attestations: list[tuple[str, SkillLevel, str, str, str]] = field(default_factory=list)
    entailed: dict[SkillLevel, set[SkillLevel]] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)

    def included(self, level: SkillLevel) -> set[SkillLevel]:
        """A skill level and all that it includes."""
        found: set[SkillLevel] = set()
        rest = {level}
        while rest:
            skill, rank = rest.pop()
            found.add((skill, rank))
            rest |= {(skill, rank - 1)} if rank > 1 else set()
            rest |= self.entailed.get((skill, rank), set())
            rest -= found
        return found

    def requirement_status(self, holder: str, requirement: str, day: str) -> str:
        """satisfied, gap or unknown."""
        accepted = self.requirements[requirement]
        status = "gap" if self.holders[holder] and self.holders[holder] <= day else "unknown"
        for who, level, basis, start, end in self.attestations:
            if who != holder or start > day or (requirement, basis) in self.refused:
                continue
            included = self.included(level)
            if day < end and any(wanted in included for wanted in accepted):
                return "satisfied"
            if {skill for skill, _ in included} & {skill for skill, _ in accepted}:
                status = "gap"
        return status

    def task_status(self, holder: str, task: str, day: str) -> tuple[str, int]:
        """covered, gap or unknown, and how many essential requirements are satisfied."""
        needed = self.of_task[task] & self.essential
        found = Counter(self.requirement_status(holder, requirement, day) for requirement in needed)
        if not needed:
            return "unknown", 0
        if found["satisfied"] == len(needed):
            return "covered", len(needed)
        return "gap" if found["gap"] else "unknown", found["satisfied"]


@pytest.fixture(scope="module")
def record(snapshot_engine: InProcess) -> Record:
    def rows(pattern: str) -> list[list[str]]:
        return [["" if cell is None else cell.value for cell in row] for row in snapshot_engine.select(pattern).rows]

    made = Record()
    for requirement, necessity in rows("SELECT ?r ?n { ?r a sg:Requirement ; sg:necessity ?n }"):
        made.requirements[requirement] = []
        if necessity.endswith("/essential"):
            made.essential.add(requirement)
    one, several = (
        "?r a sg:Requirement ; sg:skill ?s ; sg:level ?l",
        "?r sg:alternative ?a . ?a sg:skill ?s ; sg:level ?l",
    )
    for requirement, skill, level in rows(f"SELECT ?r ?s ?l {{ {{ {one} }} UNION {{ {several} }} }}"):
        made.requirements[requirement].append((skill, int(level)))
    made.refused = {(r, b) for r, b in rows("SELECT ?r ?b { ?r sg:notOnBasis ?b }")}
    made.of_task = {task: set() for (task,) in rows("SELECT ?t { ?t a sg:ServiceTask }")}
    area = "?x sg:assignsTask ?t ; sg:assignsArea ?a . ?a sg:statesRequirement ?r"
    for task, requirement in rows(f"SELECT ?t ?r {{ {{ ?t sg:statesRequirement ?r }} UNION {{ {area} }} }}"):
        if task in made.of_task:
            made.of_task[task].add(requirement)
    active = "?x a sg:Attestation ; sg:attestationStatus attestation-status:active"
    facts = "sg:holder ?h ; sg:skill ?s ; sg:level ?l ; sg:basis ?b ; sg:validFrom ?f ; sg:validUntil ?u"
    for holder, skill, level, basis, start, end in rows(f"SELECT ?h ?s ?l ?b ?f ?u {{ {active} ; {facts} }}"):
        made.attestations.append((holder, (skill, int(level)), basis, start, end))
    statement = "?x a sg:EntailmentStatement ; sg:skill ?s ; sg:level ?l ; sg:entailedSkill ?t ; sg:entailedLevel ?m"
    for skill, level, other, rank in rows(f"SELECT ?s ?l ?t ?m {{ {statement} }}"):
        made.entailed.setdefault((skill, int(level)), set()).add((other, int(rank)))
    complete = "SELECT ?h ?d { ?h a sg:SyntheticHolder OPTIONAL { ?h sg:recordCompleteFrom ?d } }"
    made.holders = dict(tuple(row) for row in rows(complete))
    return made


def slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def test_there_is_something_to_compare(record: Record) -> None:
    assert len(record.holders) >= 12
    assert len(record.of_task) == 45
    assert len(record.attestations) >= 100
    assert len(record.entailed) >= 20


@pytest.mark.parametrize("day", DAYS)
def test_tasks_for_holder_and_coverage_summary(record: Record, ask: Ask, day: str) -> None:
    totals: dict[str, Counter[str]] = {slug(task): Counter() for task in record.of_task}
    for holder in record.holders:
        expected = {slug(task): record.task_status(holder, task, day) for task in record.of_task}
        answer = ask("tasks-for-holder", holder=slug(holder), on=day)
        assert {row["number"]: (row["status"], int(row["satisfied"])) for row in answer} == expected
        for task, (status, _) in expected.items():
            totals[task][status] += 1
    summary = {
        row["number"]: Counter({name: int(row[name]) for name in ("covered", "gap", "unknown")})
        for row in ask("coverage-summary", on=day)
    }
    assert summary == totals


@pytest.mark.parametrize("day", DAYS[1:4])
def test_who_can_cover_and_missing_for(record: Record, ask: Ask, day: str) -> None:
    for task in record.of_task:
        answer = {row["holder"]: row for row in ask("who-can-cover", task=slug(task), on=day)}
        assert len(answer) == len(record.holders)
        for holder in record.holders:
            row = answer[f"holder:{slug(holder)}"]
            assert (row["status"], int(row["satisfied"])) == record.task_status(holder, task, day)
        holder = sorted(record.holders)[int(slug(task)) % len(record.holders)]
        missing = {
            row["requirement"]: row["status"]
            for row in ask("missing-for", task=slug(task), holder=slug(holder), on=day)
        }
        found = {
            f"requirement:{slug(requirement)}": record.requirement_status(holder, requirement, day)
            for requirement in record.of_task[task] & record.essential
        }
        assert missing == {requirement: status for requirement, status in found.items() if status != "satisfied"}


@pytest.mark.parametrize("day", DAYS)
def test_single_points_of_failure(record: Record, ask: Ask, day: str) -> None:
    expected = set()
    for task, requirements in record.of_task.items():
        if sum(record.task_status(holder, task, day)[0] == "covered" for holder in record.holders) == 1:
            expected.add(f"task:{slug(task)}")
        for requirement in requirements & record.essential:
            if sum(record.requirement_status(h, requirement, day) == "satisfied" for h in record.holders) == 1:
                expected.add(f"requirement:{slug(requirement)}")
    assert {row["what"] for row in ask("single-points-of-failure", on=day)} == expected
