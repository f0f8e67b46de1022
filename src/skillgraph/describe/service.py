"""The service description of the endpoint (SPARQL 1.1 Service Description, section 3)."""

from __future__ import annotations

from collections.abc import Mapping

from skillgraph.describe import census
from skillgraph.describe.served import Served
from skillgraph.describe.statements import Statements, name, number
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS
from skillgraph.terms import Iri, Literal

# The W3C's IRIs for file formats (http://www.w3.org/ns/formats/); a format without one, such as HTML, is not listed.
FORMAT_IRIS: dict[str, str] = {
    "json": "formats:SPARQL_Results_JSON",
    "xml": "formats:SPARQL_Results_XML",
    "csv": "formats:SPARQL_Results_CSV",
    "tsv": "formats:SPARQL_Results_TSV",
    "ttl": "formats:Turtle",
    "nt": "formats:N-Triples",
    "nq": "formats:N-Quads",
    "trig": "formats:TriG",
    "jsonld": "formats:JSON-LD",
    "rdf": "formats:RDF_XML",
}

# What the engine knows beyond SPARQL: the relations between geometries of GeoSPARQL 1.0, sections 9.3 to 9.5.
_GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"
_SIMPLE_FEATURES = ("Equals", "Disjoint", "Intersects", "Touches", "Crosses", "Within", "Contains", "Overlaps")
_EGENHOFER = ("Equals", "Disjoint", "Meet", "Overlap", "Covers", "CoveredBy", "Inside", "Contains")
_RCC8 = ("eq", "dc", "ec", "po", "tppi", "tpp", "ntpp", "ntppi")
EXTENSION_FUNCTIONS: tuple[str, ...] = tuple(
    f"{_GEOSPARQL}{family}{relation}"
    for family, relations in (("sf", _SIMPLE_FEATURES), ("eh", _EGENHOFER), ("rcc8", _RCC8))
    for relation in relations
)


def service(served: Served) -> Statements:
    """What the endpoint understands, in which formats it answers, and over which graphs."""
    said = Statements()
    said.are(served.service, "sd:Service")
    said.say(served.service, "sd:endpoint", Iri(served.endpoint))
    said.say(served.service, "sd:supportedLanguage", name("sd:SPARQL11Query"))
    said.say(served.service, "sd:feature", name("sd:UnionDefaultGraph"))
    formats = (FORMAT_IRIS.get(one.name) for one in (*SOLUTION_FORMATS, *GRAPH_FORMATS))
    said.say(served.service, "sd:resultFormat", *(name(iri) for iri in formats if iri))
    said.say(served.service, "sd:defaultEntailmentRegime", Iri("http://www.w3.org/ns/entailment/Simple"))
    said.say(served.service, "sd:extensionFunction", *map(Iri, EXTENSION_FUNCTIONS))
    for function in EXTENSION_FUNCTIONS:
        said.are(function, "sd:Function")
    _dataset(said, served)
    return said


def _dataset(said: Statements, served: Served) -> None:
    default = served.url("/.well-known/void#default-graph")
    said.say(served.service, "sd:defaultDataset", Iri(served.dataset))
    said.are(served.dataset, "sd:Dataset", "void:Dataset")
    said.say(served.dataset, "sd:defaultGraph", Iri(default))
    said.are(default, "sd:Graph", "void:Dataset")
    if served.noted is None:
        said.say(default, "void:triples", number(census.whole(served.engine).triples))
    for graph, triples in _of_graphs(served).items():
        holder, subset = served.part("named-graph", graph), served.graph(graph)
        said.say(served.dataset, "sd:namedGraph", Iri(holder))
        said.are(holder, "sd:NamedGraph")
        said.say(holder, "sd:name", Iri(graph))
        said.say(holder, "sd:graph", Iri(subset))
        said.are(subset, "sd:Graph", "void:Dataset")
        said.say(subset, "void:triples", number(triples))
    said.say(served.dataset, "dcat:version", Literal(served.snapshot))


def _of_graphs(served: Served) -> Mapping[str, int]:
    """How many statements each named graph has."""
    if served.noted is not None and served.noted.graphs is not None:
        return served.noted.graphs
    return {graph: counts.triples for graph, counts in census.by_graph(served.engine).items()}
