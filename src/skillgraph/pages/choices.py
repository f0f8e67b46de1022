"""What lists on pages about cover offer to choose from, and the words around them."""

from __future__ import annotations

from skillgraph.coverage import World
from skillgraph.coverage.naming import slug
from skillgraph.coverage.world import Kind, Target
from skillgraph.pages.site import Site

Choices = list[tuple[str, list[tuple[str, str]]]]

_KINDS = {Kind.TASK: "Tasks", Kind.AREA: "Task areas", Kind.ROLE: "Roles", Kind.STEP: "On-boarding steps"}
_SYNTHETIC = """SELECT (COUNT(DISTINCT ?one) AS ?holders) (COUNT(DISTINCT ?made) AS ?synthetic) {
  ?one a sg:Holder OPTIONAL { ?one a sg:SyntheticHolder BIND(?one AS ?made) }
}"""


def groups_of_tasks(world: World) -> Choices:
    """The groups of tasks and the work packages, each as what a question calls it and its name."""
    found = {"group": set[str](), "wp": set[str]()}
    for one in world.targets.values():
        found["group"].update(one.groups if one.kind is Kind.TASK else ())
        found["wp"].update(one.work_packages)
    return [
        (text, [(f"{key}={slug(iri)}", world.name(iri)) for iri in sorted(found[key])])
        for key, text in (("group", "Groups of tasks"), ("wp", "Work packages"))
    ]


def targets(world: World, *kinds: Kind) -> Choices:
    """The targets of these kinds, by number and name."""
    return [
        (_KINDS[kind], [(f"{kind.value}:{slug(one.iri)}", numbered(world, one.iri)) for one in some])
        for kind in kinds
        if (some := [one for one in _in_order(world) if one.kind is kind])
    ]


def holders(world: World) -> Choices:
    """Everybody, by name."""
    return [("", [(slug(iri), world.name(iri)) for iri in sorted(world.holders)])]


def numbered(world: World, iri: str) -> str:
    """A target's number and name."""
    target = world.targets[iri]
    return target.name if target.number is None else f"{target.number} {target.name}"


def _in_order(world: World) -> list[Target]:
    return sorted(world.targets.values(), key=lambda one: (one.number or 0, one.name, one.iri))


def is_invented(site: Site) -> bool:
    """Whether there are holders, and all of them are synthetic."""
    holders, synthetic = site.engine.select(_SYNTHETIC).rows[0]
    return str(holders) == str(synthetic) != "0"
