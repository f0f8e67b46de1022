"""Who could cover a task after which training: those who lack least, and what would lead them there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage import World, additions
from skillgraph.coverage.matching import Match, State, Status
from skillgraph.coverage.reasons import level_name
from skillgraph.coverage.world import SkillLevel, Training
from skillgraph.pages.asked import On
from skillgraph.pages.site import Site

_MOST_LEARNERS = 4
_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Course:
    """A piece of training with its days of effort, None where they are not stated."""

    name: str
    href: str
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A skill level to reach, the highest level recorded before (0 for none), and the training that leads there."""

    name: str
    level: int
    recorded: int
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class Learner:
    """A holder who does not cover the task, with the smallest set of lessons after which they would."""

    name: str
    href: str
    status: str
    lessons: tuple[Lesson, ...]


def for_task(site: Site, world: World, task: str, matches: Iterable[Match], on: On) -> tuple[Learner, ...]:
    """The holders who lack fewest requirements, up to four; the training of a lesson is what leads to its level."""
    open_ones = [one for one in matches if one.status is not Status.COVERED and one.essential]
    nearest = sorted(open_ones, key=lambda one: (len(one.essential) - one.satisfied, _unknown(one), one.holder))
    found = []
    for one in nearest[:_MOST_LEARNERS]:
        sets = additions(world, one.holder, (task,), on.day, limit=1, seconds=_SECONDS).sets
        if sets:
            lessons = tuple(_lesson(site, world, each.skill_level, each.steps) for each in sets[0])
            found.append(Learner(world.name(one.holder), site.page(one.holder, on.text), one.status.value, lessons))
    return tuple(found)


def _unknown(one: Match) -> int:
    return sum(answer.state is State.NOT_RECORDED for answer in one.essential)


def _lesson(site: Site, world: World, level: SkillLevel, steps: int) -> Lesson:
    courses = [one for one in world.trainings if _leads_to(one, level)] if steps else []
    told = tuple(Course(one.name, site.href(one.iri), one.days) for one in courses)
    return Lesson(level_name(world, level), level.level, level.level - steps, told)


def _leads_to(training: Training, level: SkillLevel) -> bool:
    reached = (one.skill_level for one in training.outcomes)
    return any(one.skill == level.skill and one.level >= level.level for one in reached)
