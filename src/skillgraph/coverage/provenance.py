"""An explanation in PROV-O (W3C Recommendation of 2013-04-30), as Turtle and as JSON-LD.

The answer is an entity derived from one entity per requirement; these are derived from what the steps conclude. Each
step is an activity that used stated and concluded triples, each a named `rdf:Statement`. A stated one has its file as
that of which it is part, its line as a location and the commit that wrote it, if known, as the activity that generated
it, named by its SWHID. There are no blank nodes and no times of day: the same question gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from skillgraph.coverage.derivation import Step
from skillgraph.coverage.evidence import Statement
from skillgraph.coverage.explanation import Because, Explanation
from skillgraph.results import Context
from skillgraph.results.jsonld import write_jsonld
from skillgraph.terms import (
    NS,
    RDF,
    RDF_TYPE,
    RDFS,
    VOCABULARIES,
    XSD,
    Iri,
    Literal,
    Term,
    compact,
    graph_of,
    mint,
)
from skillgraph.turtle import Subject, write

Triple = tuple[Iri, Iri, Term]
_PROV, _DCTERMS = VOCABULARIES["prov"], VOCABULARIES["dcterms"]
_USED = ("dcterms", "prov", "rdf", "rdfs", "sg", "xsd")


def provenance(explanation: Explanation) -> tuple[Triple, ...]:
    """All triples, subject by subject."""
    found = _Prov(explanation.iri)
    triples = [*found.answer(explanation)]
    for number, because in enumerate(explanation.because):
        triples += found.because(number, because, explanation.steps)
    for number, step in enumerate(explanation.steps):
        triples += found.step(number, step)
    for number, statement in enumerate(explanation.statements):
        triples += found.statement(number, statement)
    for one in explanation.judgements:
        triples.append((Iri(one.iri), Iri(f"{NS}confidence"), Iri(mint("confidence", one.confidence))))
        triples.append((Iri(one.iri), Iri(f"{NS}reviewStatus"), Iri(mint("review-status", one.review_status))))
    return tuple(dict.fromkeys(triples))


def as_turtle(explanation: Explanation) -> bytes:
    """The triples as Turtle in the house style."""
    subjects: dict[str, dict[str, tuple[Term, ...]]] = {}
    for subject, predicate, value in provenance(explanation):
        properties = subjects.setdefault(subject.value, {})
        properties[predicate.value] = (*properties.get(predicate.value, ()), value)
    return write((Subject(iri, properties) for iri, properties in subjects.items()), "Why an answer about cover is so.")


def as_jsonld(explanation: Explanation) -> str:
    """The triples as JSON-LD 1.1, with its context in it."""
    prefixes = {prefix: VOCABULARIES[prefix] for prefix in _USED}
    return "".join(write_jsonld(provenance(explanation), Context("", prefixes)))


class _Prov:
    """The triples of each part of an explanation, whose names begin with its IRI."""

    def __init__(self, iri: str) -> None:
        self._iri = iri

    def answer(self, explanation: Explanation) -> Iterator[Triple]:
        found, names = explanation.match, " and ".join(compact(one) for one in explanation.targets)
        this, matching = Iri(self._iri), Iri(f"{self._iri}#matching")
        answers = [self._part("requirement", number) for number in range(len(explanation.because))]
        yield this, Iri(RDF_TYPE), _prov("Entity")
        label = f"{compact(found.holder)} and {names} on {explanation.day}: {found.status.value}"
        yield this, Iri(f"{RDFS}label"), Literal(label, f"{RDF}langString", "en")
        yield this, _prov("value"), Literal(found.status.value)
        yield this, Iri(f"{_DCTERMS}valid"), Literal(explanation.day.isoformat(), f"{XSD}date")
        yield from ((this, Iri(f"{_DCTERMS}subject"), Iri(one)) for one in (found.holder, *explanation.targets))
        yield this, _prov("wasGeneratedBy"), matching
        yield from ((this, _prov("wasDerivedFrom"), one) for one in answers)
        yield matching, Iri(RDF_TYPE), _prov("Activity")
        yield matching, Iri(f"{RDFS}label"), Literal("matching", f"{RDF}langString", "en")
        yield from ((matching, _prov("used"), one) for one in answers)

    def because(self, number: int, because: Because, steps: tuple[Step, ...]) -> Iterator[Triple]:
        this = self._part("requirement", number)
        yield this, Iri(RDF_TYPE), _prov("Entity")
        yield this, Iri(f"{RDFS}label"), Literal(because.reason, f"{RDF}langString", "en")
        yield this, _prov("value"), Literal(because.answer.state.text)
        yield this, Iri(f"{_DCTERMS}subject"), Iri(because.answer.requirement.iri)
        for step in because.steps:
            used = [self._part("conclusion", step)] if steps[step].conclusion else self._used(steps[step])
            yield from ((this, _prov("wasDerivedFrom"), one) for one in used)

    def step(self, number: int, step: Step) -> Iterator[Triple]:
        this = self._part("step", number)
        yield this, Iri(RDF_TYPE), _prov("Activity")
        yield this, Iri(f"{RDFS}label"), Literal(step.name, f"{RDF}langString", "en")
        yield this, Iri(f"{_DCTERMS}conformsTo"), Iri(step.term)
        yield from ((this, _prov("used"), one) for one in self._used(step))
        if step.conclusion:
            subject, predicate, thing = step.conclusion
            concluded = self._part("conclusion", number)
            yield from _reified(concluded, subject, predicate, Iri(thing))
            yield concluded, _prov("wasGeneratedBy"), this
            yield from ((concluded, _prov("wasDerivedFrom"), one) for one in self._used(step))

    def statement(self, number: int, stated: Statement) -> Iterator[Triple]:
        this, graph = self._part("statement", number), Iri(graph_of(stated.path))
        place = Iri(f"{graph.value}#L{stated.line}")
        yield from _reified(this, stated.subject, stated.predicate, stated.object)
        yield this, Iri(f"{_DCTERMS}isPartOf"), graph
        yield this, _prov("atLocation"), place
        if stated.commit:
            commit = Iri(f"swh:1:rev:{stated.commit}")
            yield this, _prov("wasGeneratedBy"), commit
            yield commit, Iri(RDF_TYPE), _prov("Activity")
        yield place, Iri(RDF_TYPE), _prov("Location")
        yield place, Iri(f"{RDFS}label"), Literal(f"{stated.path}:{stated.line}")
        yield graph, Iri(RDF_TYPE), Iri(f"{NS}GraphFile")
        yield graph, Iri(f"{NS}layer"), Iri(mint("layer", stated.layer))

    def _used(self, step: Step) -> list[Iri]:
        stated = [self._part("statement", number) for number in step.statements]
        return stated + [self._part("conclusion", number) for number in step.steps]

    def _part(self, kind: str, number: int) -> Iri:
        return Iri(f"{self._iri}#{kind}-{number}")


def _prov(name: str) -> Iri:
    return Iri(f"{_PROV}{name}")


def _reified(this: Iri, subject: str, predicate: str, value: Term) -> Iterable[Triple]:
    yield this, Iri(RDF_TYPE), _prov("Entity")
    yield this, Iri(RDF_TYPE), Iri(f"{RDF}Statement")
    yield this, Iri(f"{RDF}subject"), Iri(subject)
    yield this, Iri(f"{RDF}predicate"), Iri(predicate)
    yield this, Iri(f"{RDF}object"), value
