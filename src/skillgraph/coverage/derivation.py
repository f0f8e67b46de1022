"""How an answer follows from what is stated, step by step; each step is named.

`stated requirement`, `area inheritance` and `baseline inheritance` say why a requirement holds for a target; `accepted
level` which skill level it accepts; `attested level`, `lower level` and `entailment` what an attestation attests;
`satisfaction` and `below level` what that means for the requirement; `excluded basis` why one does not count;
`complete record` that what is not recorded is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skillgraph.coverage.evidence import Evidence
from skillgraph.coverage.matching import Answer, State, reaches
from skillgraph.coverage.world import Attestation, Requirement, SkillLevel, World
from skillgraph.terms import ID, NS, Iri, serialise

_ENTAILMENTS = """SELECT ?x ?skill ?level ?other ?rank {
    ?x a sg:EntailmentStatement ; sg:skill ?skill ; sg:level ?level ; sg:entailedSkill ?other ; sg:entailedLevel ?rank
} ORDER BY ?x"""
_ATTESTED = ("holder", "basis", "attestationStatus", "validFrom", "validUntil")
Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One inference: its name, the term whose axiom or rule it applies, and the triple that it concludes.

    `statements` are the numbers of the stated triples and `steps` of the earlier steps that it uses. A step that
    concludes from what is not recorded has no triple.
    """

    name: str
    term: str
    conclusion: Triple | None
    statements: tuple[int, ...]
    steps: tuple[int, ...] = ()


class Derivation:
    """Collects steps; each has a number from 0, and one that is used again keeps it."""

    def __init__(self, world: World, evidence: Evidence) -> None:
        self._world = world
        self._evidence = evidence
        self._numbers: dict[Step, int] = {}
        self._direct: dict[SkillLevel, list[tuple[SkillLevel, str]]] = {}
        for x, skill, level, other, rank in evidence.rows(_ENTAILMENTS):
            included = SkillLevel(str(other), int(str(rank)))
            self._direct.setdefault(SkillLevel(str(skill), int(str(level))), []).append((included, str(x)))

    def steps(self) -> tuple[Step, ...]:
        """All steps collected."""
        return tuple(self._numbers)

    def held(self, target: str, requirement: str, below: frozenset[str] = frozenset()) -> Iterator[int]:
        """Why a requirement holds for a target; nothing where it does not.

        `below` are those that inherit it from the target: it is not looked for there, should they form a circle.
        """
        conclusion = (target, f"{NS}hasRequirement", requirement)
        stated = self._evidence.linking(target, f"{NS}statesRequirement", requirement)
        if stated:
            necessity = self._evidence.about(requirement, f"{NS}necessity")
            yield self._step("stated requirement", "hasRequirement", conclusion, (*stated, *necessity))
            return
        for name, link in (("area inheritance", "inArea"), ("baseline inheritance", "baseline")):
            for via in self._vias(target, link, requirement):
                if via in below:
                    continue
                before = tuple(self.held(via, requirement, below | {target}))
                yield from before
                yield self._step(name, "hasRequirement", conclusion, self._link(target, link, via), before[-1:])
                return

    def decided(self, answer: Answer, holder: str) -> Iterator[int]:
        """Why the state of a requirement is what it is."""
        if answer.by is not None and answer.option is not None:
            yield from self._by_attestation(answer.requirement, answer.by, answer.option, answer.state)
        else:
            yield from (self._accepted(answer.requirement, option) for option in answer.requirement.options)
        if answer.state is State.MISSING:
            found = self._evidence.about(holder, f"{NS}recordCompleteFrom")
            yield self._step("complete record", "recordCompleteFrom", None, found)
        for one in answer.not_counted:
            found = (
                *self._evidence.about(answer.requirement.iri, f"{NS}notOnBasis"),
                *self._evidence.about(one.iri, *(f"{NS}{name}" for name in ("holder", "skill", "level", "basis"))),
            )
            yield self._step("excluded basis", "notOnBasis", None, found)

    def _by_attestation(self, asked: Requirement, by: Attestation, option: SkillLevel, state: State) -> Iterator[int]:
        accepted = self._accepted(asked, option)
        is_below = state is State.BELOW_LEVEL
        reached = SkillLevel(option.skill, reaches(self._world, by, option.skill)) if is_below else option
        attested = list(self._attested(by, reached))
        yield from (accepted, *attested)
        own = self._evidence.about(by.iri, *(f"{NS}{name}" for name in _ATTESTED))
        if is_below:
            conclusion = (by.iri, f"{NS}speaksOf", asked.iri)
            yield self._step("below level", "speaksOf", conclusion, own, (accepted, *attested[-1:]))
            return
        own += self._evidence.about(asked.iri, f"{NS}notOnBasis")
        subject = f"?x sg:byAttestation {serialise(Iri(by.iri))} ; sg:satisfiesRequirement {serialise(Iri(asked.iri))}"
        for (found,) in self._evidence.rows(f"SELECT ?x {{ {subject} }}"):
            conclusion = (str(found), f"{NS}satisfiesRequirement", asked.iri)
            yield self._step("satisfaction", "Satisfaction", conclusion, own, (accepted, *attested[-1:]))

    def _accepted(self, asked: Requirement, option: SkillLevel) -> int:
        wanted = f"sg:skill {serialise(Iri(option.skill))} ; sg:level {option.level}"
        query = f"SELECT ?x {{ {serialise(Iri(asked.iri))} sg:alternative ?x . ?x {wanted} }} ORDER BY ?x"
        ways = [str(way) for (way,) in self._evidence.rows(query) if isinstance(way, Iri)]
        chosen = self._evidence.linking(asked.iri, f"{NS}alternative", ways[0]) if ways else ()
        found = (*chosen, *self._evidence.about((ways or [asked.iri])[0], f"{NS}skill", f"{NS}level"))
        return self._step("accepted level", "accepts", (asked.iri, f"{NS}accepts", _iri(option)), found)

    def _attested(self, by: Attestation, wanted: SkillLevel) -> Iterator[int]:
        """From the level that an attestation names to one that it includes, by the fewest links."""
        found = self._evidence.about(by.iri, f"{NS}skill", f"{NS}level")
        last = self._step("attested level", "attests", (by.iri, f"{NS}attests", _iri(by.skill_level)), found)
        yield last
        for level, statement in self._path(by.skill_level, wanted):
            name, stated = "lower level", tuple[int, ...]()
            if statement:
                name = "entailment"
                about = ("skill", "level", "entailedSkill", "entailedLevel")
                stated = self._evidence.about(statement, *(f"{NS}{one}" for one in about))
            last = self._step(name, "entails", (by.iri, f"{NS}attests", _iri(level)), stated, (last,))
            yield last

    def _path(self, start: SkillLevel, wanted: SkillLevel) -> list[tuple[SkillLevel, str]]:
        """The links of a shortest chain: the level that each leads to, and a curator's statement if it rests on one."""
        came: dict[SkillLevel, tuple[SkillLevel, str] | None] = {start: None}
        todo = [start]
        for level in todo:
            lower = [(SkillLevel(level.skill, rank), "") for rank in range(level.level - 1, 0, -1)]
            for following, statement in (*lower, *self._direct.get(level, ())):
                if following not in came:
                    came[following] = (level, statement)
                    todo.append(following)
        path = []
        while (link := came[wanted]) is not None:
            path.append((wanted, link[1]))
            wanted = link[0]
        return path[::-1]

    def _vias(self, target: str, link: str, requirement: str) -> list[str]:
        pattern = f"{serialise(Iri(target))} sg:{link} ?via . ?via sg:hasRequirement {serialise(Iri(requirement))}"
        states = f"EXISTS {{ ?via sg:statesRequirement {serialise(Iri(requirement))} }}"
        rows = self._evidence.rows(f"SELECT DISTINCT ?via {{ {pattern} }} ORDER BY DESC({states}) ?via")
        return [str(via) for (via,) in rows if str(via) != target]

    def _link(self, target: str, link: str, via: str) -> tuple[int, ...]:
        """The statements behind a link to an area or a baseline: the link itself, or a curator's assignment."""
        if stated := self._evidence.linking(target, f"{NS}{link}", via):
            return stated
        pattern = f"?x sg:assignsTask {serialise(Iri(target))} ; sg:assignsArea {serialise(Iri(via))}"
        rows = self._evidence.rows(f"SELECT ?x {{ {pattern} }} ORDER BY ?x")
        about = (f"{NS}assignsTask", f"{NS}assignsArea")
        return tuple(number for (x,) in rows for number in self._evidence.about(str(x), *about))

    def _step(
        self, name: str, term: str, conclusion: Triple | None, found: tuple[int, ...], steps: tuple[int, ...] = ()
    ) -> int:
        step = Step(name, f"{NS}{term}", conclusion, found, steps)
        return self._numbers.setdefault(step, len(self._numbers))


def _iri(level: SkillLevel) -> str:
    return f"{ID}skill-level/{level.skill.rpartition('/')[2]}-{level.level}"
