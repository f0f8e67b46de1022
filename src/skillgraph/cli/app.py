"""The commands. Data goes to standard output alone; progress and errors go to standard error.

Exit codes: 0 clean, 1 findings, 2 usage or input error, 3 internal error.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from skillgraph import __version__
from skillgraph.cli import (
    checking,
    coverage_cover,
    coverage_explain,
    coverage_funding,
    coverage_resilience,
    coverage_team,
    coverage_training,
    coverage_whatif,
    diff,
    editing,
    export,
    fmt,
    init,
    lsp,
    mcp,
    publishing,
    serving,
    session,
    table,
    token,
    watch,
)
from skillgraph.cli.coverage_output import Endpoint
from skillgraph.cli.render import Output, default_output, print_table, say, show_findings, show_parameters
from skillgraph.errors import InternalError, InvalidWorkspace, SkillgraphError, UsageError
from skillgraph.workspace import published

app = typer.Typer(
    name="skillgraph",
    help="Who can do which work of an organisation, as linked data.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the frames around the help take as long to import as all else together
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)

Workspace = Annotated[
    str | None, typer.Option("--workspace", "-w", help="Folder with ontology/, shapes/, data/ and queries/.")
]
Format = Annotated[Output | None, typer.Option("--format", "-f", help="Table on a terminal, else CSV, by default.")]

# New objects between two looks for circles among them: a command makes few of those, and looking costs it a fifth.
_GARBAGE = 100_000


def main() -> None:
    """The entry point: runs a command and turns every error into a message and an exit code."""
    gc.set_threshold(_GARBAGE)
    try:
        app()
    except InvalidWorkspace as error:
        show_findings(error.findings, sys.stderr)
        sys.exit(1)
    except InternalError as error:
        say(f"internal error: {error}")
        sys.exit(3)
    except SkillgraphError as error:
        say(f"error: {error.message}")
        if error.hint:
            say(f"       {error.hint}")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception:  # noqa: BLE001  # the one edge where anything unforeseen becomes exit code 3
        import traceback  # which would make every command start later

        traceback.print_exc()
        say("internal error: this is a fault of skillgraph; please report it with the lines above.")
        sys.exit(3)
    finally:
        gc.freeze()  # the interpreter looks for circles once more at its end, where nobody needs the memory


def _version(value: bool) -> None:  # typer calls it with the flag
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[  # the callback prints it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Who can do which work of an organisation, as linked data."""


@app.command()
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


@app.command()
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


@app.command()
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
        session.write_dump(output, quads, private=contents.holds_private)
    say(f"snapshot {snapshot.id}: {snapshot.quads} quads, {time.monotonic() - began:.1f} s")


@app.command()
def reason(workspace: Workspace = None) -> None:
    """Judge ontology and data with the OWL DL reasoner HermiT (needs Java)."""
    if not session.reason(session.contents(workspace)):
        raise typer.Exit(1)


@app.command()
def stats(output: Format = None, workspace: Workspace = None) -> None:
    """Count what the snapshot holds, by layer and class."""
    snapshot = session.snapshot(session.contents(workspace))
    print_table(session.stats(snapshot), output or default_output())


@app.command()
def doctor(workspace: Workspace = None) -> None:
    """Look at this machine and installation, and say what is missing."""
    if not session.doctor(workspace):
        raise typer.Exit(1)


@app.command("import-table")
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


# Commands that live in modules of their own: each adds itself.
for module in (
    checking,
    coverage_cover,
    coverage_explain,
    coverage_funding,
    coverage_resilience,
    coverage_team,
    coverage_training,
    coverage_whatif,
    diff,
    editing,
    export,
    fmt,
    init,
    lsp,
    mcp,
    publishing,
    serving,
    table,
    token,
    watch,
):
    module.register(app)


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
