"""The command `mcp`: tools for assistants, by the Model Context Protocol."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Annotated

import typer

from skillgraph.cli.options import Workspace
from skillgraph.errors import MissingTool, UsageError
from skillgraph.settings import load


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(mcp)


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Listen at http://HOST:PORT/mcp instead.")] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on, with --http.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, with --http.")] = None,
    workspace: Workspace = None,
) -> None:
    """Offer questions and SPARQL as tools by the Model Context Protocol, over standard input and output."""
    if find_spec("mcp") is None:
        raise MissingTool("The tools need the package mcp.", "Run: pip install 'skillgraph[mcp]'")
    if not http and (host is not None or port is not None):
        raise UsageError("--host and --port are for --http.", "Add --http, or leave them out.")
    settings = load(os.environ, workspace=workspace, host=host, port=port)
    if settings.serves_private:
        raise UsageError("Private files are never offered as tools.", "Leave SKILLGRAPH_PRIVATE out for this command.")
    import asyncio  # which would make every command start later

    from skillgraph.mcp.server import over_http, over_stdio

    asyncio.run((over_http if http else over_stdio)(settings, os.environ))
