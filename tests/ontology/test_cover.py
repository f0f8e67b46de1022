"""HermiT as the judge of matching: it sorts holders into generated classes of those who can cover a task.

A class is generated for each task from its essential requirements. HermiT gets the ontology, the attestations that are
valid on the day, and the direct entailments; which level includes which, and who covers what, it finds by itself. Where
it puts a holder into a class, the holder covers the task, and the other way round. What it does not say is no answer:
its world is open, so a gap and an unknown look alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

import pytest

from skillgraph.coverage import load_world
from skillgraph.coverage.asking import tasks
from skillgraph.coverage.matching import Status, cover
from skillgraph.coverage.naming import slug
from skillgraph.coverage.world import Day, Requirement, SkillLevel, World, on_day
from skillgraph.engine import InProcess
from skillgraph.reason.axioms import Triple
from skillgraph.reason.dl import classify
from skillgraph.terms import ID, NS, OWL, RDF, RDF_TYPE, RDFS, Blank, Iri, Literal

NAMES = "https://example.org/cover#"
A, COUNTS = Iri(RDF_TYPE), Iri(f"{NAMES}Counts")
Node = Iri | Blank


class Classes:
    """Triples of the generated classes."""

    def __init__(self) -> None:
        self.triples: list[Triple] = [(COUNTS, A, Iri(f"{OWL}Class"))]
        self._numbers = count()

    def can_cover(self, target: str, requirements: Iterable[Requirement], bases: frozenset[str]) -> None:
        """Those who have for every requirement an attestation that counts and attests what it accepts."""
        parts: list[Node] = [Iri(f"{NS}Holder")]
        parts += [self._some("hasRecord", self._meeting(one, bases)) for one in requirements]
        self._define(Iri(f"{NAMES}{slug(target)}"), self._all(parts))

    def _meeting(self, asked: Requirement, bases: frozenset[str]) -> Node:
        name = Iri(f"{NAMES}meets-{slug(asked.iri)}")
        if (name, A, Iri(f"{OWL}Class")) not in self.triples:
            accepted = self._some("attests", self._one_of(map(level, asked.options)))
            parts: list[Node] = [COUNTS, accepted]
            if asked.excluded:
                parts.append(self._some("basis", self._one_of(map(Iri, sorted(bases - asked.excluded)))))
            self._define(name, self._all(parts))
        return name

    def _define(self, name: Iri, expression: Node) -> None:
        self.triples += [(name, A, Iri(f"{OWL}Class")), (name, Iri(f"{OWL}equivalentClass"), expression)]

    def _all(self, parts: Iterable[Node]) -> Node:
        return self._node("Class", "intersectionOf", self._list(parts))

    def _one_of(self, things: Iterable[Iri]) -> Node:
        return self._node("Class", "oneOf", self._list(things))

    def _some(self, link: str, of: Node) -> Node:
        node = self._node("Restriction", "someValuesFrom", of)
        self.triples.append((node, Iri(f"{OWL}onProperty"), Iri(f"{NS}{link}")))
        return node

    def _node(self, kind: str, link: str, value: Node) -> Blank:
        node = Blank(f"c{next(self._numbers)}")
        self.triples += [(node, A, Iri(f"{OWL}{kind}")), (node, Iri(f"{OWL}{link}"), value)]
        return node

    def _list(self, items: Iterable[Node]) -> Node:
        rest: Node = Iri(f"{RDF}nil")
        for item in reversed(list(items)):
            node = Blank(f"l{next(self._numbers)}")
            self.triples += [(node, Iri(f"{RDF}first"), item), (node, Iri(f"{RDF}rest"), rest)]
            rest = node
        return rest


def level(one: SkillLevel) -> Iri:
    return Iri(f"{ID}skill-level/{slug(one.skill)}-{one.level}")


def direct_entailments(data: list[Triple], world: World) -> Iterator[Triple]:
    """The next lower level of each skill, and what curators state."""
    link = Iri(f"{NS}entailsDirectly")
    skills = {option.skill for one in world.requirements.values() for option in one.options}
    skills |= {one.skill_level.skill for one in world.attestations.values()}
    stated: dict[str, dict[str, str]] = {}
    for subject, predicate, value in data:
        stated.setdefault(str(subject), {})[predicate.value] = str(value)
    for about in stated.values():
        if about.get(RDF_TYPE) == f"{NS}EntailmentStatement":
            upper = SkillLevel(about[f"{NS}skill"], int(about[f"{NS}level"]))
            lower = SkillLevel(about[f"{NS}entailedSkill"], int(about[f"{NS}entailedLevel"]))
            skills |= {upper.skill, lower.skill}
            yield level(upper), link, level(lower)
    for skill in sorted(skills):
        for rank in (2, 3, 4):
            yield level(SkillLevel(skill, rank)), link, level(SkillLevel(skill, rank - 1))


def recorded(world: World, day: Day) -> Iterator[Triple]:
    """The holders, and the attestations that are valid on a day."""
    for holder in world.holders:
        yield Iri(holder), A, Iri(f"{NS}Holder")
    for one in on_day(world.attestations.values(), day):
        if one.is_active:
            yield Iri(one.iri), A, COUNTS
            yield Iri(one.iri), Iri(f"{NS}holder"), Iri(one.holder)
            yield Iri(one.iri), Iri(f"{NS}basis"), Iri(one.basis)
            yield Iri(one.iri), Iri(f"{NS}attests"), level(one.skill_level)


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2026-12-01", "2028-06-01"])
def test_hermit_and_matching_agree_who_covers_what(
    ontology: list[Triple], data: list[Triple], snapshot_engine: InProcess, java: str, day: str
) -> None:
    world, on = load_world(snapshot_engine), Day.fromisoformat(day)
    made = Classes()
    bases = frozenset(one.basis for one in world.attestations.values())
    mapped = [task for task in tasks(world) if world.essential(task)]
    for task in mapped:
        made.can_cover(task, world.essential(task), bases)
    facts = [*direct_entailments(data, world), *recorded(world, on)]
    axioms = [t for t in ontology if not isinstance(t[2], Literal) and t[1].value != f"{RDFS}isDefinedBy"]
    report = classify([*axioms, *made.triples, *facts], java=java, timeout_s=300)
    assert report.consistent
    found = {(s.value, o.value) for s, o in report.types if o.value.removeprefix(NAMES).isdigit()}
    covers = [(one, task) for task in mapped for one in cover(world, [task], on) if one.status is Status.COVERED]
    assert found == {(one.holder, f"{NAMES}{slug(task)}") for one, task in covers}
    assert len(covers) >= 10
    assert any(each.entailed for one, _ in covers for each in one.essential)
