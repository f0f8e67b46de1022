"""The endpoint's descriptions of itself, its dumps and links, and what crawlers ask for."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from skillgraph.describe import DESCRIPTIONS, formats_of
from skillgraph.errors import NotAcceptable, UnknownName
from skillgraph.results import Format, format_named, negotiate
from skillgraph_api.turn import turn_of

router = APIRouter(tags=["description"])


async def answer(request: Request, name: str, suffix: str = "") -> Response:
    """A description in the format of the suffix or, without one, by Accept; NotAcceptable lists the formats."""
    formats = formats_of(name)
    chosen = format_named(suffix, formats) if suffix else negotiated(request.headers.get("accept", ""), formats)
    return await turn_of(request).document(name, chosen)


def negotiated(accept: str, formats: tuple[Format, ...]) -> Format:
    """The format that an Accept field likes best; NotAcceptable lists those there are."""
    chosen = negotiate(accept, formats)
    if chosen is None:
        listed = ", ".join(one.media_types[0] for one in formats)
        raise NotAcceptable(f"Nothing here can be sent as {accept[:200]!r}.", f"There are: {listed}.")
    return chosen


@router.get("/describe/{name}", summary="A description of the service or the dataset", response_class=Response)
async def description(request: Request, name: str) -> Response:
    """`service`, `void`, `dataset`, `queries` or `prefixes`; a suffix such as .ttl decides the format before Accept."""
    stem, suffix = _split(name)
    if stem not in DESCRIPTIONS:
        raise UnknownName(f"There is no description called {stem!r}.", f"There are: {', '.join(DESCRIPTIONS)}.")
    return await answer(request, stem, suffix)


@router.get("/describe/queries/{query}", summary="A canned query as SHACL executable", response_class=Response)
async def query_description(request: Request, query: str) -> Response:
    """One query with its parameters, an example and the prefixes; a suffix decides the format before Accept."""
    stem, suffix = _split(query)
    return await answer(request, f"queries/{stem}", suffix)


@router.get("/.well-known/void", summary="The dataset in numbers (VoID)", response_class=Response)
async def well_known_void(request: Request) -> Response:
    """The same as `/describe/void`."""
    return await answer(request, "void")


@router.get("/.well-known/api-catalog", summary="The programming interfaces (RFC 9727)", response_class=Response)
async def api_catalogue(request: Request) -> Response:
    """A link set of the interfaces and of what describes them."""
    return await answer(request, "api-catalog", "json")


@router.get("/linkset", summary="All typed links (RFC 9264)", response_class=Response)
async def linkset(request: Request) -> Response:
    """The links of every route, as JSON or in the form of a `Link` header."""
    return await answer(request, "linkset")


@router.get("/context.jsonld", summary="The JSON-LD context of all documents", response_class=Response)
async def context(request: Request) -> Response:
    """What the names in JSON-LD documents stand for."""
    return await answer(request, "context", "jsonld")


@router.get("/robots.txt", summary="What crawlers may read", response_class=Response)
async def robots(request: Request) -> Response:
    """Everything but queries of one's own."""
    return await answer(request, "robots", "txt")


@router.get("/sitemap.xml", summary="The routes that answer without parameters", response_class=Response)
async def sitemap(request: Request) -> Response:
    """Absolute addresses under the public one."""
    return await answer(request, "sitemap", "xml")


@router.get("/dump.{suffix}.gz", summary="All graphs as one file", response_class=Response)
async def dump(request: Request, suffix: str) -> Response:
    """N-Quads (`nq`) or TriG (`trig`), compressed; the same snapshot gives the same bytes."""
    return await answer(request, "dump", suffix)


@router.get("/dump/{path:path}", summary="One graph as a file", response_class=Response)
async def graph_dump(request: Request, path: str) -> Response:
    """The graph of a workspace file, such as `/dump/data/seed/tiers.ttl`; the suffix says the format."""
    stem, suffix = _split(path)
    return await answer(request, f"dump/{stem}", suffix)


def _split(name: str) -> tuple[str, str]:
    """A name and its suffix, which is empty where there is none."""
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot else (name, "")
