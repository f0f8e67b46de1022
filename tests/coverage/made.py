"""The same facts as the implementation meets them: as a world made directly, and as Turtle for a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from facts import Facts, Level, Time
from skillgraph.coverage import load_world
from skillgraph.coverage.world import (
    Attestation,
    Contribution,
    Holder,
    Kind,
    Outcome,
    Post,
    Requirement,
    Share,
    SkillLevel,
    Target,
    Training,
    World,
)
from skillgraph.snapshot import build
from skillgraph.terms import ID
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, SourceFile
from worlds import GROUP, Stated, derived, iri

_FILES = KeptFiles()  # the ontology is that of all worlds
_CLASSES = {"task": Kind.TASK, "area": Kind.AREA, "step": Kind.STEP, "role": Kind.ROLE}
_PREFIXES = "".join(
    f"@prefix {name}: <{address}> .\n"
    for name, address in (
        ("sg", "https://w3id.org/skillgraph/ns#"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("org", "http://www.w3.org/ns/org#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    )
)


def tail(name: str) -> str:
    """The last part of an IRI."""
    return name.rpartition("/")[2]


def kind(name: str) -> str:
    """The part of an IRI that says what kind of thing it is."""
    return name.removeprefix(ID).partition("/")[0]


# As a world


def made(facts: Facts) -> World:
    """The world, with what the rules of the workspace would add."""
    options = {name: tuple(SkillLevel(*one) for one in sorted(set(d.options))) for name, d in facts.demands.items()}
    world = World(
        holders={one: Holder(one, day, facts.sites.get(one, ())) for one, day in sorted(facts.holders.items())},
        targets={one: _target(facts, one) for kind_ in _CLASSES for one in facts.of_kind(kind_)},
        requirements={
            name: Requirement(name, _text(options[name]), one.essential, one.weight, options[name], one.not_on)
            for name, one in sorted(facts.demands.items())
        },
        attestations={
            name: Attestation(
                name, one.holder, SkillLevel(*one.level), one.basis, not one.withdrawn, one.start, one.end
            )
            for name, one in sorted(facts.records.items())
        },
        posts=tuple(Post(iri("post", slug), (), site, holder, False) for slug, holder, site in _posts(facts)),
        allocations=tuple(_share(name, one) for name, one in _times(facts, allocated=True)),
        availability=tuple(_share(name, one) for name, one in _times(facts, allocated=False)),
        trainings=tuple(
            Training(
                name, tail(name), one.days, tuple(Outcome(SkillLevel(s, n), before) for s, n, before in one.outcomes)
            )
            for name, one in sorted(facts.courses.items())
        ),
        prerequisites={skill: frozenset(others) for skill, others in facts.before.items() if others},
        contributions=tuple(
            Contribution(name, task, fte, (source,), source)
            for name, (task, source, fte) in sorted(facts.effort.items())
        ),
        names=dict(sorted((one, _label(one)) for one in _labelled(facts))),
    )
    entailments = tuple((SkillLevel(*one), SkillLevel(*other)) for one, other in facts.includes)
    return _as_ruled(derived(Stated(world, entailments)), facts)


def _as_ruled(world: World, facts: Facts) -> World:
    """With the lower levels of skills that only courses and prerequisites name, and without what includes nothing."""
    all_levels = {
        SkillLevel(skill, level): frozenset(SkillLevel(skill, lower) for lower in range(1, level))
        for skill in facts.skills
        for level in range(1, 5)
    } | dict(world.entails)
    return replace(world, entails={level: others for level, others in all_levels.items() if others})


def _target(facts: Facts, name: str) -> Target:
    areas = facts.areas.get(name, ())
    inherited = {one for area in areas for one in facts.own[area]}
    number = int(tail(name)) if kind(name) == "task" else int(tail(name)[1:]) + 1 if kind(name) == "step" else None
    groups = (GROUP,) if kind(name) == "task" else ()
    asked = tuple(sorted({*facts.own[name], *inherited}))
    belongs = (areas, (), ()) if kind(name) == "task" else ((), (), (name,) if kind(name) == "role" else ())
    return Target(name, _CLASSES[kind(name)], _label(name), number, asked, groups, *belongs)


def _text(options: Iterable[SkillLevel]) -> str:
    return " or ".join(sorted(f"{tail(one.skill)} {one.level}" for one in options))


def _posts(facts: Facts) -> list[tuple[str, str, str]]:
    return [(f"{tail(h)}-{tail(site)}", h, site) for h, sites in sorted(facts.sites.items()) for site in sites]


def _times(facts: Facts, *, allocated: bool) -> list[tuple[str, Time]]:
    return sorted((name, one) for name, one in facts.times.items() if bool(one.task) is allocated)


def _share(name: str, one: Time) -> Share:
    return Share(name, one.holder, one.task, one.fte, one.start, one.end)


def _labelled(facts: Facts) -> Iterator[str]:
    yield from (*facts.holders, *facts.own, *facts.courses, *facts.skills)


def _label(name: str) -> str:
    return f"Task {tail(name)}" if kind(name) == "task" else tail(name)


# As Turtle


def turtle(facts: Facts) -> dict[str, str]:
    """Files by path, one by kind of thing."""
    files = {
        "data/seed/skills.ttl": _skills(facts),
        "data/seed/register.ttl": _register(facts),
        "data/seed/contributions.ttl": _contributions(facts),
        "data/interpretation/requirements.ttl": _demands(facts),
        "data/interpretation/entailments.ttl": _inclusions(facts),
        "data/example/holders.ttl": _holders(facts),
        "data/example/attestations.ttl": _records(facts),
        "data/example/times.ttl": _shares(facts),
        "data/example/training.ttl": _courses(facts),
    }
    return {path: _PREFIXES + "".join(f"\n{one} .\n" for one in things) for path, things in files.items()}


def built(facts: Facts, ontology: Iterable[SourceFile]) -> World:
    """The world read from a snapshot of the Turtle, in which the real rules were run."""
    return world_of(turtle(facts), ontology)


def world_of(files: Mapping[str, str], ontology: Iterable[SourceFile]) -> World:
    """The world read from a snapshot of some Turtle files."""
    data = [SourceFile(path, text.encode()) for path, text in files.items()]
    found = build(Contents(Path(), (*ontology, *data)), _FILES.parse_files)
    assert found.clashes() == []
    world = load_world(found.dataset.engine())
    return replace(world, names={one: name for one, name in world.names.items() if kind(one) != "basis"})


def _thing(name: str, class_: str, *pairs: tuple[str, object], label: bool = False) -> str:
    said = [(path, value) for path, value in pairs if value is not None]
    if label:
        said.append(("skos:prefLabel", f'"{_label(name)}"@en'))
    return " ;\n    ".join([f"<{name}> a sg:{class_}", *(f"{path} {value}" for path, value in said)])


def _at(level: Level) -> tuple[tuple[str, object], tuple[str, object]]:
    return ("sg:skill", f"<{level[0]}>"), ("sg:level", level[1])


def _decimal(value: Decimal) -> str:
    return f'"{value}"^^xsd:decimal'


def _links(path: str, names: Iterable[str]) -> list[tuple[str, object]]:
    return [(path, f"<{name}>") for name in names]


def _interval(start: object, end: object) -> list[tuple[str, object]]:
    return [("sg:validFrom", f'"{start}"^^xsd:date'), ("sg:validUntil", f'"{end}"^^xsd:date')]


def _skills(facts: Facts) -> list[str]:
    return [
        _thing(one, "TechnicalSkill", *_links("sg:directPrerequisite", facts.before.get(one, ())), label=True)
        for one in facts.skills
    ]


def _register(facts: Facts) -> list[str]:
    found = []
    for name in facts.own:
        target, own = _target(facts, name), _links("sg:statesRequirement", facts.own[name])
        if kind(name) == "task":
            pairs = [("sg:number", target.number), *_links("sg:inGroup", [GROUP]), *own]
            found.append(_thing(name, "ServiceTask", *pairs, label=True))
        elif kind(name) == "area":
            found.append(_thing(name, "TaskArea", *own, label=True))
        elif kind(name) == "role":
            baseline = _links("sg:baseline", facts.areas.get(name, ()))
            found.append(_thing(name, "RoleClass", *baseline, *own, label=True))
        else:
            found.append(_thing(name, "OnboardingStep", ("sg:stepNumber", target.number), *own, label=True))
    for task in facts.of_kind("task"):
        for area in facts.areas.get(task, ()):
            pairs = [*_links("sg:assignsTask", [task]), *_links("sg:assignsArea", [area])]
            found.append(_thing(iri("area-assignment", f"{tail(task)}-{tail(area)}"), "AreaAssignment", *pairs))
    return found


def _contributions(facts: Facts) -> list[str]:
    return [
        _thing(
            name,
            "FundingContribution",
            *_links("sg:forTask", [task]),
            *_links("sg:fundedBy", [source]),
            ("sg:fte", _decimal(fte)),
        )
        for name, (task, source, fte) in facts.effort.items()
    ]


def _demands(facts: Facts) -> list[str]:
    found = []
    for name, one in facts.demands.items():
        necessity = iri("necessity", "essential" if one.essential else "optional")
        pairs = [("sg:weight", _decimal(one.weight)), *_links("sg:necessity", [necessity])]
        pairs += _links("sg:notOnBasis", sorted(one.not_on))
        if len(one.options) == 1:
            pairs += _at(one.options[0])
        for skill, level in one.options if len(one.options) > 1 else ():
            alternative = iri("alternative", f"{tail(name)}-{tail(skill)}-{level}")
            pairs += _links("sg:alternative", [alternative])
            found.append(_thing(alternative, "Alternative", *_at((skill, level))))
        found.append(_thing(name, "Requirement", *pairs))
    return found


def _inclusions(facts: Facts) -> list[str]:
    found = []
    for number, (one, other) in enumerate(facts.includes):
        included = [*_links("sg:entailedSkill", [other[0]]), ("sg:entailedLevel", other[1])]
        found.append(_thing(iri("entailment", f"e{number}"), "EntailmentStatement", *_at(one), *included))
    return found


def _holders(facts: Facts) -> list[str]:
    found = []
    for name, day in facts.holders.items():
        complete = f'"{day}"^^xsd:date' if day else None
        found.append(_thing(name, "SyntheticHolder", ("sg:recordCompleteFrom", complete), label=True))
    for slug, holder, site in _posts(facts):
        pairs = [*_links("sg:atSite", [site]), *_links("org:heldBy", [holder])]
        found.append(_thing(iri("post", slug), "Post", *pairs))
    return found


def _records(facts: Facts) -> list[str]:
    found = []
    for name, one in facts.records.items():
        status = iri("attestation-status", "withdrawn" if one.withdrawn else "active")
        pairs = [*_links("sg:holder", [one.holder]), *_at(one.level), *_links("sg:basis", [one.basis])]
        pairs += [*_links("sg:attestationStatus", [status]), *_interval(one.start, one.end)]
        found.append(_thing(name, "Attestation", *pairs))
    return found


def _shares(facts: Facts) -> list[str]:
    found = []
    for name, one in facts.times.items():
        pairs = [*_links("sg:holder", [one.holder]), *_links("sg:forTask", [one.task] if one.task else [])]
        pairs += [("sg:fte", _decimal(one.fte)), *_interval(one.start, one.end)]
        found.append(_thing(name, "Allocation" if one.task else "Availability", *pairs))
    return found


def _courses(facts: Facts) -> list[str]:
    found = []
    for name, one in facts.courses.items():
        outcomes = {iri("outcome", f"{tail(name)}-{n}"): outcome for n, outcome in enumerate(one.outcomes)}
        days = ("sg:effortDays", _decimal(one.days) if one.days is not None else None)
        found.append(_thing(name, "TrainingResource", days, *_links("sg:leadsTo", outcomes), label=True))
        for outcome, (skill, level, before) in outcomes.items():
            pairs = [*_at((skill, level)), ("sg:fromLevel", before or None)]
            found.append(_thing(outcome, "TrainingOutcome", *pairs))
    return found
