"""The server: tools and resources over standard input and output, or over streamable HTTP."""

from __future__ import annotations

import asyncio
import difflib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import mcp_types as types
from mcp import MCPError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings

from skillgraph import __version__
from skillgraph.errors import SkillgraphError, UnknownName
from skillgraph.isolation import Bounds
from skillgraph.mcp import resources
from skillgraph.mcp.graph import Graph
from skillgraph.mcp.results import bad, good
from skillgraph.mcp.tools import Tool, tools_of
from skillgraph.settings import Settings

PATH = "/mcp"
_BODY = 4  # bytes of a request's body for each byte of a query: JSON escapes, and what is around it
_FAREWELL_S = 5
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
INSTRUCTIONS = """\
A knowledge graph of roles, skills, service tasks, funding and on-boarding. Prefer a canned query or a coverage tool to
SPARQL: they are checked. Answers have three values: covered, gap and unknown. Unknown means that nothing is recorded:
neither yes nor no. An empty cell is no zero. Decimals are exact texts. Every answer names its snapshot; cite it beside
a figure. The tool `provenance` leads from a fact to the line of the document or the curator that vouches for it."""


class Answering:
    """What the handlers share: the graph, and the tools of its present snapshot."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._tools: tuple[str, dict[str, Tool]] = ("", {})

    def server(self) -> Server[Any]:
        """The protocol's server over this."""
        return Server(
            "skillgraph",
            version=__version__,
            title="skillgraph",
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_list_resource_templates=self._list_templates,
            on_read_resource=self._read,
        )

    def _present(self) -> dict[str, Tool]:
        state = self._graph.state
        if self._tools[0] != state.id:
            self._tools = state.id, tools_of(state)
        return self._tools[1]

    async def _list_tools(
        self, _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.described for tool in self._present().values()])

    async def _call_tool(
        self, context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tools = self._present()
        state = self._graph.state
        try:
            if params.name not in tools:
                near = difflib.get_close_matches(params.name, tools, 3, 0.4)
                hint = f"Did you mean {' or '.join(near)}?" if near else "tools/list names them."
                raise UnknownName(f"There is no tool called {params.name[:100]!r}.", hint)
            call = tools[params.name].prepare(params.arguments or {}, self._graph.today())
            reply = await self._graph.run(state, call.job, call.arguments, _client(context))
            return good(state.id, call.read(reply))
        except SkillgraphError as error:
            return bad(error)

    async def _list_resources(
        self, _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=list(resources.RESOURCES))

    async def _list_templates(
        self, _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=list(resources.TEMPLATES))

    async def _read(
        self, context: ServerRequestContext[Any], params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        uri = str(params.uri)
        try:
            media, text = await resources.read(self._graph, uri, _client(context))
        except SkillgraphError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from None
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=media, text=text)])


def _client(context: ServerRequestContext[Any]) -> str:
    """Who asks, for their turn: the peer's address, or the one client of standard input."""
    peer = getattr(getattr(context, "request", None), "client", None)
    return str(peer.host) if peer is not None else "stdio"


@asynccontextmanager
async def opened(settings: Settings, environ: Mapping[str, str]) -> AsyncIterator[Graph]:
    """The graph with its processes, until the end."""
    cores = settings.workers or os.cpu_count() or 1
    bounds = Bounds.for_cores(
        cores, queue=settings.queue, per_client=settings.client_at_once, memory=settings.query_memory
    )
    graph = Graph(settings, environ, bounds)
    await graph.open()
    try:
        yield graph
    finally:
        await graph.close()


async def over_stdio(settings: Settings, environ: Mapping[str, str]) -> None:
    """Serves one client over standard input and output until it closes them, or SIGTERM."""
    main, graphs, leaving = asyncio.current_task(), list[Graph](), set[asyncio.Task[None]]()

    async def leave() -> None:
        await graphs[0].close()
        os._exit(0)  # a thread waits for standard input, and nothing else would end it

    def end() -> None:
        if graphs:
            leaving.add(asyncio.ensure_future(leave()))
        elif main is not None:
            main.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    with suppress(asyncio.CancelledError):
        async with opened(settings, environ) as graph:
            graphs.append(graph)
            _say(f"snapshot {graph.state.id}, without private files")
            server = Answering(graph).server()
            async with stdio_server() as (incoming, outgoing):
                await server.run(incoming, outgoing, server.create_initialization_options())


async def over_http(settings: Settings, environ: Mapping[str, str]) -> None:
    """Serves streamable HTTP at `/mcp` of the settings' address until it is told to end; no session is kept."""
    import uvicorn

    async with opened(settings, environ) as graph:
        app = (
            Answering(graph)
            .server()
            .streamable_http_app(
                streamable_http_path=PATH,
                json_response=True,
                stateless_http=True,
                max_request_body_size=_BODY * settings.query_text_post,
                transport_security=_hosts(settings),
                host=settings.host,
            )
        )
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=settings.connections,
            timeout_graceful_shutdown=_FAREWELL_S,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)  # raised once more by the server when it has ended
        _say(f"snapshot {graph.state.id}, without private files, at http://{settings.host}:{settings.port}{PATH}")
        await uvicorn.Server(config).serve()


def _hosts(settings: Settings) -> TransportSecuritySettings:
    """Which names requests may give as Host, and where pages that ask may come from: against rebinding of names."""
    names = settings.listed("allowed_hosts") or (*_LOCAL, settings.host)
    hosts = [name for host in names for name in (host, f"{host}:*")]
    return TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"{scheme}://{host}" for host in hosts for scheme in ("http", "https")]
    )


def _say(text: str) -> None:
    sys.stderr.write(f"skillgraph: {text}\n")
    sys.stderr.flush()
