"""The dataset for catalogues (DCAT 3, sections 6.3 to 6.9): dataset, distributions, data service, sources."""

from __future__ import annotations

from skillgraph.describe import stated
from skillgraph.describe.dumps import WholeDump
from skillgraph.describe.served import Served
from skillgraph.describe.service import FORMAT_IRIS
from skillgraph.describe.stated import Stated
from skillgraph.describe.statements import Statements, name
from skillgraph.terms import Iri, Literal, expand

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"


def dcat(served: Served) -> Statements:
    """A catalogue with the dataset as it is served here and the service that serves it.

    Title, licence and dates are those that the data state; the version is the snapshot. No time of our own is given.
    """
    said = Statements()
    catalogue, about = served.url("/describe/dataset#catalogue"), stated.of_dataset(served.engine)
    title = _title(served, about)
    said.are(catalogue, "dcat:Catalog")
    said.say(catalogue, "dcterms:title", title)
    said.say(catalogue, "dcat:dataset", Iri(served.dataset))
    said.say(catalogue, "dcat:service", Iri(served.service))
    said.are(served.dataset, "dcat:Dataset", "void:Dataset")
    said.say(served.dataset, "dcterms:title", title)
    if about:
        said.say(served.dataset, "dcat:isVersionOf", Iri(about.iri))
    for predicate, value in about.values if about else ():
        said.say(served.dataset, predicate, value)
    said.say(served.dataset, "dcat:version", Literal(served.snapshot))
    for dump in served.whole_dumps:
        _distribution(said, served, dump, about)
    _service(said, served, title)
    _sources(said, served)
    return said


def _title(served: Served, about: Stated | None) -> Iri | Literal:
    given = about.first(expand("dcterms:title") or "") if about else None
    return given or Literal(f"The dataset at {served.base_url}")


def _distribution(said: Statements, served: Served, dump: WholeDump, about: Stated | None) -> None:
    part, address = served.url(f"/describe/dataset#{dump.name}"), Iri(served.url(dump.path))
    said.say(served.dataset, "dcat:distribution", Iri(part))
    said.are(part, "dcat:Distribution")
    said.say(part, "dcterms:title", Literal(dump.title))
    said.say(part, "dcat:accessURL", address)
    said.say(part, "dcat:downloadURL", address)
    said.say(part, "dcat:mediaType", Iri(_MEDIA_TYPES + dump.media_type))
    said.say(part, "dcterms:format", name(FORMAT_IRIS[dump.name]))
    said.say(part, "dcat:compressFormat", Iri(f"{_MEDIA_TYPES}application/gzip"))
    licence = about.first(expand("dcterms:license") or "") if about else None
    if licence:
        said.say(part, "dcterms:license", licence)


def _service(said: Statements, served: Served, title: Iri | Literal) -> None:
    part = served.url("/describe/dataset#sparql")
    said.say(served.dataset, "dcat:distribution", Iri(part))
    said.are(part, "dcat:Distribution")
    said.say(part, "dcterms:title", Literal("Any part of it, by SPARQL query"))
    said.say(part, "dcat:accessURL", Iri(served.endpoint))
    said.say(part, "dcat:accessService", Iri(served.service))
    said.are(served.service, "dcat:DataService", "sd:Service")
    said.say(served.service, "dcterms:title", Literal(f"SPARQL endpoint: {title}"))
    said.say(served.service, "dcat:endpointURL", Iri(served.endpoint))
    said.say(served.service, "dcat:endpointDescription", Iri(served.url("/describe/service")))
    said.say(served.service, "dcat:servesDataset", Iri(served.dataset))
    said.say(served.service, "dcterms:conformsTo", Iri(_PROTOCOL))


def _sources(said: Statements, served: Served) -> None:
    for source in stated.of_sources(served.engine):
        said.say(served.dataset, "dcterms:source", Iri(source.iri))
        said.say(served.dataset, "prov:wasDerivedFrom", Iri(source.iri))
        said.are(source.iri, "prov:Entity")
        for predicate, value in source.values:
            said.say(source.iri, predicate, value)
