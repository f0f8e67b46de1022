"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

from skillgraph.cli.render import Output

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day asked for; today by default.")]
Workspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Folder with ontology/, shapes/, data/ and queries/.")
]
Endpoint = Annotated[
    list[str] | None, typer.Option("--endpoint", help="Ask the snapshot that this endpoint holds; again for a replica.")
]
Format = Annotated[Output | None, typer.Option("--format", "-f", help="Table on a terminal, else CSV, by default.")]
