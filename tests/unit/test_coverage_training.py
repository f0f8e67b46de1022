"""Training plans: by hand on the example team, and against every possible choice of courses in small worlds."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from skillgraph.coverage import load_world, tasks, training
from skillgraph.coverage.learning import Course, Lesson, learn
from skillgraph.coverage.matching import State, Status, answer, match
from skillgraph.coverage.naming import find, slug, tasks_of_group
from skillgraph.coverage.training import Goal, Plan, Terms, plan, trained
from skillgraph.coverage.world import Holder, Kind, Outcome, Requirement, SkillLevel, Target, Training, World
from skillgraph.engine import InProcess
from worlds import DAY, derived, iri, small


@pytest.fixture(scope="module")
def world(snapshot_engine: InProcess) -> World:
    return load_world(snapshot_engine)


def steps(made: Plan) -> list[str]:
    return [f"{slug(one.holder)} {slug(one.course)}" for one in made.steps]


def test_h05_is_made_able_to_cover_task_43(world: World) -> None:
    made = plan(world, [find(world, "task", "43")], Goal.COVER, DAY, holders=[find(world, "holder", "H05")])
    assert steps(made) == [
        "H05 operations-handbook",
        "H05 security-seminar",
        "H05 incident-course",
        "H05 vulnerability-course",
        "H05 security-camp",
    ]
    assert made.days == made.least_days == Decimal("14.0")
    assert (made.reaches_goal, made.is_optimal, made.not_stated) == (True, True, 0)
    assert [slug(one.skill) for one in made.steps[-1].gains] == ["incident-response", "vulnerability-assessment"]
    after = trained(world, made, DAY)
    assert match(after, find(world, "holder", "H05"), [find(world, "task", "43")], DAY).status is Status.COVERED


@pytest.mark.parametrize(
    ("goal", "cap", "unmet", "days"),
    [(Goal.COVER, 15, 2, "144.5"), (Goal.COVER, 20, 0, "172.5"), (Goal.NO_SINGLE_POINT, 15, 29, "160.0")],
)
def test_a_cap_for_all_tasks_leaves_few_choices_for_each_person(
    world: World, goal: Goal, cap: int, unmet: int, days: str
) -> None:
    terms = Terms(Decimal(cap), Decimal("2.5"), Decimal(120))
    made = plan(world, tasks(world), goal, DAY, terms)
    assert (sum(one.missing for one in made.shortfalls), made.days, made.is_optimal) == (unmet, Decimal(days), True)
    taken = Counter(one.holder for one in made.steps for _ in range(int((one.days or 0) * 2)))
    assert max(taken.values()) <= cap * 2
    then = plan(trained(world, made, DAY), tasks(world), goal, DAY, Terms(Decimal(0), Decimal("2.5")))
    assert sum(one.missing for one in then.shortfalls) == unmet


@pytest.mark.parametrize(("goal", "least"), [(Goal.COVER, 1), (Goal.NO_SINGLE_POINT, 2)])
def test_the_uk_services_can_be_covered_by_one_and_by_two(world: World, goal: Goal, least: int) -> None:
    tasks = tasks_of_group(world, find(world, "group", "UK"))
    made = plan(world, tasks, goal, DAY)
    assert made.reaches_goal
    after = trained(world, made, DAY)
    for task in tasks:
        found = [match(after, holder, [task], DAY).status for holder in after.holders]
        assert found.count(Status.COVERED) >= least


def test_two_holders_per_requirement_cost_less_than_two_per_task(world: World) -> None:
    tasks = tasks_of_group(world, find(world, "group", "UK"))
    alone, together = (plan(world, tasks, goal, DAY) for goal in (Goal.NO_SINGLE_POINT, Goal.TWO_PER_REQUIREMENT))
    assert (alone.days, together.days) == (Decimal("80.5"), Decimal("68.5"))
    after = trained(world, together, DAY)
    for task in tasks:
        for one in world.essential(task):
            assert sum(answer(after, who, one, DAY).state is State.SATISFIED for who in after.holders) >= 2


def test_a_cap_is_kept_and_never_makes_a_plan_cheaper(world: World) -> None:
    tasks = tasks_of_group(world, find(world, "group", "UK"))
    free, capped = (plan(world, tasks, Goal.NO_SINGLE_POINT, DAY, Terms(cap=cap)) for cap in (None, Decimal(15)))
    assert capped.reaches_goal
    assert capped.days >= free.days
    for _, own in itertools.groupby(capped.steps, key=lambda one: one.holder):
        assert sum(one.days or 0 for one in own) <= 15


def test_what_cannot_be_reached_is_named_with_its_reason(world: World) -> None:
    tasks = [find(world, "task", number) for number in ("16", "40")]
    made = plan(world, tasks, Goal.COVER, DAY)
    assert [(slug(one.of), one.missing) for one in made.shortfalls] == [("16", 1)]
    assert {one.reason for one in made.shortfalls[0].obstacles} == {"no training leads to it"}
    assert made.steps == ()
    short = plan(world, [find(world, "task", "33")], Goal.COVER, DAY, Terms(cap=Decimal(5)))
    assert [one.reason for one in short.shortfalls[0].obstacles] == [
        "it would exceed the cap per person, or rest on training whose effort is not stated"
    ]


def test_assumed_days_are_named_as_assumed(world: World) -> None:
    made = plan(world, [find(world, "task", "16")], Goal.COVER, DAY, Terms(days_per_level=Decimal("2.5")))
    assert made.reaches_goal
    assert {one.is_assumed for one in made.steps} == {True, False} or all(one.is_assumed for one in made.steps)
    assert any(one.course.startswith("assumed:packaging") for one in made.steps)


A, B, C = (iri("skill", name) for name in "abc")


def tiny(trainings: Sequence[Training], prerequisites: dict[str, frozenset[str]], wanted: SkillLevel) -> World:
    """One holder of whom nothing is recorded, and one task that asks for one skill level."""
    asked = Requirement("r", "r", True, Decimal(1), (wanted,))
    task = Target("t", Kind.TASK, "t", 1, ("r",))
    return World(
        {"h": Holder("h")}, {"t": task}, {"r": asked}, {}, trainings=tuple(trainings), prerequisites=prerequisites
    )


def course(name: str, days: str | None, *outcomes: tuple[str, int, int]) -> Training:
    led = tuple(Outcome(SkillLevel(skill, level), start) for skill, level, start in outcomes)
    return Training(name, name, Decimal(days) if days else None, led)


def test_courses_that_need_each_other_do_not_allow_each_other() -> None:
    needs = {A: frozenset({B}), B: frozenset({A})}
    offered = [course("x", "1", (A, 2, 0)), course("y", "1", (B, 2, 0))]
    made = plan(tiny(offered, needs, SkillLevel(A, 2)), ["t"], Goal.COVER, DAY)
    assert made.steps == ()
    assert [one.reason for one in made.shortfalls[0].obstacles] == [
        "what its training needs beforehand cannot be learnt: b 1"
    ]


def test_a_circle_is_entered_from_outside() -> None:
    needs = {A: frozenset({B}), B: frozenset({A, C})}
    # b can be had with a course on c that includes it; the circle of x and y alone would be cheaper.
    offered = [course("x", "1", (A, 2, 0)), course("y", "1", (B, 2, 0)), course("z", "9", (C, 2, 0))]
    world = replace(tiny(offered, needs, SkillLevel(A, 2)), entails={SkillLevel(C, 2): frozenset({SkillLevel(B, 1)})})
    made = plan(world, ["t"], Goal.COVER, DAY)
    assert [one.course for one in made.steps] == ["z", "x"]
    assert made.days == 10


def test_effort_that_is_not_stated_is_a_last_resort_and_no_number() -> None:
    offered = [course("free", None, (A, 2, 0)), course("paid", "30", (A, 2, 0))]
    made = plan(tiny(offered, {}, SkillLevel(A, 2)), ["t"], Goal.COVER, DAY)
    assert ([one.course for one in made.steps], made.not_stated) == (["paid"], 0)
    made = plan(tiny(offered[:1], {}, SkillLevel(A, 2)), ["t"], Goal.COVER, DAY)
    assert (made.days, made.not_stated, made.steps[0].days) == (0, 1, None)
    made = plan(tiny(offered[:1], {}, SkillLevel(A, 2)), ["t"], Goal.COVER, DAY, Terms(cap=Decimal(99)))
    assert not made.reaches_goal
    made = plan(tiny(offered[:1], {}, SkillLevel(A, 2)), ["t"], Goal.COVER, DAY, Terms(days_per_level=Decimal(4)))
    assert (made.days, len(made.steps)) == (8, 1)  # two levels; an assumed course for each would be one step more
    assert made.steps[0].is_assumed


def test_a_task_without_requirements_is_not_called_covered() -> None:
    world = tiny([], {}, SkillLevel(A, 2))
    world = replace(world, targets={"t": replace(world.targets["t"], requirements=())})
    assert plan(world, ["t"], Goal.COVER, DAY).unmapped == ("t",)


def taught(seed: int) -> World:
    """A small world of at most three holders with up to three courses and some prerequisites, in circles too."""
    random = Random(seed)  # noqa: S311
    world = derived(small(seed))
    skills = sorted({option.skill for one in world.requirements.values() for option in one.options})
    kept = sorted(world.holders)[:3]
    offered = []
    for number in range(random.randint(1, 3)):
        outcomes = []
        for skill in random.sample(skills, min(len(skills), random.choice((1, 1, 2)))):
            level = random.randint(1, 4)
            outcomes.append((skill, level, random.randint(0, level - 1)))
        offered.append(course(iri("training", number), random.choice(("0.5", "1", "1.5", None)), *outcomes))
    needs = {
        skill: frozenset(random.sample(skills, 1)) - {skill}
        for skill in skills
        if len(skills) > 1 and random.random() < 0.4
    }
    stay = {one.iri: one for one in world.attestations.values() if one.holder in kept}
    return replace(
        world,
        holders={one: world.holders[one] for one in kept},
        attestations=stay,
        satisfactions=tuple(one for one in world.satisfactions if one.holder in kept),
        speaks_of=frozenset(pair for pair in world.speaks_of if pair[0] in stay),
        trainings=tuple(offered),
        prerequisites=needs,
    )


def cheapest(world: World, goal: Goal, cap: Decimal | None) -> tuple[int, int, Decimal, int]:
    """What the best of all choices of courses misses, its steps without stated effort, days and steps."""
    offered = [one for one in world.trainings if cap is None or one.days is not None]
    own = {}
    for holder in world.holders:
        choices = []
        for size in range(len(offered) + 1):
            for chosen in itertools.combinations(offered, size):
                days = sum((one.days for one in chosen if one.days is not None), Decimal(0))
                if cap is None or days <= cap:
                    choices.append(
                        (sum(one.days is None for one in chosen), days, size, ability(world, holder, chosen))
                    )
        own[holder] = choices
    best = []
    for picks in itertools.product(*own.values()):
        missed = misses(world, goal, [one[3] for one in picks])
        costs = [sum((one[index] for one in picks), Decimal(0)) for index in range(3)]
        best.append((missed, int(costs[0]), costs[1], int(costs[2])))
    return min(best)


def ability(world: World, holder: str, taken: Sequence[Training]) -> frozenset[str]:
    """The requirements that a holder satisfies after courses."""
    known: set[tuple[str, int]] = set()

    def add(to: set[tuple[str, int]], level: SkillLevel) -> None:
        for rank in range(1, level.level + 1):
            to.add((level.skill, rank))
            to.update((one.skill, one.level) for one in world.entails.get(SkillLevel(level.skill, rank), ()))

    for one in world.attestations.values():
        if one.holder == holder and one.is_active and one.start <= DAY < one.end:
            add(known, one.skill_level)
    new: set[tuple[str, int]] = set()
    for _ in range(20):
        for outcome in (outcome for one in taken for outcome in one.outcomes):
            skill = outcome.skill_level.skill
            needs = {(before, 1) for before in world.prerequisites.get(skill, ())}
            needs |= {(skill, outcome.from_level)} if outcome.from_level else set()
            if needs <= known | new:
                add(new, outcome.skill_level)
    return frozenset(
        asked.iri
        for asked in world.requirements.values()
        if any((option.skill, option.level) in new for option in asked.options)
        or answer(world, holder, asked, DAY).state is State.SATISFIED
    )


def misses(world: World, goal: Goal, able: Sequence[frozenset[str]]) -> int:
    wanted = 1 if goal is Goal.COVER else 2
    groups = [{one.iri for one in world.essential(task)} for task in world.targets]
    if goal is Goal.TWO_PER_REQUIREMENT:
        groups = [{one} for one in sorted(set().union(*groups))]
    return sum(max(0, wanted - sum(group <= one for one in able)) for group in groups if group)


@pytest.mark.parametrize("goal", Goal)
@pytest.mark.parametrize("seed", range(10))
def test_no_choice_of_courses_is_better(seed: int, goal: Goal) -> None:
    world = taught(seed)
    cap = Decimal(2) if seed % 3 == 0 else None
    made = plan(world, sorted(world.targets), goal, DAY, Terms(cap=cap))
    missing = sum(one.missing for one in made.shortfalls)
    assert made.is_optimal
    assert (missing, made.not_stated, made.days, len(made.steps)) == cheapest(world, goal, cap)
    assert all(one.obstacles for one in made.shortfalls)
    after = trained(world, made, DAY)
    able = [
        frozenset(
            asked.iri
            for asked in world.requirements.values()
            if answer(after, holder, asked, DAY).state is State.SATISFIED
        )
        for holder in after.holders
    ]
    assert misses(world, goal, able) == missing


def test_without_time_to_search_there_is_still_a_plan_that_works(world: World) -> None:
    tasks = tasks_of_group(world, find(world, "group", "UK"))
    made = plan(world, tasks, Goal.NO_SINGLE_POINT, DAY, Terms(seconds=Decimal(0)))
    assert (made.reaches_goal, made.is_optimal) == (True, False)
    assert made.least_days is not None
    assert 0 < made.least_days <= Decimal("80.5") <= made.days
    after = trained(world, made, DAY)
    for task in tasks:
        found = [match(after, holder, [task], DAY).status for holder in after.holders]
        assert found.count(Status.COVERED) >= 2


@pytest.mark.parametrize("goal", Goal)
@pytest.mark.parametrize("seed", range(10))
def test_the_plan_to_begin_with_keeps_its_promise(seed: int, goal: Goal) -> None:
    world = taught(seed)
    cap = Decimal(2) if seed % 2 == 0 else None
    made = plan(world, sorted(world.targets), goal, DAY, Terms(cap=cap, seconds=Decimal(0)))
    after = trained(world, made, DAY)
    able = [
        frozenset(
            one.iri for one in world.requirements.values() if answer(after, who, one, DAY).state is State.SATISFIED
        )
        for who in after.holders
    ]
    assert misses(world, goal, able) == sum(one.missing for one in made.shortfalls)


def test_what_a_learner_can_learn_is_looked_up_once_for_all_that_is_not_reached(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[frozenset[SkillLevel]] = []

    def counted(known: frozenset[SkillLevel], taken: Iterable[Course]) -> tuple[Lesson, ...]:
        asked.append(known)
        return learn(known, taken)

    monkeypatch.setattr(training, "learn", counted)
    made = plan(world, tasks(world), Goal.COVER, DAY)
    assert len(made.shortfalls) > 5
    assert 0 < len(asked) <= len(world.holders)
