"""What follows from a handful of statements, by the definitions alone: so that an explanation can be held to its words.

It knows nothing but triples, and nothing of the files or of the implementation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

Said = tuple[str, str, str]  # subject, the last part of the predicate, and the object as text
Level = tuple[str, int]


def tail(name: str) -> str:
    """The last part of an IRI."""
    return name.rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True)
class Statements:
    """Some triples, taken for all that there is."""

    said: frozenset[Said]

    def of(self, subject: str, predicate: str) -> list[str]:
        """The objects."""
        return sorted(value for one, name, value in self.said if (one, name) == (subject, predicate))

    def subjects(self, predicate: str, value: str | None = None) -> list[str]:
        """Those of whom something is said."""
        return sorted({one for one, name, other in self.said if name == predicate and value in (None, other)})

    def holds(self, target: str, requirement: str) -> bool:
        """Whether a requirement is stated for a target, for an area that it is assigned to, or for its baseline."""
        if requirement in self.of(target, "statesRequirement"):
            return True
        areas = [a for one in self.subjects("assignsTask", target) for a in self.of(one, "assignsArea")]
        return any(self.holds(one, requirement) for one in (*areas, *self.of(target, "baseline")))

    def options(self, requirement: str) -> set[Level]:
        """The levels that a requirement accepts, as far as is said here."""
        return {level for one in (requirement, *self.of(requirement, "alternative")) for level in self.levels(one)}

    def levels(self, thing: str) -> Iterator[Level]:
        """The skill and level of a requirement, an alternative, an attestation or what entails."""
        yield from ((skill, int(level)) for skill in self.of(thing, "skill") for level in self.of(thing, "level"))

    def grants(self, level: Level) -> set[Level]:
        """A level, the lower ones, and what is stated to follow from any of them."""
        found, before = {level}, set[Level]()
        while found != before:
            before = set(found)
            found |= {(skill, rank - 1) for skill, rank in before if rank > 1}
            for one in self.subjects("entailedSkill"):
                if before.intersection(self.levels(one)):
                    skills, ranks = self.of(one, "entailedSkill"), self.of(one, "entailedLevel")
                    found |= {(skill, int(rank)) for skill in skills for rank in ranks}
        return found

    def attested(self, holder: str, requirement: str, *, counting: bool = True) -> Iterator[str]:
        """The attestations of a holder that were not withdrawn; those on a basis that counts, or the others."""
        for one in self.subjects("holder", holder):
            excluded = set(self.of(one, "basis")) & set(self.of(requirement, "notOnBasis"))
            is_active = [tail(status) for status in self.of(one, "attestationStatus")] == ["active"]
            if is_active and bool(excluded) is not counting:
                yield one

    def meets(self, attestation: str, requirement: str) -> bool:
        """Whether what is attested includes something that is accepted."""
        granted = {level for one in self.levels(attestation) for level in self.grants(one)}
        return bool(granted & self.options(requirement))

    def satisfied(self, holder: str, requirement: str, day: date) -> bool:
        """By an attestation that counts and is valid on the day."""
        return any(
            start <= str(day) < end and self.meets(one, requirement)
            for one in self.attested(holder, requirement)
            for start in self.of(one, "validFrom")
            for end in self.of(one, "validUntil")
        )

    def without(self, some: Iterable[Said]) -> Statements:
        """All but some of them."""
        return Statements(self.said - frozenset(some))
