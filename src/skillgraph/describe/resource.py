"""One thing as a document: what is said of it and by whom, and what points to it.

What is said is a concise bounded description (W3C Member Submission "CBD", section 2): blank nodes come with all that
is said of them. The document names the graphs that its statements are from; as TriG and N-Quads they stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from skillgraph.describe import census, stated
from skillgraph.describe.keys import Keys, keys_of
from skillgraph.describe.links import Link, local
from skillgraph.describe.served import Served
from skillgraph.engine import Engine
from skillgraph.results import GRAPH_FORMATS, Format, Triple, format_named, write_tree, write_triples
from skillgraph.terms import GRAPH, NS, RDF_TYPE, Blank, Iri, Term, expand, split_id
from skillgraph.turtle import Subject, write

FORMATS: tuple[Format, ...] = tuple(found for found in GRAPH_FORMATS if found.name != "html")
_N_TRIPLES = format_named("nt", GRAPH_FORMATS)
_OF_BLANK = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isBlank(?s)) }"


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing's statements as they stand in each graph, and what is said of blank nodes below it."""

    iri: str
    stated: Mapping[str, tuple[Triple, ...]]
    inside: tuple[Triple, ...]

    @property
    def own(self) -> tuple[Triple, ...]:
        """Every statement once, those of the blank nodes below the thing included."""
        return tuple(dict.fromkeys((*sorted((t for ts in self.stated.values() for t in ts), key=str), *self.inside)))

    @property
    def classes(self) -> tuple[str, ...]:
        """Its classes, the inferred ones included."""
        return _classes(self.stated.values())

    @property
    def direct(self) -> tuple[str, ...]:
        """The classes that files state; all of them where only rules state any."""
        files = (triples for graph, triples in self.stated.items() if not graph.startswith(f"{GRAPH}inferred/"))
        return _classes(files) or self.classes


def _classes(stated: Iterable[tuple[Triple, ...]]) -> tuple[str, ...]:
    said = (triple for triples in stated for triple in triples)
    return tuple(dict.fromkeys(o.value for _, p, o in said if p.value == RDF_TYPE and isinstance(o, Iri)))


def resource_of(engine: Engine, iri: str) -> Resource:
    """What a dataset says about a thing."""
    graphs = engine.select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} ORDER BY ?g").rows
    stated = {
        str(graph): _triples(engine, f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ GRAPH <{graph}> {{ <{iri}> ?p ?o }} }}")
        for (graph,) in graphs
    }
    inside = below(engine, [triple for triples in stated.values() for triple in triples])
    return Resource(iri, stated, tuple(inside))


def incoming_of(engine: Engine, iri: str) -> tuple[Triple, ...]:
    """Every statement of another thing that points to it."""
    return _triples(engine, f"CONSTRUCT {{ ?s ?p <{iri}> }} WHERE {{ ?s ?p <{iri}> FILTER(isIRI(?s)) }}")


def counted(engine: Engine, iri: str, most: int) -> dict[str, tuple[int, list[str]]]:
    """By property, how many things point to it, and the first of them in the order of their IRIs."""
    rows = engine.select(
        f"SELECT ?p (COUNT(*) AS ?n) {{ ?s ?p <{iri}> FILTER(isIRI(?s)) }} GROUP BY ?p ORDER BY ?p"
    ).rows
    found = {}
    for by, count in rows:
        first = engine.select(f"SELECT ?s {{ ?s <{by}> <{iri}> FILTER(isIRI(?s)) }} ORDER BY ?s LIMIT {most}").rows
        found[str(by)] = (int(str(count)), [str(row[0]) for row in first])
    return found


def below(engine: Engine, triples: Iterable[Triple]) -> list[Triple]:
    """What is said of the blank nodes among the values of these statements, and of those below them."""
    waiting = [value for _, _, value in triples if isinstance(value, Blank)]
    if not waiting:
        return []
    by_subject: dict[Term, list[Triple]] = {}
    for triple in _triples(engine, _OF_BLANK):
        by_subject.setdefault(triple[0], []).append(triple)
    found: dict[Term, list[Triple]] = {}
    while waiting:
        node = waiting.pop()
        if node not in found:
            found[node] = by_subject.get(node, [])
            waiting += [value for _, _, value in found[node] if isinstance(value, Blank)]
    return [triple for node in found for triple in found[node]]


def written(served: Served, iri: str, format_: Format) -> bytes:
    """The document about a thing in a graph format."""
    found, incoming = resource_of(served.engine, iri), incoming_of(served.engine, iri)
    if format_.name in ("nq", "trig"):
        return _in_graphs(served.engine, found, format_)
    keys = keys_of(served.engine, served.shapes, found.direct)
    about = _about(served, found)
    if format_.name == "jsonld" and served.context is not None:
        said = (*found.own, *about)
        names = keys.ordered({*keys.offered, *(p.value for s, p, _ in said if s == Iri(iri) and p.value != RDF_TYPE)})
        return write_tree(Iri(iri), said, incoming, served.context, names).encode()
    if format_.name == "ttl":
        return _turtle(iri, keys, (*found.own, *about, *incoming))
    return write_triples((*found.own, *incoming, *about), format_)


def links_of(base_url: str, path: str, iri: str, formats: Iterable[Format], licence: str) -> tuple[Link, ...]:
    """The typed links of a document at a path: its other forms, the thing, and what describes the dataset."""
    here = f"{base_url}{path}"
    return (
        Link("canonical", here),
        Link("describes", iri),
        *(Link("alternate", f"{here}.{one.name}", one.media_types[0]) for one in formats),
        Link("describedby", f"{base_url}/.well-known/void", "text/turtle"),
        *((Link("license", licence),) if licence else ()),
    )


def path_of_document(iri: str) -> str:
    """The path of the document about a thing; '' for what has none."""
    return local(iri).replace("/id/", "/doc/", 1) if split_id(iri) else ""


def licence_of(engine: Engine) -> str:
    """The licence that the data state for themselves; '' where they state none."""
    about = stated.of_dataset(engine)
    licence = about.first(_iri("dcterms:license")) if about else None
    return licence.value if isinstance(licence, Iri) else ""


def _triples(engine: Engine, query: str) -> tuple[Triple, ...]:
    return engine.select(query).rows  # type: ignore[return-value]  # a CONSTRUCT gives triples


def _iri(name: str) -> str:
    found = expand(name)
    assert found is not None, f"{name} has no prefix of the table"
    return found


def _about(served: Served, found: Resource) -> list[Triple]:
    """What is said of the document itself: its subject, its licence, and the graphs with their files and layers."""
    page, thing = Iri(served.url(path_of_document(found.iri))), Iri(found.iri)
    layers = census.layer_of(served.engine, found.stated)
    said: list[Triple] = [
        (thing, Iri(_iri("foaf:isPrimaryTopicOf")), page),
        (page, Iri(RDF_TYPE), Iri(_iri("foaf:Document"))),
        (page, Iri(_iri("dcterms:isPartOf")), Iri(served.dataset)),
    ]
    if licence := licence_of(served.engine):
        said.append((page, Iri(_iri("dcterms:license")), Iri(licence)))
    for graph in found.stated:
        said.append((page, Iri(_iri("dcterms:source")), Iri(graph)))
        if graph in layers:
            said.append((Iri(graph), Iri(f"{NS}layer"), Iri(layers[graph])))
    return said


def _turtle(iri: str, keys: Keys, triples: Iterable[Triple]) -> bytes:
    """The thing first; the properties of each subject in the order of the thing's shapes."""
    told: dict[str, dict[str, list[Term]]] = {iri: {}}
    for subject, predicate, value in triples:
        told.setdefault(str(subject), {}).setdefault(predicate.value, []).append(value)
    subjects = [
        Subject(subject, {name: tuple(properties[name]) for name in keys.ordered(properties)})
        for subject, properties in told.items()
    ]
    return write(subjects, "")


def _in_graphs(engine: Engine, found: Resource, format_: Format) -> bytes:
    """The thing's statements in their graphs."""
    blocks = []
    for graph, triples in found.stated.items():
        said = (*triples, *below(engine, triples))
        lines = write_triples(said, _N_TRIPLES).splitlines()
        if format_.name == "nq":
            blocks += [line.removesuffix(b" .") + f" <{graph}> .\n".encode() for line in lines]
        else:
            inside = b"".join(b"    " + line + b"\n" for line in lines)
            blocks.append(f"<{graph}> {{\n".encode() + inside + b"}\n")
    return b"".join(blocks)
