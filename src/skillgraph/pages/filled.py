"""Pages that ask a question about cover: their parameters are those of its route under /coverage, and the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from skillgraph.coverage import Day, World
from skillgraph.coverage.question import Given, Question, day_of, within
from skillgraph.coverage.questions import question
from skillgraph.coverage.world import Kind, Target
from skillgraph.errors import UnknownName, UsageError
from skillgraph.pages.site import Site

ON = "on"
_SYNTHETIC = """SELECT (COUNT(DISTINCT ?one) AS ?holders) (COUNT(DISTINCT ?made) AS ?synthetic) {
  ?one a sg:Holder OPTIONAL { ?one a sg:SyntheticHolder BIND(?one AS ?made) }
}"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was filled in, the day that is meant, and the same as fields of an address.

    `is_today` says that no day was given. `rest` are the fields that are the page's own.
    """

    question: Question
    given: Given
    day: Day
    is_today: bool
    fields: Mapping[str, str]
    rest: Mapping[str, str]

    def address(self, site: Site, suffix: str, **more: str) -> str:
        """Where the same answer is in another format, with more told or, where that is empty, less."""
        return site.address(f"/coverage/{self.question.name}{suffix}", {**self.fields, **more})


def asked(
    site: Site, name: str, parameters: Mapping[str, str], own: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> Asked:
    """What a page was told; empty fields, which forms send, say nothing. UsageError names a field that is wrong.

    The page has fields of its `own` and takes all parameters of the question `but` some.
    """
    about = question(name)
    about = replace(about, parameters=tuple(one for one in about.parameters if one.name not in but))
    told = {key: value for key, value in parameters.items() if value}
    rest = {key: told.pop(key) for key in own if key in told}
    day = told.get(ON, "")
    given = about.given((key, value) for key, value in told.items() if key != ON)
    return Asked(
        about, within(about.steps, given, site.allowed.seconds), day_of(day) if day else site.day, not day, told, rest
    )


@contextmanager
def named_in_parameters() -> Iterator[None]:
    """UsageError in the place of UnknownName: the page is there, and what one of its parameters names is not."""
    try:
        yield
    except UnknownName as error:
        raise UsageError(error.message, error.hint) from None


Choices = list[tuple[str, list[tuple[str, str]]]]


def groups_of_tasks(world: World) -> Choices:
    """What a list to choose from offers: all tasks, those of a group, those of a work package."""
    found = {"group": set[str](), "wp": set[str]()}
    for one in world.targets.values():
        found["group"].update(one.groups if one.kind is Kind.TASK else ())
        found["wp"].update(one.work_packages)
    return [
        (text, [(f"{key}={iri.rpartition('/')[2]}", world.name(iri)) for iri in sorted(found[key])])
        for key, text in (("group", "Groups of tasks"), ("wp", "Work packages"))
    ]


def targets(world: World, *kinds: Kind) -> Choices:
    """What a list to choose from offers: the targets of these kinds, by number and name."""
    return [
        (_KINDS[kind], [(f"{kind.value}:{one.iri.rpartition('/')[2]}", numbered(world, one.iri)) for one in some])
        for kind in kinds
        if (some := [one for one in _in_order(world) if world.targets[one.iri].kind is kind])
    ]


def numbered(world: World, iri: str) -> str:
    """A target's number and name."""
    target = world.targets[iri]
    return target.name if target.number is None else f"{target.number} {target.name}"


_KINDS = {Kind.TASK: "Tasks", Kind.AREA: "Task areas", Kind.ROLE: "Roles", Kind.STEP: "On-boarding steps"}


def _in_order(world: World) -> list[Target]:
    return sorted(world.targets.values(), key=lambda one: (one.number or 0, one.name, one.iri))


def is_invented(site: Site) -> bool:
    """Whether there are holders, and all of them are synthetic."""
    holders, synthetic = site.engine.select(_SYNTHETIC).rows[0]
    return str(holders) == str(synthetic) != "0"
