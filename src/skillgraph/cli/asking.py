"""Commands that ask what a workspace holds, and those that make and judge it as a whole."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Endpoint, Format, Workspace
from skillgraph.cli.render import default_output, print_table, say, show_parameters
from skillgraph.errors import UsageError
from skillgraph.workspace import published


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (ask, query, build, reason, stats, doctor):
        app.command()(command)
    app.command("import-table")(import_table)


def ask(
    name: Annotated[str | None, typer.Argument(help="A canned query; without it they are listed.")] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]...")] = None,
    output: Format = None,
    endpoint: Endpoint = None,
    workspace: Workspace = None,
) -> None:
    """Ask a canned question, such as: ask who-can-cover task=43"""
    from skillgraph.queries import Catalogue

    contents = session.contents(workspace)
    catalogue = Catalogue(contents)
    if name is None:
        print_table(session.catalogue_table(catalogue), output or default_output())
        return
    query = catalogue[name]
    given = _pairs(values or [])
    if "help" in given:
        show_parameters(query)
        return
    print_table(session.ask(query, given, session.engine(contents, endpoint)), output or default_output())


def query(
    file: Annotated[Path | None, typer.Argument(help="A file with a SPARQL query; '-' for standard input.")] = None,
    text: Annotated[str | None, typer.Option("--execute", "-e", help="The query itself.")] = None,
    output: Format = None,
    endpoint: Endpoint = None,
    workspace: Workspace = None,
) -> None:
    """Run a SPARQL query over the union of all graphs."""
    if (file is None) == (text is None):
        raise UsageError("Give either a file or -e TEXT.", "For example: skillgraph query -e 'ASK {}'")
    sparql = text if text is not None else session.read_text(file or Path("-"))
    engine = session.engine(session.contents(workspace), endpoint)
    print_table(session.query(sparql, engine), output or default_output())


def build(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the snapshot there as N-Quads.")] = None,
    public: Annotated[bool, typer.Option("--public", help="Leave private files out, as a public server does.")] = False,
    workspace: Workspace = None,
) -> None:
    """Build the snapshot anew, whatever is cached, and say what is in it."""
    began = time.monotonic()
    contents = published(session.contents(workspace), private=not public)
    snapshot, quads = session.build_anew(contents)
    if output is not None:
        session.write_dump(output, [quads], private=contents.holds_private)
    say(f"snapshot {snapshot.id}: {snapshot.quads} quads, {time.monotonic() - began:.1f} s")


def reason(workspace: Workspace = None) -> None:
    """Judge ontology and data with the OWL DL reasoner HermiT (needs Java)."""
    if not session.reason(session.contents(workspace)):
        raise typer.Exit(1)


def stats(output: Format = None, workspace: Workspace = None) -> None:
    """Count what the snapshot holds, by layer and class."""
    snapshot = session.snapshot(session.contents(workspace))
    print_table(session.stats(snapshot), output or default_output())


def doctor(workspace: Workspace = None) -> None:
    """Look at this machine and installation, and say what is missing."""
    if not session.doctor(workspace):
        raise typer.Exit(1)


def import_table(
    check_only: Annotated[bool, typer.Option("--check", help="Only say whether a file would change.")] = False,
    workspace: Workspace = None,
) -> None:
    """Write the source and seed files that come from data/source/table.csv."""
    changed = session.import_table(workspace, apply=not check_only)
    for path in changed:
        say(f"{'would change' if check_only else 'written'}: {path}")
    if check_only and changed:
        raise typer.Exit(1)


def _pairs(values: list[str]) -> dict[str, str]:
    pairs = {}
    for value in values:
        key, equals, rest = value.partition("=")
        if not equals:
            if value == "help":
                return {"help": ""}
            raise UsageError(f"{value!r} is no KEY=VALUE.", "Write it like task=43; 'help' lists the parameters.")
        pairs[key] = rest
    return pairs
