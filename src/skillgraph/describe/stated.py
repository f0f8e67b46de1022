"""What the data themselves state about the dataset, its graphs and its sources. Nothing is added to it."""

from __future__ import annotations

from dataclasses import dataclass

from skillgraph.engine import Engine
from skillgraph.terms import NS, Blank, Iri, Literal, Term, TripleTerm

Values = tuple[tuple[str, Iri | Literal], ...]

# What may be said of a dataset or a document and is passed on.
_ABOUT = (
    "dcterms:title dcterms:description dcterms:license dcterms:rights dcterms:creator dcterms:publisher dcterms:issued "
    "dcterms:modified dcterms:language dcterms:bibliographicCitation dcat:keyword dcat:contactPoint dcat:landingPage"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A thing and what the data state of it, as (property, value)."""

    iri: str
    values: Values

    def first(self, predicate: str) -> Iri | Literal | None:
        """The first value of a property."""
        return next((value for name, value in self.values if name == predicate), None)


def of_dataset(engine: Engine) -> Stated | None:
    """The one dcat:Dataset that the data describe; None where there is none, or more than one."""
    found = _stated(engine, "?thing a dcat:Dataset")
    return found[0] if len(found) == 1 else None


def of_sources(engine: Engine) -> tuple[Stated, ...]:
    """The documents that the data name as their sources."""
    return _stated(engine, f"?thing a <{NS}SourceDocument>")


def of_graphs(engine: Engine) -> dict[str, Values]:
    """Licence and day of change of each graph that is a module of an ontology."""
    rows = engine.select(
        "SELECT DISTINCT ?g ?p ?o { GRAPH ?g { ?module a owl:Ontology ; ?p ?o } "
        "VALUES ?p { dcterms:license dcterms:modified } } ORDER BY ?g ?p ?o"
    ).rows
    found: dict[str, Values] = {}
    for graph, predicate, value in rows:
        if (known := _named(value)) is not None:
            found[str(graph)] = (*found.get(str(graph), ()), (str(predicate), known))
    return found


def _stated(engine: Engine, which: str) -> tuple[Stated, ...]:
    query = (
        f"SELECT DISTINCT ?thing ?p ?o {{ {which} FILTER(isIRI(?thing)) "
        f"OPTIONAL {{ VALUES ?p {{ {_ABOUT} }} ?thing ?p ?o }} }} ORDER BY ?thing ?p ?o"
    )
    found: dict[str, Values] = {}
    for thing, predicate, value in engine.select(query).rows:
        values = found.setdefault(str(thing), ())
        if predicate is not None and (known := _named(value)) is not None:
            found[str(thing)] = (*values, (str(predicate), known))
    return tuple(Stated(thing, values) for thing, values in found.items())


def _named(term: Term | None) -> Iri | Literal | None:
    """The term, unless it is of a kind that a description does not hold."""
    return None if term is None or isinstance(term, Blank | TripleTerm) else term
