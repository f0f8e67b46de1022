"""What would have to be attested of a holder for cover: the smallest sets of skill levels, the cheapest of them.

An addition is an attestation of a skill level from the day on, on a basis that counts. Of all sets that would make the
holder satisfy every essential requirement, those with the fewest attestations count, and of these the ones that need
the fewest level steps above what was ever recorded of the holder up to the day, on whatever basis: to renew what has
expired takes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skillgraph.coverage.learning import Levels, includes
from skillgraph.coverage.matching import State, answer, demanded
from skillgraph.coverage.solver import Model
from skillgraph.coverage.world import Day, Requirement, SkillLevel, World

SEARCHES = 3  # for the fewest, the cheapest, and all of them


@dataclass(frozen=True, slots=True)
class Addition:
    """A skill level to be attested, its levels above what was recorded, and the requirements that it meets."""

    skill_level: SkillLevel
    steps: int
    meets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Additions:
    """The smallest and cheapest sets of additions, in the order of their skill levels; all where `is_all` says so.

    Empty where nothing is lacking, or where what is asked for has no essential requirement. Where `is_proven` is false
    time ran out: there may be smaller or cheaper ones, and without any set none was found in time.
    """

    sets: tuple[tuple[Addition, ...], ...]
    is_all: bool = True
    is_proven: bool = True

    @property
    def size(self) -> int:
        """How many attestations each set has."""
        return len(self.sets[0]) if self.sets else 0

    @property
    def steps(self) -> int:
        """How many level steps each set takes."""
        return sum(one.steps for one in self.sets[0]) if self.sets else 0


def additions(
    world: World, holder: str, targets: Sequence[str], day: Day, *, limit: int = 5, seconds: float = 5.0
) -> Additions:
    """The smallest and cheapest sets of additions that make a holder cover all targets, up to `limit` of them."""
    lacking = [one for one in demanded(world, targets) if answer(world, holder, one, day).state is not State.SATISFIED]
    if not lacking:
        return Additions(())
    known = _recorded(world, holder, day)
    helping = {level: _addition(level, lacking, given, known) for level, given in _helping(world, lacking).items()}
    chosen, is_all, is_proven = _smallest([one.iri for one in lacking], helping, limit, seconds)
    return Additions(tuple(tuple(helping[one] for one in some) for some in chosen), is_all, is_proven)


def _recorded(world: World, holder: str, day: Day) -> Levels:
    """What was recorded of a holder up to a day, whatever the basis and whether it has ended or not."""
    known = (one for one in world.attestations_of.get(holder, ()) if one.is_active and one.start <= day)
    return frozenset[SkillLevel]().union(*(includes(world, one.skill_level) for one in known))


def _helping(world: World, lacking: Sequence[Requirement]) -> Mapping[SkillLevel, Levels]:
    """Every skill level that meets one of the requirements, with all that it includes."""
    options = {option for one in lacking for option in one.options}
    levels = {SkillLevel(one.skill, rank) for one in options for rank in range(one.level, 5)}
    levels |= {level for level, included in world.entails.items() if included & options}
    return {level: includes(world, level) for level in sorted(levels)}


def _addition(level: SkillLevel, lacking: Sequence[Requirement], given: Levels, known: Levels) -> Addition:
    held = max((one.level for one in known if one.skill == level.skill), default=0)
    meets = tuple(one.iri for one in lacking if given.intersection(one.options))
    return Addition(level, max(0, level.level - held), meets)


def _smallest(
    lacking: Sequence[str], helping: Mapping[SkillLevel, Addition], limit: int, seconds: float
) -> tuple[list[list[SkillLevel]], bool, bool]:
    """The sets, whether these are all, and whether it is proven that none is smaller or cheaper."""
    model = Model()
    variables = dict(zip(helping, model.booleans(len(helping)), strict=True))
    for one in lacking:
        model.any_of([variables[level] for level, addition in helping.items() if one in addition.meets])
    every = [(1, variable) for variable in variables.values()]
    costs = [(helping[level].steps, variable) for level, variable in variables.items()]
    is_proven = True
    for terms in (every, costs):
        found = model.minimise(terms, seconds)
        if found is None:
            return [], False, False
        is_proven = is_proven and found.is_optimal
        model.at_most(terms, found.objective)
    sets, is_all = model.each(list(variables.values()), limit, seconds)
    names = {variable: level for level, variable in variables.items()}
    return [[names[one] for one in some] for some in sets], is_all, is_proven
