"""The dataset in numbers (VoID, sections 2 to 5), and where it is to be had."""

from __future__ import annotations

from collections.abc import Iterable

from skillgraph.describe import census, stated
from skillgraph.describe.census import Counts
from skillgraph.describe.dumps import GRAPH_DUMPS, path_of_dump
from skillgraph.describe.served import Served
from skillgraph.describe.service import FORMAT_IRIS
from skillgraph.describe.statements import Object, Statements, name, number
from skillgraph.engine import Finished, Used
from skillgraph.terms import ID, VOCABULARIES, Iri, Literal, path_of


def void(served: Served) -> Statements:
    """The whole dataset, its partitions by class and property, its layers and its graphs."""
    said = Statements()
    document, dataset = served.url("/.well-known/void"), served.dataset
    said.are(document, "void:DatasetDescription")
    said.say(document, "foaf:primaryTopic", Iri(dataset))
    said.are(dataset, "void:Dataset", "sd:Dataset")
    _about(said, served)
    said.say(dataset, "void:sparqlEndpoint", Iri(served.endpoint))
    said.say(dataset, "void:dataDump", *(Iri(served.url(dump.path)) for dump in served.whole_dumps))
    said.say(dataset, "void:feature", *(name(FORMAT_IRIS[dump.name]) for dump in served.whole_dumps))
    if served.noted is not None:
        _noted(said, served, served.noted)
        return said
    _counts(said, dataset, census.whole(served.engine))
    _entities(said, served)
    _partitions(said, served)
    _subsets(said, served)
    return said


def _noted(said: Statements, served: Served, noted: Finished) -> None:
    """What was counted while the dataset was made: the statements of each graph, the properties and the classes."""
    said.say(
        served.dataset,
        "rdfs:comment",
        Literal(
            f"The dataset has {noted.quads} quads, too many to be counted as a set: how many different statements, "
            "subjects and objects they make, and of which properties and classes, is not said.",
            language="en",
        ),
    )
    used, graphs = noted.used or Used(), noted.graphs or {}
    said.say(served.dataset, "void:classes", number(len(used.classes)))
    said.say(served.dataset, "void:properties", number(len(used.properties)))
    said.say(served.dataset, "void:vocabulary", *map(Iri, _vocabularies((*used.classes, *used.properties))))
    layer_of: dict[str, str] = {}
    for layer, members in census.layers(served.engine, graphs).items():
        layer_of |= dict.fromkeys(members, _layer(said, served, layer))
    metadata = stated.of_graphs(served.engine)
    for graph, triples in graphs.items():
        part = _graph(said, served, graph, layer_of.get(graph, served.dataset), metadata.get(graph, ()))
        said.say(part, "void:triples", number(triples))
        _files(said, served, graph, part)


def _about(said: Statements, served: Served) -> None:
    about = stated.of_dataset(served.engine)
    for predicate, value in about.values if about else ():
        said.say(served.dataset, predicate, value)
    said.say(served.dataset, "dcat:version", Literal(served.snapshot))


def _counts(said: Statements, dataset: str, counts: Counts) -> None:
    said.say(dataset, "void:triples", number(counts.triples))
    said.say(dataset, "void:distinctSubjects", number(counts.subjects))
    said.say(dataset, "void:distinctObjects", number(counts.objects))


def _entities(said: Statements, served: Served) -> None:
    """Our own things, and one example of each class that a canned query asks about."""
    count = census.entities(served.engine)
    if not count:
        return
    said.say(served.dataset, "void:uriSpace", Literal(ID))
    said.say(served.dataset, "void:entities", number(count))
    classes = sorted({one.cls for query in served.queries for one in query.parameters if one.cls})
    for cls in classes:
        if (example := census.first_of(served.engine, cls)) is not None:
            said.say(served.dataset, "void:exampleResource", Iri(example))


def _partitions(said: Statements, served: Served) -> None:
    classes, properties = census.by_class(served.engine), census.by_property(served.engine)
    said.say(served.dataset, "void:classes", number(len(classes)))
    said.say(served.dataset, "void:properties", number(len(properties)))
    said.say(served.dataset, "void:vocabulary", *(Iri(iri) for iri in _vocabularies((*classes, *properties))))
    for cls, count in classes.items():
        part = served.part("class", cls)
        said.say(served.dataset, "void:classPartition", Iri(part))
        said.are(part, "void:Dataset")
        said.say(part, "void:class", Iri(cls))
        said.say(part, "void:entities", number(count))
    for predicate, counts in properties.items():
        part = served.part("property", predicate)
        said.say(served.dataset, "void:propertyPartition", Iri(part))
        said.are(part, "void:Dataset")
        said.say(part, "void:property", Iri(predicate))
        _counts(said, part, counts)


def _vocabularies(used: tuple[str, ...]) -> list[str]:
    """The namespaces of the prefix table that at least one used class or property is in."""
    return sorted(space for space in VOCABULARIES.values() if any(iri.startswith(space) for iri in used))


def _subsets(said: Statements, served: Served) -> None:
    graphs = census.by_graph(served.engine)
    metadata = stated.of_graphs(served.engine)
    layer_of: dict[str, str] = {}
    for layer, members in census.layers(served.engine, graphs).items():
        part = _layer(said, served, layer)
        layer_of |= dict.fromkeys(members, part)
        _counts(said, part, census.layer(served.engine, members))
    for graph, counts in graphs.items():
        part = _graph(said, served, graph, layer_of.get(graph, served.dataset), metadata.get(graph, ()))
        _counts(said, part, counts)
        _files(said, served, graph, part)


def _layer(said: Statements, served: Served, layer: str) -> str:
    """A layer as a subset of the dataset; gives its address."""
    part = served.part("layer", layer.rsplit("/", 1)[-1])
    said.say(served.dataset, "void:subset", Iri(part))
    said.are(part, "void:Dataset")
    said.say(part, "dcterms:subject", Iri(layer))
    return part


def _graph(said: Statements, served: Served, graph: str, within: str, about: Iterable[tuple[str, Object]]) -> str:
    """A graph as a subset of its layer; gives its address."""
    part = served.graph(graph)
    said.say(within, "void:subset", Iri(part))
    said.are(part, "void:Dataset", "sd:Graph")
    said.say(part, "dcterms:title", Literal(path_of(graph) or graph))
    said.say(part, "dcterms:identifier", Literal(graph))
    for predicate, value in about:
        said.say(part, predicate, value)
    return part


def _files(said: Statements, served: Served, graph: str, part: str) -> None:
    routes = (path_of_dump(graph, format_) for format_ in GRAPH_DUMPS)
    said.say(part, "void:dataDump", *(Iri(served.url(route)) for route in routes if route))
