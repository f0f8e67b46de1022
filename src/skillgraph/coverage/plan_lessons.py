"""The lessons that a learner is to choose from: those that can help, of courses that no other one makes superfluous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from skillgraph.coverage.learning import Course, Lesson, Levels, learn, useful
from skillgraph.coverage.plan_problem import Learner
from skillgraph.coverage.world import SkillLevel

_Part = tuple[Levels, Levels]  # what a lesson needs that is not known, and what it gives that is sought


def lessons_for(learner: Learner, courses: Mapping[str, Course]) -> tuple[Lesson, ...]:
    """The lessons by which the learner can come to satisfy what they lack.

    A course is left out where another one gives as much, takes as little and needs no more beforehand: in any plan that
    one can take its place. Of equals the first by IRI stays.
    """
    wanted = learner.wanted
    found = useful(learn(learner.known, courses.values()), learner.known, wanted)
    beaten = _beaten(_parts(found, learner.known, wanted), courses)
    return useful([one for one in found if one.course not in beaten], learner.known, wanted) if beaten else found


def _parts(lessons: Sequence[Lesson], known: Levels, wanted: Levels) -> dict[str, list[_Part]]:
    """The lessons by course."""
    sought = wanted.union(*(one.needs for one in lessons)) - (known - wanted)
    parts = defaultdict[str, list[_Part]](list)
    for one in lessons:
        parts[one.course].append((one.needs - known, one.gives & sought))
    return parts


def _beaten(parts: Mapping[str, Sequence[_Part]], courses: Mapping[str, Course]) -> set[str]:
    givers = defaultdict[SkillLevel, list[str]](list)
    for iri, some in parts.items():
        for level in frozenset[SkillLevel]().union(*(gives for _, gives in some)):
            givers[level].append(iri)
    beaten = set[str]()
    for iri in sorted(parts, reverse=True):
        others = givers[min(parts[iri][0][1])]  # what takes its place gives this too
        if any(_beats(other, iri, parts, courses) for other in others if other != iri and other not in beaten):
            beaten.add(iri)
    return beaten


def _beats(one: str, other: str, parts: Mapping[str, Sequence[_Part]], courses: Mapping[str, Course]) -> bool:
    """Whether the first course can take the place of the other in every plan."""
    is_dearer = _cost(courses[one]) > _cost(courses[other])
    return not is_dearer and all(_is_in(part, parts[one]) for part in parts[other])


def _is_in(part: _Part, parts: Iterable[_Part]) -> bool:
    return any(needs <= part[0] and gives >= part[1] for needs, gives in parts)


def _cost(course: Course) -> tuple[bool, Decimal]:
    return course.days is None, course.days or Decimal(0)
