"""Why a graph is inconsistent: a smallest set of individuals whose statements contradict each other.

HermiT itself says only that there is a contradiction. It is asked again with the statements about fewer and fewer
individuals (QuickXplain; Junker, AAAI 2004), while the vocabulary stays whole.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph.errors import UsageError, WorkspaceError
from skillgraph.reason.axioms import Triple
from skillgraph.reason.dl import classify
from skillgraph.terms import OWL, RDF, RDF_TYPE, RDFS, Iri


@dataclass(frozen=True, slots=True)
class Explanation:
    """Individuals whose statements contradict each other or the vocabulary; none: the vocabulary contradicts itself.

    `minimal` says whether each of them is needed for it; it is False where the time ran out before that was known.
    """

    individuals: tuple[Iri, ...]
    minimal: bool
    seconds: float


def explain(
    ontology_and_data: Iterable[Triple], *, java: str | None, heap_mb: int = 512, timeout_s: float = 300
) -> Explanation:
    """Where an inconsistent set of triples contradicts itself; UsageError where it is consistent.

    Takes some twenty runs of the reasoner for a thousand individuals. Errors are those of `classify`.
    """
    started = time.monotonic()
    search = _Search(set(ontology_and_data), java, heap_mb, started + timeout_s)
    if not search.contradicts(search.individuals):
        raise UsageError("There is no contradiction to explain.", "The statements are consistent.")
    minimal = True
    try:
        found = [] if search.contradicts([]) else search.shrink([], search.individuals, grown=False)
    except WorkspaceError:
        if time.monotonic() < search.deadline:
            raise
        found, minimal = search.smallest, False
    return Explanation(tuple(sorted(found, key=str)), minimal, time.monotonic() - started)


class _Search:
    """Which statements are enough for a contradiction: the vocabulary always, individuals one by one."""

    def __init__(self, triples: set[Triple], java: str | None, heap_mb: int, deadline: float) -> None:
        self._java, self._heap_mb, self.deadline = java, heap_mb, deadline
        self._about: dict[Iri, list[Triple]] = {}
        self._vocabulary: list[Triple] = []
        terms = {
            subject for subject, predicate, value in triples if predicate.value == RDF_TYPE and _is_meta(str(value))
        }
        for triple in triples:
            subject = triple[0]
            if isinstance(subject, Iri) and subject not in terms:
                self._about.setdefault(subject, []).append(triple)
            else:
                self._vocabulary.append(triple)
        self.individuals = sorted(self._about, key=str)
        self.smallest = self.individuals

    def contradicts(self, individuals: list[Iri]) -> bool:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise WorkspaceError("The time for an explanation is up.", "Give it more time.")
        triples = [*self._vocabulary, *(triple for iri in individuals for triple in self._about[iri])]
        found = not classify(triples, java=self._java, heap_mb=self._heap_mb, timeout_s=left).consistent
        if found and len(individuals) < len(self.smallest):
            self.smallest = individuals
        return found

    def shrink(self, sure: list[Iri], open_: list[Iri], *, grown: bool) -> list[Iri]:
        """The members of `open_` that are needed for a contradiction beside `sure`."""
        if grown and self.contradicts(sure):
            return []
        if len(open_) == 1:
            return open_
        left, right = open_[: len(open_) // 2], open_[len(open_) // 2 :]
        from_right = self.shrink([*sure, *left], right, grown=True)
        from_left = self.shrink([*sure, *from_right], left, grown=bool(from_right))
        return [*from_left, *from_right]


def _is_meta(iri: str) -> bool:
    return iri.startswith((OWL, RDFS, RDF)) and iri != OWL + "NamedIndividual"
