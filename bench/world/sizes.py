"""How much of everything there is in a federation of so many holders."""

from __future__ import annotations

from dataclasses import dataclass

_LEAST_TASKS = 20
_SKILLS_OF_A_TASK = 3
SITE = 50


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers that shape a federation; `history` is how many attestations a holder has on the average.

    `together` is how many sites one file holds.
    """

    holders: int
    tasks: int
    skills: int
    history: float
    seed: int
    together: int = 1

    @property
    def sites(self) -> int:
        """A site has about fifty holders, and a federation at least four sites."""
        return max(4, -(-self.holders // SITE))

    def holders_of(self, site: int) -> range:
        """The numbers of the holders of a site, from 1 on over all sites; sites differ by one holder at most."""
        return range(site * self.holders // self.sites + 1, (site + 1) * self.holders // self.sites + 1)


def sizes(
    holders: int,
    seed: int = 1,
    *,
    tasks: int | None = None,
    skills: int | None = None,
    history: float = 4.6,
    together: int = 1,
) -> Sizes:
    """The sizes of a federation; tasks grow with the power 0.4 of its holders, skills with the tasks."""
    if tasks is None:
        tasks = round(_LEAST_TASKS * (max(holders, 100) / 100) ** 0.4)
    return Sizes(holders, tasks, skills or _SKILLS_OF_A_TASK * tasks, history, seed, together)
