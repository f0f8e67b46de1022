"""Finding the thing that somebody means: its IRI, its slug, its label or its number, in any case and punctuation."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from skillgraph.coverage.world import World
from skillgraph.errors import UnknownName, UsageError
from skillgraph.terms import ID


def find(world: World, kind: str, text: str) -> str:
    """The IRI of the thing of a kind such as `task` or `funding-source`; UnknownName where none or several fit."""
    known = sorted(_of_kind(world, kind))
    if text in known:
        return text
    slugs = {iri.rpartition("/")[2]: iri for iri in known}
    bare = text.rpartition(":")[2]
    if bare in slugs:
        return slugs[bare]
    meant = _plain(bare)
    fitting = {iri for slug, iri in slugs.items() if meant in (_plain(slug), _plain(world.names.get(iri, "")))}
    if meant and len(fitting) == 1:
        return fitting.pop()
    near = difflib.get_close_matches(bare, slugs, n=3, cutoff=0.5) or sorted(slugs)[:5]
    raise UnknownName(f"There is no {kind} called {text!r}.", f"There are for example: {', '.join(near)}.")


@contextmanager
def named_in_parameters() -> Iterator[None]:
    """Where names are those in parameters of a request, not in its address: an unknown one is a UsageError."""
    try:
        yield
    except UnknownName as error:
        raise UsageError(error.message, error.hint) from None


def slug(iri: str) -> str:
    """The last part of an IRI."""
    return iri.rpartition("/")[2]


def tasks_of_group(world: World, group: str) -> tuple[str, ...]:
    """The tasks of a group in the order of their numbers."""
    found = [one for one in world.targets.values() if group in one.groups]
    return tuple(one.iri for one in sorted(found, key=lambda one: (one.number or 0, one.iri)))


def _of_kind(world: World, kind: str) -> Iterator[str]:
    start = f"{ID}{kind}/"
    named = {*world.names, *world.holders, *world.targets}
    return (iri for iri in named if iri.startswith(start))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
