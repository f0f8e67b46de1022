"""Every description by name and format: the one entry for those who serve them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from skillgraph.describe import modules, neighbours, resource, signposts
from skillgraph.describe.context import context_text, need_version
from skillgraph.describe.dcat import dcat
from skillgraph.describe.dumps import GRAPH_DUMPS, WHOLE_DUMPS, graph_at, whole
from skillgraph.describe.executables import one_query, prefixes, queries
from skillgraph.describe.links import Link, header, linkset_json, linkset_text
from skillgraph.describe.near import thing_at
from skillgraph.describe.served import Served
from skillgraph.describe.service import service
from skillgraph.describe.site import robots, sitemap
from skillgraph.describe.statements import Statements
from skillgraph.describe.void import void
from skillgraph.errors import AnswerTooLarge, UnknownName
from skillgraph.results import Family, Format, format_named

_LINKS_JSON = Format("json", Family.GRAPH, ("application/linkset+json", "application/json"))
_LINKS_TEXT = Format("txt", Family.GRAPH, ("application/linkset", "text/plain"))
_CATALOGUE = Format(
    "json",
    Family.GRAPH,
    ('application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"', "application/linkset+json"),
)
_CONTEXT = Format("jsonld", Family.GRAPH, ("application/ld+json", "application/json"))
_NEIGHBOURS = (Format("json", Family.GRAPH, ("application/json",)), Format("csv", Family.GRAPH, ("text/csv",)))
_PLAIN = Format("txt", Family.GRAPH, ("text/plain",))
_XML = Format("xml", Family.GRAPH, ("application/xml",))
_WHOLE = tuple(Format(dump.name, Family.GRAPH, ("application/gzip",)) for dump in WHOLE_DUMPS)

_GRAPHS: Mapping[str, Callable[[Served], Statements]] = {
    "service": service,
    "void": void,
    "dataset": dcat,
    "queries": queries,
    "prefixes": prefixes,
}
_OTHERS: Mapping[str, tuple[Format, ...]] = {
    "linkset": (_LINKS_JSON, _LINKS_TEXT),
    "api-catalog": (_CATALOGUE,),
    "context": (_CONTEXT,),
    "robots": (_PLAIN,),
    "sitemap": (_XML,),
    "dump": _WHOLE,
}

DESCRIPTIONS: tuple[str, ...] = tuple(_GRAPHS)
NAMES: tuple[str, ...] = (*DESCRIPTIONS, *_OTHERS)


@dataclass(frozen=True, slots=True)
class Document:
    """A description as it is sent: its bytes, its format, and its typed links."""

    body: bytes
    format: Format
    links: tuple[Link, ...]

    @property
    def link(self) -> str:
        """The value of the `Link` header; empty where there are no links."""
        return header(self.links)


def formats_of(name: str) -> tuple[Format, ...]:
    """The formats of a document, the preferred one first; UnknownName where there is no document of that kind.

    Names are those of `NAMES`; `queries/<query>` for one canned query; `dump/<path>` or `graph/<path>` for one graph;
    `id/<kind>/<slug>` for one thing, `neighbours/<kind>/<slug>` for those around it; `ns` and `shapes`, and
    `ns/<module>` and `shapes/<module>` for one module; `context/<version>`.
    """
    kind, slash, rest = name.partition("/")
    if (kind in _GRAPHS and not slash) or (kind in ("queries", "dump", "graph") and rest) or kind in modules.WHOLE:
        return GRAPH_DUMPS
    if kind == "id" and rest:
        return resource.FORMATS
    if kind == "context" and rest:
        return (_CONTEXT,)
    if kind == "neighbours" and rest:
        return _NEIGHBOURS
    if kind in _OTHERS and not slash:
        return _OTHERS[kind]
    raise UnknownName(f"There is no description called {name!r}.", f"There are: {', '.join(NAMES)}.")


def document(served: Served, name: str, format_name: str) -> Document:
    """A description in one of its formats; UnknownName where name, format or what it is about is not known."""
    format_ = format_named(format_name, formats_of(name))
    kind, _, rest = name.partition("/")
    if kind in ("dump", "graph"):
        return _dump(served, rest, format_)
    if kind == "id":
        return _thing(served, rest, format_)
    if kind == "neighbours":
        return _around(served, rest, format_)
    if kind in modules.WHOLE:
        links = signposts.of_module(served.base_url, name, modules.FORMATS)
        return Document(modules.written(served, kind, rest, format_), format_, links)
    if kind == "context" and rest:
        need_version(served, rest)
    if kind in _GRAPHS:
        said = one_query(served, rest) if rest else _GRAPHS[kind](served)
        return Document(said.written(format_, served.context), format_, _links(served, kind))
    return Document(_text(served, kind, format_).encode(), format_, ())


def in_all_formats(served: Served, name: str) -> list[Document]:
    """One of `DESCRIPTIONS` in each of its formats, from counting once."""
    said, links = _GRAPHS[name](served), _links(served, name)
    return [Document(said.written(format_, served.context), format_, links) for format_ in formats_of(name)]


def _dump(served: Served, path: str, format_: Format) -> Document:
    if not path:
        if served.noted is not None:
            raise AnswerTooLarge(
                f"The dataset has {served.noted.quads:,} quads, too many for one answer.",
                "/.well-known/void lists the graphs and their files.",
            )
        return Document(whole(served.engine, format_.name), format_, signposts.of_dump(served.base_url, ""))
    engine = served.shapes if path.startswith("shapes/") else served.engine
    graph = graph_at(engine, path)
    body = engine.dump(graph, format_, served.context)
    return Document(body, format_, signposts.of_dump(served.base_url, graph))


def _thing(served: Served, path: str, format_: Format) -> Document:
    iri = thing_at(served.engine, *path.split("/", 1))
    licence = resource.licence_of(served.engine)
    links = resource.links_of(served.base_url, resource.path_of_document(iri), iri, resource.FORMATS, licence)
    return Document(resource.written(served, iri, format_), format_, links)


def _around(served: Served, path: str, format_: Format) -> Document:
    iri = thing_at(served.engine, *path.split("/", 1))
    as_json = format_.name == "json"
    text = neighbours.as_json(served.engine, iri, served.base_url) if as_json else neighbours.as_csv(served.engine, iri)
    return Document(text.encode(), format_, (Link("describes", iri),))


def _text(served: Served, kind: str, format_: Format) -> str:
    if kind == "linkset":
        written = linkset_json if format_ == _LINKS_JSON else linkset_text
        return written(signposts.contexts(served))
    if kind == "api-catalog":
        return linkset_json(signposts.api_catalogue(served))
    if kind == "context":
        return context_text(served)
    return robots(served) if kind == "robots" else sitemap(served)


def _links(served: Served, kind: str) -> tuple[Link, ...]:
    if kind == "dataset":
        return signposts.of_dataset(served)
    return signposts.of_endpoint(served.base_url) if kind == "service" else signposts.of_description(served.base_url)
