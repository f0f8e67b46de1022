"""`publish`: a checked snapshot goes to a SPARQL endpoint of others."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skillgraph.cli import session
from skillgraph.cli.options import Workspace
from skillgraph.cli.render import say
from skillgraph.errors import UsageError
from skillgraph.workspace import locate, read

if TYPE_CHECKING:
    from skillgraph.remote.cargo import Cargo
    from skillgraph.remote.store import Store


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(publish)


def publish(
    url: Annotated[str | None, typer.Argument(help="Where the endpoint is asked.", show_default=False)] = None,
    update: Annotated[str | None, typer.Option(help="Where it takes updates; by default beside URL.")] = None,
    store: Annotated[str | None, typer.Option(help="Where it takes whole graphs; by default updates do.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    file: Annotated[
        Path | None, typer.Option("--file", help="Write all that a server has to hold as N-Quads, for its bulk loader.")
    ] = None,
    workspace: Workspace = None,
) -> None:
    """Put a checked snapshot, without private files, on a SPARQL endpoint of others, and switch it in."""
    from skillgraph.remote.publish import plan
    from skillgraph.remote.publish import publish as carry_out

    if (url is None) == (file is None):
        raise UsageError("Either the URL of an endpoint is needed, or --file.", "Try 'skillgraph publish --help'.")
    cargo = _cargo(workspace)
    if file is not None:
        _write(file, cargo)
        return
    with closing(_store(str(url), update, store)) as server:
        found = plan(cargo, server)
        sys.stdout.write("".join(f"{line}\n" for line in found.lines()))
        if not dry_run:
            carry_out(found, server, say)


def _cargo(workspace: str | None) -> Cargo:
    from skillgraph.remote.cargo import cargo_of
    from skillgraph.snapshot import Cache, build_snapshot

    files = read(locate(session.settings(workspace), Path.cwd()), private=False)
    cache = Cache.of(session.settings(workspace), os.environ)
    kept = cache.get(files)
    if kept is not None:
        return cargo_of(kept.dump_nquads(), files.digest)
    say("building the snapshot ...")
    return cargo_of(build_snapshot(files, cache)[1].dump_nquads(), files.digest)


def _store(url: str, update: str | None, store: str | None) -> Store:
    from skillgraph.endpoint import Address
    from skillgraph.endpoint.outlet import AUTHORIZATION
    from skillgraph.remote.store import Store

    graphs = Address.of(store) if store else None
    return Store(Address.of(url), Address.of(update or beside(url)), graphs, os.environ.get(AUTHORIZATION, ""))


def beside(url: str) -> str:
    """Where updates go where nothing else is said: `.../update` beside `.../query`, and else the same URL."""
    return f"{url.removesuffix('/query')}/update" if url.endswith("/query") else url


def _write(path: Path, cargo: Cargo) -> None:
    try:
        with path.open("wb") as out:
            out.writelines(cargo.nquads())
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Give another path.") from None
    say(f"{path} holds snapshot {cargo.digest[:16]}, its union and its record")
