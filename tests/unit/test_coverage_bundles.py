"""Bundles of courses: for whatever a learner can come to cover within a cap there is one, and none is cheaper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from random import Random

import pytest

from skillgraph.coverage.learning import Course, Lesson, learn, learnt
from skillgraph.coverage.plan_bundles import bundles
from skillgraph.coverage.plan_lessons import lessons_for
from skillgraph.coverage.plan_problem import Learner
from skillgraph.coverage.world import Requirement, SkillLevel

SKILLS = ("a", "b", "c")


def level(random: Random) -> SkillLevel:
    return SkillLevel(random.choice(SKILLS), random.randint(1, 3))


def lesson(random: Random, course: str) -> Lesson:
    """One that leads to a level and the lower ones, and may need something."""
    leads_to = level(random)
    lower = frozenset(SkillLevel(leads_to.skill, rank) for rank in range(1, leads_to.level + 1))
    needs = frozenset(level(random) for _ in range(random.choice((0, 0, 1, 1, 2)))) - lower
    return Lesson(course, leads_to, needs, lower)


def learner_of(random: Random) -> Learner:
    """Somebody who knows a level and could cover up to four demands."""
    asked = [
        Requirement(
            f"r{n}", "", True, Decimal(1), tuple(sorted({level(random) for _ in range(random.choice((1, 1, 2)))}))
        )
        for n in range(4)
    ]
    lacking = {n: tuple(random.sample(asked, random.randint(1, 2))) for n in range(random.randint(1, 4))}
    return Learner("H", frozenset({level(random)}), lacking)


def course(random: Random, name: str) -> Course:
    lessons = tuple(lesson(random, name) for _ in range(random.choice((1, 1, 2))))
    return Course(name, name, Decimal(random.randint(0, 4)), lessons)


def met(learner: Learner, taken: Iterable[Course]) -> frozenset[int]:
    """The demands that are met after these courses."""
    gained = learnt(learn(learner.known, taken))
    return frozenset(
        demand for demand, some in learner.lacking.items() if all(gained.intersection(one.options) for one in some)
    )


def cost(courses: Mapping[str, Course], taken: Iterable[str]) -> tuple[int, int]:
    days = [int(courses[one].days or 0) for one in taken]
    return sum(days), len(days)


@pytest.mark.parametrize("seed", range(200))
def test_there_is_none_cheaper_for_what_is_met(seed: int) -> None:
    random = Random(seed)  # noqa: S311
    learner, cap = learner_of(random), random.randint(0, 8)
    courses = {name: course(random, name) for name in "123456"}
    days = {name: int(one.days or 0) for name, one in courses.items()}
    found = bundles(learner, lessons_for(learner, courses), days, cap, 1000)
    assert found is not None
    for one in found:
        assert one.meets == met(learner, [courses[name] for name in one.courses])
        assert (one.days, len(one.courses)) == cost(courses, one.courses)
        assert one.days <= cap
    for count in range(len(courses) + 1):
        for taken in combinations(courses, count):
            price, covered = cost(courses, taken), met(learner, [courses[name] for name in taken])
            if covered and price[0] <= cap:
                assert any(one.meets >= covered and cost(courses, one.courses) <= price for one in found)


def test_more_sets_than_allowed_are_not_counted_up() -> None:
    options = [SkillLevel(f"s{n}", 1) for n in range(8)]
    lacking = {n: (Requirement(f"r{n}", "", True, Decimal(1), (one,)),) for n, one in enumerate(options)}
    courses = {
        f"c{n}": Course(f"c{n}", "", Decimal(1), (Lesson(f"c{n}", one, frozenset(), frozenset({one})),))
        for n, one in enumerate(options)
    }
    learner = Learner("H", frozenset(), lacking)
    lessons, days = lessons_for(learner, courses), dict.fromkeys(courses, 1)
    assert bundles(learner, lessons, days, 8, 255) is None
    found = bundles(learner, lessons, days, 8, 256)
    assert found is not None
    assert len(found) == 255  # all but the one that meets nothing


def test_of_courses_that_give_the_same_the_cheapest_is_left_and_of_equals_the_first() -> None:
    wanted = SkillLevel("s", 2)
    asked = Requirement("r", "", True, Decimal(1), (wanted,))
    gives = frozenset({SkillLevel("s", 1), wanted})

    def offered(name: str, days: str | None) -> Course:
        return Course(name, "", None if days is None else Decimal(days), (Lesson(name, wanted, frozenset(), gives),))

    courses = {name: offered(name, days) for name, days in (("a", None), ("b", "3"), ("c", "2"), ("d", "2.0"))}
    assert [one.course for one in lessons_for(Learner("H", frozenset(), {0: (asked,)}), courses)] == ["c"]
