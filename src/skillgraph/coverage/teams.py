"""The smallest teams that cover a task, or several tasks together.

A team covers a task when each of its essential requirements is satisfied by some member. It covers several tasks when
it covers each; what matters is the union of their requirements. A smallest team has the least possible number of
members; the number is proven by the solver.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from skillgraph.coverage.grid import Grid, Holders, grid
from skillgraph.coverage.relaxation import Variable
from skillgraph.coverage.solver import Model
from skillgraph.coverage.world import Day, World

Team = tuple[str, ...]

# How many members of a team are replaced at once while a better one is looked for.
_PART = 25


@dataclass(frozen=True, slots=True)
class Teams:
    """The smallest teams for some targets.

    `size` is the least number of members, `bound` the number proven to be needed: equal unless time ran out, when
    `teams` holds the one best team found. `teams` come in the order of their members' IRIs; `is_all` says whether
    there are no others of that size. `missing` are the requirements that nobody satisfies, `uncovered` the targets
    that have one: the teams satisfy all other requirements. `unmapped` targets have no essential requirement.
    `possible` is the least size if everything unknown were true, None where even then some requirement has nobody.
    """

    teams: tuple[Team, ...]
    size: int
    bound: int
    is_all: bool
    missing: tuple[str, ...]
    uncovered: tuple[str, ...]
    unmapped: tuple[str, ...]
    possible: int | None

    @property
    def is_optimal(self) -> bool:
        """Whether it is proven that no smaller team does."""
        return self.size == self.bound

    @property
    def covers(self) -> bool:
        """Whether the teams cover all targets that have requirements."""
        return not self.missing


def smallest_teams(world: World, targets: Sequence[str], day: Day, *, limit: int = 20, seconds: float = 25.0) -> Teams:
    """The smallest teams for all targets together, up to `limit` of them, within about `seconds`."""
    return teams_of(grid(world, targets, day), limit=limit, seconds=seconds)


def teams_of(table: Grid, *, limit: int = 20, seconds: float = 25.0) -> Teams:
    """The same for a grid, such as one without those who leave."""
    wanted = [table.satisfied[one] for one in table.requirements]
    rows = minimal([held for held in wanted if held])
    best, bound = least_cover(rows, seconds)
    if len(best) == bound:
        teams, is_all = _all_covers(rows, bound, limit, seconds)
    else:
        teams, is_all = (best,), False
    could = [table.could(one) for one in table.requirements]
    return Teams(
        teams=teams or (best,),
        size=len(best),
        bound=bound,
        is_all=is_all,
        missing=tuple(one for one in table.requirements if not table.satisfied[one]),
        uncovered=tuple(target for target in table.of if table.missing(target)),
        unmapped=table.unmapped,
        possible=_possible(could, seconds) if all(could) else None,
    )


def _possible(could: Sequence[Holders], seconds: float) -> int:
    if could and frozenset.intersection(*could):
        return 1
    return least_cover(minimal(could), seconds)[1]


def minimal(rows: Iterable[Holders]) -> list[Holders]:
    """The sets that include no other one, each once: who meets these meets all. In a fixed order."""
    kept: list[Holders] = []
    for row in sorted(set(rows), key=lambda one: (len(one), sorted(one))):
        if not any(other <= row for other in kept):
            kept.append(row)
    return kept


def least_cover(rows: Sequence[Holders], seconds: float) -> tuple[Team, int]:
    """A smallest set that meets every row, and the bound proven for its size; the best one found if time runs out."""
    if not rows:
        return (), 0
    columns = _undominated(rows)
    rows = minimal(row.intersection(columns) for row in rows)
    best, bound = _solved(rows, _greedy(rows), seconds / 2)
    return (best if len(best) == bound else _improved(rows, best, seconds / 2)), bound


def _solved(rows: Sequence[Holders], start: Team, seconds: float) -> tuple[Team, int]:
    columns = sorted(frozenset[str]().union(*rows))
    model = Model()
    variables = dict(zip(columns, model.booleans(len(columns)), strict=True))
    for row in rows:
        model.any_of(sorted(variables[one] for one in row))
    model.hint({variable: int(one in start) for one, variable in variables.items()})
    solution = model.minimise([(1, one) for one in variables.values()], seconds)
    if solution is None:
        return start, _disjoint(rows)
    found = _names(variables, solution.chosen(variables.values()))
    return min(found, start, key=len), max(solution.bound, _disjoint(rows))


def _improved(rows: Sequence[Holders], team: Team, seconds: float) -> Team:
    """The team after parts of it, drawn from a fixed seed, were replaced by smallest ones until time is up."""
    random, until = Random(1), time.monotonic() + seconds  # noqa: S311  # the same parts every time
    while (left := until - time.monotonic()) > 0:
        part = set(random.sample(team, min(_PART, len(team))))
        kept = frozenset(team) - part
        open_rows = [other for other in rows if not other & kept]
        found, _ = _solved(minimal(open_rows), tuple(sorted(part)), min(left, 1.0))
        team = tuple(sorted(kept.union(found)))
    return team


def _disjoint(rows: Sequence[Holders]) -> int:
    """How many rows share nobody, at least: each needs a member of its own."""
    taken, count = frozenset[str](), 0
    for row in rows:
        if not row & taken:
            taken, count = taken | row, count + 1
    return count


def _undominated(rows: Sequence[Holders]) -> list[str]:
    """Those who meet rows of which nobody else meets more; of equals the first by IRI."""
    met: dict[str, int] = {}
    for index, row in enumerate(rows):
        for one in row:
            met[one] = met.get(one, 0) | 1 << index
    kept: dict[str, int] = {}
    for one in sorted(met, key=lambda one: (-met[one].bit_count(), one)):
        if not any(met[one] | other == other for other in kept.values()):
            kept[one] = met[one]
    return sorted(kept)


def _greedy(rows: Sequence[Holders]) -> Team:
    """A small team: again and again whoever meets most of what is left, then without those no longer needed."""
    left, chosen = list(rows), list[str]()
    while left:
        counts: dict[str, int] = {}
        for row in left:
            for one in row:
                counts[one] = counts.get(one, 0) + 1
        best = min(counts, key=lambda one: (-counts[one], one))
        chosen.append(best)
        left = [row for row in left if best not in row]
    for one in tuple(chosen):
        others = {other for other in chosen if other != one}
        if all(others & row for row in rows):
            chosen.remove(one)
    return tuple(sorted(chosen))


def _all_covers(rows: Sequence[Holders], size: int, limit: int, seconds: float) -> tuple[tuple[Team, ...], bool]:
    """All sets of that size that meet every row, in lexicographic order, and whether these are all."""
    columns = sorted(frozenset[str]().union(*rows))
    model = Model()
    variables = dict(zip(columns, model.booleans(len(columns)), strict=True))
    for row in rows:
        model.any_of(sorted(variables[one] for one in row))
    model.at_most([(1, one) for one in variables.values()], size)
    found, is_all = model.each(list(variables.values()), limit, seconds)
    return tuple(_names(variables, team) for team in found), is_all


def _names(variables: Mapping[str, Variable], chosen: Iterable[Variable]) -> Team:
    wanted = set(chosen)
    return tuple(sorted(name for name, variable in variables.items() if variable in wanted))
