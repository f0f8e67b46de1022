"""`export`: a snapshot as a database, as dumps, and as a site for any web server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.errors import UsageError
from skillgraph.workspace import Contents, published

if TYPE_CHECKING:
    from skillgraph.snapshot import Snapshot


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export)


def export(
    sqlite: Annotated[Path | None, typer.Option(help="A SQLite file: queries and classes as tables.")] = None,
    duckdb: Annotated[Path | None, typer.Option(help="The same as a DuckDB file; needs skillgraph[duckdb].")] = None,
    nquads: Annotated[Path | None, typer.Option(help="All graphs as N-Quads; compressed where it ends in .gz.")] = None,
    turtle: Annotated[Path | None, typer.Option(help="A new folder with a Turtle file for each graph.")] = None,
    site: Annotated[Path | None, typer.Option(help="A new folder with a copy of the site for any web server.")] = None,
    most_files: Annotated[int, typer.Option(min=1, help="The most files of a site.")] = 50_000,
    seconds: Annotated[int, typer.Option(min=1, help="The longest time that a site may take.")] = 3600,
    private: Annotated[bool, typer.Option("--private", help="Private files as well; for a site never.")] = False,
    workspace: Workspace = None,
) -> None:
    """Take a snapshot along: --sqlite, --duckdb, --nquads, --turtle, --site."""
    if not (sqlite or duckdb or nquads or turtle or site):
        raise UsageError(
            "Nothing is to be exported.", "Give --sqlite FILE, --nquads FILE or --site FOLDER, for example."
        )
    if site and private:
        raise UsageError("A site is public.", "Leave out --private.")
    contents = published(session.contents(workspace), private=private)
    for folder in (turtle, site):
        if folder is not None and folder.exists():
            raise UsageError(f"{folder} is there already.", "Name a folder that is not.")
    if sqlite or duckdb or nquads or turtle:
        _files(contents, sqlite, duckdb, nquads, turtle)
    if site:
        from skillgraph.cli.export_site import write_site

        write_site(contents, site, most_files, seconds)


def _files(
    contents: Contents, sqlite: Path | None, duckdb: Path | None, nquads: Path | None, turtle: Path | None
) -> None:
    opened = session.snapshot(contents)
    if sqlite or duckdb:
        _databases(contents, opened, sqlite, duckdb)
    if nquads:
        from skillgraph.describe import dumps

        parts = dumps.nquads(opened.engine)
        _write(nquads, dumps.compressed(parts) if nquads.suffix == ".gz" else parts, contents)
    if turtle:
        place(turtle, lambda folder: _turtle(opened, folder, contents))


def _databases(contents: Contents, opened: Snapshot, sqlite: Path | None, duckdb: Path | None) -> None:
    from skillgraph.export.database import database
    from skillgraph.export.sqlite import sqlite_file
    from skillgraph.queries import Catalogue

    made = database(opened.engine, Catalogue(contents), opened.id, session.today())
    for one in made.skipped:
        say(f"no table for {one.name}: {one.reason}")
    if sqlite:
        _write(sqlite, [sqlite_file(made)], contents)
    if duckdb:
        from skillgraph.export.duck import write_duckdb

        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "made.duckdb"
            write_duckdb(made, file)
            _write(duckdb, [file.read_bytes()], contents)


def _turtle(opened: Snapshot, folder: Path, contents: Contents) -> None:
    from skillgraph.describe.dumps import graphs
    from skillgraph.results import GRAPH_FORMATS, format_named
    from skillgraph.terms import path_of

    format_ = format_named("ttl", GRAPH_FORMATS)
    for graph in graphs(opened.engine):
        path = path_of(graph)
        if path is not None:
            file = folder / (path if path.endswith(".ttl") else f"{path}.ttl")
            file.parent.mkdir(parents=True, exist_ok=True)
            session.write_dump(file, [opened.engine.dump(graph, format_)], private=contents.holds_private)


def _write(path: Path, parts: Iterable[bytes], contents: Contents) -> None:
    """Puts a file in its place in one step; who reads it never sees half of one."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        session.write_dump(beside, parts, private=contents.holds_private)
        size = beside.stat().st_size
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    say(f"written: {path} ({size:,} bytes)")


def place(folder: Path, fill: Callable[[Path], None]) -> None:
    """Fills a folder beside its place and puts it there when it is whole."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}.", "Give another path.") from None
    try:
        fill(beside)
        beside.chmod(0o755)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    say(f"written: {folder}")
