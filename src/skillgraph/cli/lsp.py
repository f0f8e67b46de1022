"""The command `lsp`: a language server over standard input and output."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli import session
from skillgraph.errors import MissingTool
from skillgraph.workspace import locate


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(lsp)


def lsp(
    workspace: Annotated[
        str | None,
        typer.Option("--workspace", "-w", help="Folder with the four parts; without it the editor's folder counts."),
    ] = None,
) -> None:
    """Speak the Language Server Protocol with an editor, over standard input and output."""
    if find_spec("pygls") is None:
        raise MissingTool("The language server needs pygls.", "Run: pip install 'skillgraph[lsp]'")
    from skillgraph.lsp.features import serve

    settings = session.settings(workspace)
    root = locate(settings, Path.cwd()) if settings.workspace else None
    if not serve(root, session.today):
        raise typer.Exit(1)
