"""Which route points to which: the contexts of the link set, and the `Link` header of each route."""

from __future__ import annotations

from collections.abc import Iterable

from skillgraph.describe import stated
from skillgraph.describe.dumps import GRAPH_DUMPS, graphs, path_of_dump
from skillgraph.describe.links import Link
from skillgraph.describe.served import Served
from skillgraph.results import Format
from skillgraph.terms import Iri, expand

OPENAPI = "application/vnd.oai.openapi+json"
_JSON_LINKS = "application/linkset+json"


def of_endpoint(base_url: str) -> tuple[Link, ...]:
    """The links of /sparql."""
    return (
        _described("service-desc", f"{base_url}/describe/service"),
        Link("service-desc", f"{base_url}/openapi.json", OPENAPI),
        _described("describedby", f"{base_url}/describe/void"),
        *_common(base_url),
    )


def of_query_list(base_url: str) -> tuple[Link, ...]:
    """The links of /queries."""
    return (
        _described("describedby", f"{base_url}/describe/queries"),
        Link("service-desc", f"{base_url}/openapi.json", OPENAPI),
        *_common(base_url),
    )


def of_query(base_url: str, query: str) -> tuple[Link, ...]:
    """The links of one canned query's answer."""
    return (
        Link("collection", f"{base_url}/queries", "application/json"),
        _described("describedby", f"{base_url}/describe/queries/{query}"),
        *_common(base_url),
    )


def of_coverage(base_url: str) -> tuple[Link, ...]:
    """The links of an answer about cover."""
    return (
        Link("collection", f"{base_url}/coverage", "application/json"),
        Link("service-desc", f"{base_url}/openapi.json", OPENAPI),
        *_common(base_url),
    )


def of_dump(base_url: str, graph: str) -> tuple[Link, ...]:
    """The links of a dump; the graph's own IRI is how it is cited, and '' is the whole dataset."""
    cited = (Link("cite-as", graph),) if graph else ()
    return (
        *cited,
        Link("type", "https://schema.org/Dataset"),
        Link("collection", f"{base_url}/describe/dataset"),
        _described("describedby", f"{base_url}/describe/void"),
        *_common(base_url),
    )


def of_module(base_url: str, path: str, formats: Iterable[Format]) -> tuple[Link, ...]:
    """The links of the ontology or the shapes, or of a module of them, at a path below the root."""
    here = f"{base_url}/{path}"
    return (
        Link("canonical", here),
        *(Link("alternate", f"{here}.{one.name}", one.media_types[0]) for one in formats),
        _described("describedby", f"{base_url}/describe/void"),
        *_common(base_url),
    )


def of_dataset(served: Served) -> tuple[Link, ...]:
    """The links of /describe/dataset: how it is cited, its licence, and its files."""
    about = stated.of_dataset(served.engine)
    licence = about.first(expand("dcterms:license") or "") if about else None
    return (
        *((Link("cite-as", about.iri),) if about else ()),
        Link("type", "https://schema.org/Dataset"),
        *((Link("license", licence.value),) if isinstance(licence, Iri) else ()),
        _described("describedby", served.url("/describe/dataset")),
        *(Link("item", served.url(dump.path), "application/gzip", dump.title) for dump in served.whole_dumps),
        *_common(served.base_url),
    )


def of_description(base_url: str) -> tuple[Link, ...]:
    """The links of a description that has no others."""
    return _common(base_url)


def contexts(served: Served) -> dict[str, tuple[Link, ...]]:
    """All links by the address that they go out from."""
    base = served.base_url
    queries = [Link("item", served.query(query.name), title=query.summary) for query in served.queries]
    found = {
        served.endpoint: of_endpoint(base),
        served.url("/describe/dataset"): of_dataset(served),
        served.url("/queries"): (*of_query_list(base), *queries),
        **{served.query(query.name): of_query(base, query.name) for query in served.queries},
        **{served.url(dump.path): of_dump(base, "") for dump in served.whole_dumps},
    }
    for graph in graphs(served.engine):
        for format_ in GRAPH_DUMPS:
            if (path := path_of_dump(graph, format_)) is not None:
                found[served.url(path)] = of_dump(base, graph)
    return found


def api_catalogue(served: Served) -> dict[str, tuple[Link, ...]]:
    """The programming interfaces of this server (RFC 9727, section 4): where they are and what describes them."""
    return {
        served.url("/.well-known/api-catalog"): (
            Link("item", served.endpoint, title="SPARQL"),
            Link("item", served.url("/queries"), title="Canned queries"),
            Link("item", served.url("/coverage"), title="Questions about cover"),
        ),
        served.endpoint: (
            _described("service-desc", served.url("/describe/service")),
            Link("service-desc", served.url("/openapi.json"), OPENAPI),
        ),
        served.url("/queries"): (
            Link("service-desc", served.url("/openapi.json"), OPENAPI),
            _described("service-meta", served.url("/describe/queries")),
        ),
        served.url("/coverage"): (Link("service-desc", served.url("/openapi.json"), OPENAPI),),
    }


def _described(rel: str, address: str) -> Link:
    """A link to a description, which comes as Turtle unless Accept or a suffix asks for something else."""
    return Link(rel, address, "text/turtle")


def _common(base_url: str) -> tuple[Link, ...]:
    return (Link("linkset", f"{base_url}/linkset", _JSON_LINKS),)
