"""Times the questions about cover in worlds of two sizes: python bench/coverage.py [SECONDS [TASKS [HOLDERS]]]

Prints the seconds of every question, on the clock and of the processor, at 45 tasks x 60 holders, where one second of
the processor is allowed, and at 500 x 2,000; or at the one of the two that has TASKS, or in a world of
TASKS and HOLDERS. A search gets SECONDS (20) per step. Where it is not done by then, the best found and the bound
proven are printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from skillgraph.coverage.additions import additions
from skillgraph.coverage.advice import openings, shadowing
from skillgraph.coverage.expiry import expiries
from skillgraph.coverage.funding import Ending, exposure, risks
from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.leaving import at_site, leave
from skillgraph.coverage.matching import cover
from skillgraph.coverage.resilience import Way, bus_factors, single_departures, truck_factor, weak
from skillgraph.coverage.staffing import staff
from skillgraph.coverage.teams import teams_of
from skillgraph.coverage.training import Goal, Terms, plan
from skillgraph.coverage.world import World
from worlds import DAY, big, iri, taught

SIZES = ((45, 60), (500, 2000))
SOURCE = iri("funding-source", "x")  # the one that pays all in these worlds


def main() -> None:
    """Both sizes, or that which is asked for."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    chosen = tuple(map(int, sys.argv[2:4]))
    sizes = (chosen,) if len(chosen) == 2 else tuple(one for one in SIZES if one[:1] == chosen or not chosen)
    if not sizes:
        sys.exit(f"Give HOLDERS too, or one of {', '.join(str(tasks) for tasks, _ in SIZES)} tasks.")
    for tasks, holders in sizes:
        sys.stdout.write(f"{tasks} tasks x {holders} holders\n")
        world = taught(big(tasks, holders))
        for name, ask in questions(world, seconds).items():
            began, worked = time.perf_counter(), time.process_time()
            said = ask()
            took, work = time.perf_counter() - began, time.process_time() - worked
            sys.stdout.write(f"  {name:30} {took:6.2f} s  {work:6.2f} s CPU  {said}\n")
            sys.stdout.flush()


def questions(world: World, seconds: float) -> dict[str, Callable[[], str]]:
    """Every question by name, answered in a few words."""
    targets = tuple(world.targets)
    people = sorted(world.holders)
    site = at_site(world, iri("site", "S03"))

    def table() -> Grid:
        return grid(world, targets, DAY)

    return {
        "team of one task": lambda: _team(grid(world, targets[:1], DAY), seconds),
        "team of a group of 14": lambda: _team(grid(world, targets[:14], DAY), seconds),
        "team of all tasks": lambda: _team(table(), seconds),
        "bus factors": lambda: f"least {min(one.together for one in bus_factors(table()))}",
        "robust against one": lambda: f"{len(weak(table(), 1))} weak",
        "single departures": lambda: f"{len(single_departures(table()))} holders",
        "truck factor, one falls": lambda: _truck(table(), seconds, half=False),
        "truck factor, half fall": lambda: _truck(table(), seconds, half=True),
        "a holder leaves": lambda: f"{len(leave(world, people[:1], targets, DAY).skills)} skills lost",
        "a pair leaves": lambda: f"{len(leave(world, people[:2], targets, DAY).skills)} skills lost",
        "a site is lost": lambda: f"{len(leave(world, site, targets, DAY).departure.together)} tasks",
        "expiries of a year": lambda: f"{len(expiries(world, targets, DAY, 12))} losses",
        "staffing": lambda: f"{(plan := staff(world, targets, DAY, seconds=seconds)).shortfall} of {plan.needed} short",
        "training for one task": lambda: _plan(world, targets[:1], Goal.COVER, seconds),
        "training for a group of 14": lambda: _plan(world, targets[:14], Goal.COVER, seconds),
        "no single point, group of 14": lambda: _plan(world, targets[:14], Goal.NO_SINGLE_POINT, seconds),
        "training for all tasks": lambda: _plan(world, targets, Goal.COVER, seconds),
        "no single point, all tasks": lambda: _plan(world, targets, Goal.NO_SINGLE_POINT, seconds),
        "two per requirement": lambda: _plan(world, targets, Goal.TWO_PER_REQUIREMENT, seconds),
        "training for all, cap of 10": lambda: _plan(world, targets, Goal.COVER, seconds, Decimal(10)),
        "what a skill opens": lambda: f"{len(openings(world, targets, DAY))} skill levels",
        "who could shadow, group of 14": lambda: f"{len(shadowing(world, targets[:14], DAY))} pairs",
        "who covers a group of 14": lambda: f"{len(cover(world, targets[:14], DAY))} holders",
        "who covers all tasks": lambda: f"{len(cover(world, targets, DAY))} holders",
        "a source ends": lambda: f"{len(risks(world, exposure(world, Ending.SOURCE, SOURCE), DAY))} risks",
        "additions for a group of 14": lambda: f"{additions(world, people[0], targets[:14], DAY).size} attestations",
    }


def _team(table: Grid, seconds: float) -> str:
    found = teams_of(table, seconds=seconds)
    return f"{found.size} members, at least {found.bound}; {len(found.teams)} teams, all: {found.is_all}"


def _plan(world: World, targets: Sequence[str], goal: Goal, seconds: float, cap: Decimal | None = None) -> str:
    made = plan(world, targets, goal, DAY, Terms(cap, seconds=Decimal(str(seconds))))
    least = "not known" if made.least_days is None else made.least_days
    return f"{made.days} days in {len(made.steps)} steps, at least {least}; proven: {made.is_optimal}"


def _truck(table: Grid, seconds: float, *, half: bool) -> str:
    found = truck_factor(table, Way.TOGETHER, half=half, seconds=seconds)
    return f"{len(found.leavers)} departures, at least {found.bound}"


if __name__ == "__main__":
    main()
