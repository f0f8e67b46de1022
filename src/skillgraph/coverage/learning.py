"""What can be learnt: courses as lessons with what each needs beforehand, and what a holder knows after them.

A lesson leads to a skill level. Beforehand a learner needs the skill at the level that the lesson starts from, and each
direct prerequisite of the skill at level 1 or above: recorded on the day, whatever the basis, or learnt before. What is
learnt includes the lower levels and everything that it entails.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.world import Day, SkillLevel, Training, World, on_day

Levels = frozenset[SkillLevel]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one outcome of a course leads to: `gives` holds the skill level and all that it includes."""

    course: str
    leads_to: SkillLevel
    needs: Levels
    gives: Levels


@dataclass(frozen=True, slots=True)
class Course:
    """A piece of training, or an assumed one where `is_assumed`; `days` is None where its effort is not stated."""

    iri: str
    name: str
    days: Decimal | None
    lessons: tuple[Lesson, ...]
    is_assumed: bool = False


def includes(world: World, level: SkillLevel) -> Levels:
    """The skill level, the lower ones and all that they entail."""
    lower = {SkillLevel(level.skill, rank) for rank in range(1, level.level + 1)}
    return frozenset(lower).union(*(world.entails.get(one, frozenset()) for one in lower))


def recorded(world: World, holder: str, day: Day) -> Levels:
    """What is recorded of a holder on a day by attestations that were not withdrawn, whatever their basis."""
    valid = on_day(world.attestations_of.get(holder, ()), day)
    return frozenset[SkillLevel]().union(*(includes(world, one.skill_level) for one in valid if one.is_active))


def courses(world: World, days_per_level: Decimal | None = None) -> dict[str, Course]:
    """All pieces of training by IRI.

    With `days_per_level` every level step that a course without stated effort takes is assumed to need that many days,
    and for every level of every skill that is asked for there is an assumed course from the level below.
    """
    found = {one.iri: _course(world, one, days_per_level) for one in world.trainings}
    if days_per_level is not None:
        found |= {one.iri: one for one in _assumed(world, days_per_level)}
    return dict(sorted(found.items()))


def _course(world: World, training: Training, days_per_level: Decimal | None) -> Course:
    lessons = tuple(_lesson(world, training.iri, one.skill_level, one.from_level) for one in training.outcomes)
    if training.days is not None or days_per_level is None:
        return Course(training.iri, training.name, training.days, lessons)
    steps = max((one.skill_level.level - one.from_level for one in training.outcomes), default=1)
    return Course(training.iri, training.name, steps * days_per_level, lessons, is_assumed=True)


def _assumed(world: World, days: Decimal) -> Iterable[Course]:
    asked = {option.skill for one in world.requirements.values() for option in one.options}
    todo = sorted(asked)
    for skill in todo:
        new = world.prerequisites.get(skill, frozenset()) - asked
        asked |= new
        todo += sorted(new)
    for skill in todo:
        for level in range(1, 5):
            name = f"assumed:{skill.rpartition('/')[2]}-{level}"
            lesson = _lesson(world, name, SkillLevel(skill, level), level - 1)
            yield Course(name, "assumed training", days, (lesson,), is_assumed=True)


def _lesson(world: World, course: str, leads_to: SkillLevel, from_level: int) -> Lesson:
    needs = {SkillLevel(one, 1) for one in world.prerequisites.get(leads_to.skill, frozenset())}
    if from_level:
        needs.add(SkillLevel(leads_to.skill, from_level))
    return Lesson(course, leads_to, frozenset(needs), includes(world, leads_to))


def learn(known: Levels, taken: Iterable[Course]) -> tuple[Lesson, ...]:
    """The lessons of the courses that can be followed, each after all that it needs, in the order of the courses."""
    waiting = [lesson for course in taken for lesson in course.lessons]
    done: list[Lesson] = []
    have = set(known)
    while True:
        ready, later = list[Lesson](), list[Lesson]()
        for one in waiting:
            (ready if one.needs <= have else later).append(one)
        if not ready:
            return tuple(done)
        have = have.union(*(one.gives for one in ready))
        done += ready
        waiting = later


def learnt(lessons: Iterable[Lesson]) -> Levels:
    """Everything that lessons give."""
    return frozenset[SkillLevel]().union(*(one.gives for one in lessons))


def useful(lessons: Collection[Lesson], known: Levels, wanted: Iterable[SkillLevel]) -> tuple[Lesson, ...]:
    """The lessons that can help to learn what is wanted: those that give it, and those that give what these need."""
    givers: dict[SkillLevel, list[Lesson]] = {}
    for lesson in lessons:
        for level in lesson.gives:
            givers.setdefault(level, []).append(lesson)
    seen, todo = set(wanted), sorted(set(wanted))
    chosen: set[Lesson] = set()
    while todo:
        for lesson in givers.get(todo.pop(), ()):
            if lesson not in chosen:
                chosen.add(lesson)
                new = lesson.needs - known - seen
                seen |= new
                todo += sorted(new)
    return tuple(one for one in lessons if one in chosen)


def in_order(world: World, known: Levels, taken: Mapping[str, Course]) -> list[tuple[Course, tuple[Lesson, ...]]]:
    """Courses with their lessons as a learner takes them.

    A course comes when all of its lessons that can be followed at all can be; of those that are ready, the one on the
    lowest storey of the pyramid comes first, then by IRI.
    """
    followed = learn(known, taken.values())
    have, left, ordered = set(known), dict(taken), []
    while left:
        ready = [course for course in left.values() if _is_ready(course, followed, have)]
        chosen = min(ready or left.values(), key=lambda one: (_storey(world, one), one.iri))
        lessons = tuple(one for one in followed if one.course == chosen.iri)
        have |= learnt(lessons)
        ordered.append((left.pop(chosen.iri), lessons))
    return ordered


def _is_ready(course: Course, followed: Collection[Lesson], have: set[SkillLevel]) -> bool:
    own = {one for one in followed if one.course == course.iri}
    return own <= set(learn(frozenset(have), (course,)))


def _storey(world: World, course: Course) -> int:
    """The highest storey of what a course leads to; 0 where its skills stand on none."""
    return max((world.tiers.get(one.leads_to.skill, 0) for one in course.lessons), default=0)
