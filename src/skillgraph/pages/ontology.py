"""The vocabulary as a page: each class and property with its definition, what it belongs to, and its uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skillgraph.describe import census, signposts
from skillgraph.describe.modules import FORMATS, graph_of_module
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site
from skillgraph.terms import GRAPH, NS, OWL, RDF_TYPE, RDFS, SKOS, Iri, expand

_STATED = f"""SELECT ?graph ?term ?p ?o {{
  GRAPH ?graph {{ ?term ?p ?o }}
  FILTER(STRSTARTS(STR(?graph), "{GRAPH}ontology/") && STRSTARTS(STR(?term), "{NS}"))
}} ORDER BY ?term ?p ?o"""
_MODULES = f"""SELECT ?graph ?module ?title ?about ?version {{
  GRAPH ?graph {{ ?module a owl:Ontology ; dcterms:title ?title .
    OPTIONAL {{ ?module dcterms:description ?about }} OPTIONAL {{ ?module owl:versionInfo ?version }} }}
  FILTER(STRSTARTS(STR(?graph), "{GRAPH}ontology/"))
}} ORDER BY ?module"""
_USES = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
_CLASS = f"{OWL}Class"
_PROPERTIES = {
    f"{OWL}ObjectProperty": "leads to a thing",
    f"{OWL}DatatypeProperty": "holds a value",
    f"{OWL}AnnotationProperty": "annotates",
}


def _of(name: str) -> str:
    return expand(name) or name


# What a term says, and the words for it, in the order in which it is shown.
_LINKS = (
    (_of("rdfs:subClassOf"), "Is a"),
    (_of("rdfs:subPropertyOf"), "Implies"),
    (_of("rdfs:domain"), "Belongs to"),
    (_of("schema:domainIncludes"), "Belongs to"),
    (_of("rdfs:range"), "Leads to"),
    (_of("schema:rangeIncludes"), "Leads to"),
    (_of("owl:inverseOf"), "Inverse of"),
    (_of("owl:disjointWith"), "Is never a"),
    (_of("skos:closeMatch"), "Close to"),
    (_of("dcterms:isReplacedBy"), "Replaced by"),
)
_TEXTS = ((f"{SKOS}example", "Example"), (f"{SKOS}scopeNote", "Note"), (f"{SKOS}changeNote", "Change"))


@dataclass(slots=True)
class _Term:
    iri: str
    graph: str
    said: dict[str, list[Iri | str]] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return self.iri[len(NS) :]

    @property
    def kinds(self) -> set[str]:
        return {str(kind) for kind in self.said.get(RDF_TYPE, ())}

    def text(self, predicate: str) -> str:
        return next((str(value) for value in self.said.get(predicate, ())), "")

    @property
    def label(self) -> str:
        return self.text(f"{RDFS}label") or self.anchor

    @property
    def definition(self) -> str:
        return self.text(f"{SKOS}definition")

    @property
    def is_retired(self) -> bool:
        return self.text(f"{OWL}deprecated") == "true"

    @property
    def kind(self) -> str:
        return next((words for kind, words in _PROPERTIES.items() if kind in self.kinds), "")

    def links(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for predicate, words in _LINKS:
            iris = [value.value for value in self.said.get(predicate, ()) if isinstance(value, Iri)]
            if iris:
                found.setdefault(words, []).extend(iris)
        return found

    def notes(self) -> list[tuple[str, str]]:
        return [(words, str(value)) for predicate, words in _TEXTS for value in self.said.get(predicate, ())]


def ontology(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/ns`, or of one module of it."""
    module = parameters.get("module", "")
    graph = graph_of_module(site.engine, "ns", module) if module else ""
    terms = _terms(site, graph)
    classes = sorted((one for one in terms if _CLASS in one.kinds), key=lambda one: one.label.casefold())
    properties = sorted((one for one in terms if one.kind), key=lambda one: one.label.casefold())
    modules = [tuple(map(_shown, row)) for row in site.engine.select(_MODULES).rows]
    linked = {iri for one in terms for iris in one.links().values() for iri in iris}
    uses = {str(p): int(str(n)) for p, n in site.engine.select(_USES).rows}
    here = next((row for row in modules if row[0] == graph), None)
    model = {
        "module": here,
        "modules": modules,
        "sections": [("classes", "Classes", classes), ("properties", "Properties", properties)],
        "counts": {**uses, **census.by_class(site.engine)},
        "names": site.labels(linked),
        "formats": FORMATS,
        "path": f"/ns/{module}" if module else "/ns",
    }
    links = signposts.of_module(site.base_url, f"ns/{module}" if module else "ns", FORMATS)
    return Page("ontology.html", here[2] if here else "Vocabulary", model, here="ontology", links=links)


def _terms(site: Site, only: str) -> list[_Term]:
    found: dict[str, _Term] = {}
    for graph, term, predicate, value in site.engine.select(_STATED).rows:
        if not only or str(graph) == only:
            one = found.setdefault(str(term), _Term(str(term), str(graph)))
            one.said.setdefault(str(predicate), []).append(value if isinstance(value, Iri) else str(value))
    return list(found.values())


def _shown(term: object) -> str:
    return "" if term is None else str(term)
