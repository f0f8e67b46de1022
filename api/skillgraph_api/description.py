"""The endpoint's descriptions of itself, its dumps and links, and what crawlers ask for."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from skillgraph.describe import DESCRIPTIONS, Document, Served, document, formats_of
from skillgraph.errors import NotAcceptable, UnknownName
from skillgraph.results import negotiate
from skillgraph_api.state import State, state_of

router = APIRouter(tags=["description"])


class Shelf:
    """The descriptions of one snapshot that were asked for so far."""

    def __init__(self, state: State) -> None:
        self.snapshot_id = state.snapshot_id
        self._served = Served(state.snapshot.engine, state.catalogue, state.settings.base_url, state.snapshot_id)
        self._made: dict[tuple[str, str], Document] = {}

    async def document(self, state: State, name: str, format_name: str) -> Document:
        """The description of that name and format, made when it is first asked for."""
        key = (name, format_name)
        if key not in self._made:
            self._made[key] = await state.evaluate(lambda: document(self._served, name, format_name))
        return self._made[key]


async def answer(request: Request, name: str, suffix: str = "") -> Response:
    """A description in the format of the suffix or, without one, by Accept; NotAcceptable lists the formats."""
    state = state_of(request)
    formats = formats_of(name)
    if not suffix:
        accept = request.headers.get("accept", "")
        chosen = negotiate(accept, formats)
        if chosen is None:
            listed = ", ".join(one.media_types[0] for one in formats)
            raise NotAcceptable(f"Nothing here can be sent as {accept!r}.", f"There are: {listed}.")
        suffix = chosen.name
    found = await _shelf(request, state).document(state, name, suffix)
    headers = {"Vary": "Accept", "X-Snapshot": state.snapshot_id}
    if found.link:
        headers["Link"] = found.link
    return Response(found.body, media_type=found.format.content_type, headers=headers)


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


@router.get("/context.jsonld", summary="The JSON-LD context of the graph's terms", response_class=Response)
async def context(request: Request) -> Response:
    """The context that every JSON-LD document refers to."""
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


def _shelf(request: Request, state: State) -> Shelf:
    """The shelf of the snapshot being served; a new snapshot begins an empty one."""
    held: Shelf | None = getattr(request.app.state, "shelf", None)
    if held is None or held.snapshot_id != state.snapshot_id:
        held = request.app.state.shelf = Shelf(state)
    return held
