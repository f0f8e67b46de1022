"""The search for a training plan: whole where it is small, else among those for whom it costs least.

A program for every learner and demand grows with both. Where it would be large, the plan is looked for among the pairs
that cost least by the floor. A pair that could not be part of a plan of that cost is out of it for good, so that the
rest is often small enough for the best of all plans; where it is not, the floor is the bound.
"""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

from skillgraph.coverage.plan_floor import Floor
from skillgraph.coverage.plan_model import Program
from skillgraph.coverage.plan_problem import Chosen, Problem

_MOST_PAIRS = 6000  # of a learner and a demand, in one program
_PAIRS_A_SECOND = 1000  # for which there is time to write a program
_NEAREST = 150  # learners for each demand, to begin with


def solve(problem: Problem, seconds: float, began: float) -> Chosen:
    """The best choice of courses; where the time limit ends the search before there is any, the one it began with.

    The `seconds` count from `began`, a time of the monotonic clock.
    """
    deadline = began + seconds
    problem = problem.opened()
    if sum(len(one.lacking) for one in problem.learners) <= _MOST_PAIRS:
        found = Program(problem, deadline).run()
        return found if found.is_optimal else _floored(found, Floor(problem))
    return _narrowed(problem, seconds, deadline)


def _floored(found: Chosen, floor: Floor) -> Chosen:
    """What a search of the whole has proven, or the floor where that says more."""
    if not floor.is_met(found.missing):
        return found
    least = _bounded(found, floor).least_days
    return replace(found, least_days=max(one for one in (found.least_days, least) if one is not None))


def _narrowed(problem: Problem, seconds: float, deadline: float) -> Chosen:
    floor = Floor(problem)
    affordable = min(_MOST_PAIRS, int(_PAIRS_A_SECOND * seconds))  # not by the clock: the same every time
    pairs = floor.nearest(min(_NEAREST, affordable // max(1, len(floor.costs))))
    found = Program(problem.only(pairs), _part(deadline)).run()
    if not floor.is_met(found.missing):
        return replace(found, least_days=None, is_optimal=False)
    rest = floor.within(floor.cost(iri for some in found.courses.values() for iri in some), _MOST_PAIRS)
    if rest is None:
        return _bounded(found, floor)
    if not rest <= pairs:
        again = Program(problem.only(rest), deadline).run()
        found = _better(found, again, floor)
    return found if found.is_optimal else _bounded(found, floor)


def _part(deadline: float) -> float:
    """When the search among the nearest ends, so that there is time for the rest."""
    now = time.monotonic()
    return now + (deadline - now) * 0.6


def _better(one: Chosen, other: Chosen, floor: Floor) -> Chosen:
    """The second, in which the best plan is, unless it was cut short and is worse."""
    if other.is_optimal or _order(other, floor) <= _order(one, floor):
        return other
    return replace(one, least_days=other.least_days, is_optimal=False)


def _order(chosen: Chosen, floor: Floor) -> tuple[int, int]:
    return sum(chosen.missing), floor.cost(iri for some in chosen.courses.values() for iri in some)


def _bounded(found: Chosen, floor: Floor) -> Chosen:
    """What is known of a plan that is not proven to be the best: the floor, where that says more."""
    not_stated = floor.not_stated(iri for some in found.courses.values() for iri in some)
    return replace(found, least_days=max(floor.least_days(not_stated), Decimal(0)), is_optimal=False)
