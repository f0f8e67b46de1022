"""`serve`: the HTTP server, and what it is limited to."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import default_output, print_table
from skillgraph.cli.unwaiting import unwaiting_stderr
from skillgraph.settings import TABLE, Settings, origin

BACKLOG = 2048
FAREWELL_S = 15  # for requests that are under way when the server is told to end


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Serve private files as well, to those who hold a token.")
    ] = False,
    engine: Annotated[str | None, typer.Option(help="Who evaluates: embedded, or remote.")] = None,
    endpoint: Annotated[
        list[str] | None, typer.Option(help="URL of the endpoint that holds the graph; again for a replica.")
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="A file of N-Quads, served as it stands in the place of the data.")
    ] = None,
    explain_limits: Annotated[
        bool, typer.Option("--explain-limits", help="Print all limits with where they come from, and end.")
    ] = False,
    workspace: Workspace = None,
) -> None:
    """Serve the graph over HTTP, without private files unless they are asked for."""
    if explain_limits:
        print_limits(session.settings(workspace))
        return
    given = (
        ("HOST", host),
        ("PORT", port),
        ("WORKSPACE", workspace),
        ("PRIVATE", "true" if private else None),
        ("ENGINE", engine or ("remote" if endpoint else None)),
        ("ENDPOINT", ",".join(endpoint) if endpoint else None),
        ("DATASET", dataset),
    )
    for variable, value in given:
        if value is not None:
            os.environ[f"SKILLGRAPH_{variable}"] = str(value)
    settings = session.settings(workspace)
    with loaded(settings):
        run(settings)


@contextmanager
def loaded(settings: Settings) -> Iterator[None]:
    """Within it the dataset of one file is there, where one is to be served; raises what stands in the way."""
    if not settings.is_given:
        yield
        return
    from skillgraph.cli.loading import held

    session.served_contents(settings)  # what is wrong here is said before a file is loaded for minutes
    with held(settings):
        yield


def print_limits(settings: Settings) -> None:
    """All limits as a table."""
    from skillgraph.results import Column, Table
    from skillgraph.terms import XSD, Literal

    columns = tuple(Column(name) for name in ("limit", "value", "from", "meaning"))
    rows = [
        (
            Literal(row.name),
            Literal(str(getattr(settings, row.name)), f"{XSD}integer"),
            Literal(origin(row, os.environ)),
            Literal(row.help),
        )
        for row in TABLE
        if row.is_limit
    ]
    print_table(Table(columns, tuple(rows)), default_output())


def run(settings: Settings) -> None:
    """Serves until it is told to end; raises the error that stood in the way of a start."""
    from skillgraph.snapshot import ahead

    if not settings.is_remote and not settings.serves_private:  # private files need a token first
        ahead.begin(settings, os.environ)
    try:
        _run(settings)
    finally:
        ahead.end()


def _run(settings: Settings) -> None:
    import uvicorn

    config = uvicorn.Config(
        "skillgraph_api.app:create_app",
        factory=True,
        interface="asgi3",
        host=settings.host,
        port=settings.port,
        http="skillgraph_api.protocol:Protocol",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=FAREWELL_S,
    )
    try:
        with unwaiting_stderr():
            uvicorn.Server(config).run()
    except SystemExit:
        failure = getattr(config.loaded_app if config.loaded else None, "failure", None)
        if failure is not None:
            raise failure from None
        raise
    except KeyboardInterrupt:
        sys.stderr.write("\n")
