"""How several communities (VOs) that are brought in at once load the team.

The effort of an on-boarding step is not stated anywhere, so people are counted and not hours: whoever is busy with a
step for one community is not free for another step or community at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.grid import Grid, grid
from skillgraph.coverage.matching import free
from skillgraph.coverage.world import Day, Kind, World


@dataclass(frozen=True, slots=True)
class StepLoad:
    """A step, who covers it alone, how many more might, and the free working time of the former where recorded.

    `tight` are requirements with fewer holders than there are communities: even if the work is shared, somebody serves
    two at once. `served` is for how many communities the step finds somebody who does nothing else.
    """

    step: str
    covering: tuple[str, ...]
    possible: int
    free: Decimal | None
    tight: tuple[str, ...]
    served: int


@dataclass(frozen=True, slots=True)
class Load:
    """What bringing in `communities` at once asks for, if each is at every step at the same time.

    `needed` people, one per community and step; `served` is the most that can be found, each a different person, and
    `served_possible` the most if everything unknown were true. `unmapped` steps have no essential requirement.
    """

    communities: int
    steps: tuple[StepLoad, ...]
    needed: int
    served: int
    served_possible: int
    unmapped: tuple[str, ...]


def onboarding(world: World, communities: int, day: Day) -> Load:
    """The load of that many communities on a day, over the steps in their order."""
    steps = sorted((one for one in world.targets.values() if one.kind is Kind.STEP), key=lambda one: one.number or 0)
    table = grid(world, [one.iri for one in steps], day)
    slots = [step for step in table.of for _ in range(communities)]
    served = _matched(slots, {step: sorted(table.alone(step)) for step in table.of})
    possible = _matched(slots, {step: sorted(table.alone_possibly(step)) for step in table.of})
    found = [slots[slot] for slot in served.values()]
    return Load(
        communities,
        tuple(_step(world, table, step, day, communities, found.count(step)) for step in table.of),
        len(slots),
        len(served),
        len(possible),
        table.unmapped,
    )


def _step(world: World, table: Grid, step: str, day: Day, communities: int, served: int) -> StepLoad:
    covering = tuple(sorted(table.alone(step)))
    recorded = [fte for fte in (free(world, one, day) for one in covering) if fte is not None]
    return StepLoad(
        step,
        covering,
        len(table.alone_possibly(step)) - len(covering),
        sum(recorded, Decimal(0)) if recorded else None,
        tuple(one for one in table.of[step] if len(table.satisfied[one]) < communities),
        served,
    )


def _matched(slots: Sequence[str], able: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The most slots that get a person of their own, by person: a maximum matching by augmenting paths."""
    taken: dict[str, int] = {}

    def place(slot: int, seen: set[str]) -> bool:
        for person in able[slots[slot]]:
            if person not in seen:
                seen.add(person)
                if person not in taken or place(taken[person], seen):
                    taken[person] = slot
                    return True
        return False

    for slot in range(len(slots)):
        place(slot, set())
    return taken
