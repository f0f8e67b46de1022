"""`init`: a workspace for an organisation of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli.render import say


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(init)


def init(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.")],
    name: Annotated[str, typer.Option("--name", help="What the organisation is called.")] = "our organisation",
    url: Annotated[str, typer.Option("--public-url", help="Address under which the server will be reached.")] = "",
) -> None:
    """Make an empty workspace: ontology, shapes, the general questions, and frames for your own data."""
    from skillgraph.curate.founding import found

    paths = found(folder, name, url)
    say(f"{len(paths)} files written below {folder}; next: cd {folder} && skillgraph check && skillgraph serve")
