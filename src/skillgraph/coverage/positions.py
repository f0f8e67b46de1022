"""The posts and sites that what is asked for concerns: where it is covered, and which posts for it are vacant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skillgraph.coverage.matching import Match, Status
from skillgraph.coverage.world import Post, World


@dataclass(frozen=True, slots=True)
class SiteCover:
    """A site: who is based there and covers what is asked for alone, of whom it is unknown, and its vacant posts.

    `vacant` are the posts of a role that suits the targets.
    """

    site: str
    covering: tuple[str, ...]
    unknown: tuple[str, ...]
    vacant: tuple[str, ...]


def posts_for(world: World, targets: Iterable[str]) -> tuple[Post, ...]:
    """The posts of a role that is asked for or that suits a task asked for, vacant or not, in the order of IRIs."""
    suited = {role for target in targets for role in world.targets[target].roles}
    return tuple(one for one in world.posts if suited.intersection(one.roles))


def vacancies(world: World, targets: Iterable[str]) -> tuple[Post, ...]:
    """Those of these posts that are vacant."""
    return tuple(one for one in posts_for(world, targets) if one.is_vacant)


def by_site(world: World, targets: Sequence[str], matches: Sequence[Match]) -> tuple[SiteCover, ...]:
    """Every site with its holders of some matches, in the order of IRIs."""
    vacant = vacancies(world, targets)
    based = {site for one in world.holders.values() for site in one.sites}
    return tuple(
        SiteCover(
            site,
            _based(world, site, matches, Status.COVERED),
            _based(world, site, matches, Status.UNKNOWN),
            tuple(one.iri for one in vacant if one.site == site),
        )
        for site in sorted(based | {one.site for one in world.posts if one.site})
    )


def _based(world: World, site: str, matches: Iterable[Match], status: Status) -> tuple[str, ...]:
    return tuple(one.holder for one in matches if one.status is status and site in world.holders[one.holder].sites)
