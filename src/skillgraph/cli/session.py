"""What the commands do, without any option parsing: each function is one call into the library."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from skillgraph.cli.render import dl_text, explanation_text, say
from skillgraph.errors import UsageError
from skillgraph.settings import Settings, load
from skillgraph.workspace import Contents, locate, read

if TYPE_CHECKING:
    from skillgraph.engine import Engine
    from skillgraph.queries import CannedQuery, Catalogue
    from skillgraph.results import Table
    from skillgraph.snapshot import Snapshot


@runtime_checkable
class Checked(Protocol):
    """An engine whose answers may be of another snapshot than the first ones were."""

    def check(self) -> None:
        """NotReady where they are."""


def settings(workspace: str | None = None) -> Settings:
    """The settings of this process, with the workspace given on the command line."""
    return load(os.environ, workspace=workspace)


def contents(workspace: str | None) -> Contents:
    """The workspace's files as they are now."""
    return read(locate(settings(workspace), Path.cwd()))


def served_contents(chosen: Settings) -> Contents:
    """The files that a server of these settings serves; UsageError where it is private and nobody could ask it."""
    if chosen.serves_private:
        from skillgraph.access import TokenFile

        TokenFile.of(chosen, os.environ).need_good(datetime.datetime.now(datetime.UTC))
    return read(locate(chosen, Path.cwd()), private=chosen.serves_private)


def snapshot(files: Contents) -> Snapshot:
    """The snapshot of these files, from the cache or built; says so where it takes time."""
    from skillgraph.snapshot import Cache, open_snapshot

    return open_snapshot(files, Cache.of(settings(), os.environ), on_build=lambda: say("building the snapshot ..."))


def engine(files: Contents, endpoints: Sequence[str] | None = None) -> Engine:
    """An engine over these files' snapshot, or over the one that endpoints hold where some are given or set."""
    chosen = settings()
    if not endpoints and not chosen.is_remote:
        return snapshot(files).engine
    from skillgraph.endpoint import Replicas, addresses
    from skillgraph.endpoint.outlet import AUTHORIZATION
    from skillgraph.remote import Remote, read_record
    from skillgraph.remote.engine import Terms

    replicas = Replicas(addresses(endpoints or chosen.listed("endpoint")), os.environ.get(AUTHORIZATION, ""))
    terms = Terms(float(chosen.query_seconds), chosen.endpoint_bytes)
    return Remote(replicas, read_record(replicas), terms)


def build_anew(files: Contents) -> tuple[Snapshot, bytes]:
    """A fresh snapshot, and its quads as N-Quads."""
    from skillgraph.snapshot import Cache, build_snapshot

    built, dataset = build_snapshot(files, Cache.of(settings(), os.environ))
    return built, dataset.dump_nquads()


def write_dump(path: Path, parts: Iterable[bytes], *, private: bool) -> None:
    """Writes a dump; one that holds private statements for the user alone, and says so."""
    try:
        if private:
            path.touch(mode=0o600)
            if path.is_file():  # and no pipe or terminal
                path.chmod(0o600)
            say(f"{path} holds private statements: 'build --public' leaves them out")
        with path.open("wb") as out:
            out.writelines(parts)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Give another path with -o.") from None


def catalogue_table(catalogue: Catalogue) -> Table:
    """Every canned query with its parameters and its summary."""
    from skillgraph.results import Column, Table
    from skillgraph.terms import Literal

    rows = []
    for query_ in catalogue:
        parameters = " ".join(p.name if p.required else f"[{p.name}]" for p in query_.parameters)
        rows.append((Literal(query_.topic), Literal(query_.name), Literal(parameters), Literal(query_.summary)))
    return Table((Column("topic"), Column("name"), Column("parameters"), Column("question")), tuple(rows))


def ask(query_: CannedQuery, values: Mapping[str, str], engine_: Engine) -> Table:
    """The rows of a canned query, as of today where it asks for a day."""
    from skillgraph.queries import run

    table = run(query_, values, engine_, today())
    check(engine_)
    return table


def check(engine_: Engine) -> None:
    """NotReady where an endpoint that was asked went on to another snapshot meanwhile."""
    if isinstance(engine_, Checked):
        engine_.check()


def query(sparql: str, engine_: Engine) -> Table:
    """The rows of a SPARQL query; a graph comes as rows of triples."""
    from skillgraph.queries import Limits, guard
    from skillgraph.queries.syntax import diagnosed

    limits = settings()
    guard(sparql, Limits(limits.query_text_post, limits.nesting, limits.query_tokens))
    with diagnosed(sparql):
        table = engine_.select(sparql)
    check(engine_)
    return table


def stats(opened: Snapshot) -> Table:
    """How many things of each class each layer states."""
    return opened.engine.select(
        """
        SELECT ?layer ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {
          GRAPH ?graph { ?thing a ?class }
          ?graph sg:layer ?layer .
          FILTER(STRSTARTS(STR(?class), STR(sg:)))
        }
        GROUP BY ?layer ?class ORDER BY ?layer ?class
        """
    )


def reason(files: Contents) -> bool:
    """Prints HermiT's judgement of ontology, annex and data; says whether they are consistent."""
    import shutil

    from skillgraph.reason.dl import classify
    from skillgraph.reason.explain import explain
    from skillgraph.snapshot import OWL_RL, build

    say("HermiT is reasoning ...")
    java = shutil.which("java")
    triples = [(s, p, o) for s, p, o, graph in build(files).dataset.triples() if graph != OWL_RL]
    report = classify(triples, java=java)
    sys.stdout.write(dl_text(report))
    if not report.consistent:
        say("looking for the smallest contradiction ...")
        sys.stdout.write(explanation_text(explain(triples, java=java)))
    return report.consistent and not report.unsatisfiable


def doctor(workspace: str | None) -> bool:
    """Prints the state of this installation; says whether all that is needed is there."""
    from skillgraph.cli.doctor import examine

    checks = examine(settings(workspace), Path.cwd(), os.environ)
    for row in checks:
        sys.stdout.write(f"{row.state:8} {row.what:12} {row.detail}\n")
    return all(row.state != "missing" for row in checks)


def import_table(workspace: str | None, *, apply: bool) -> list[str]:
    """Runs the table importer; gives the paths whose bytes differ, written where `apply` is true."""
    from skillgraph.curate import import_table as changes_of

    root = locate(settings(workspace), Path.cwd())
    changes = [change for change in changes_of(root) if change.differs(root)]
    for change in changes if apply else ():
        change.apply(root)
    return [change.path for change in changes]


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for '-'."""
    content = sys.stdin.buffer.read() if str(path) == "-" else read_bytes(path, "Give the path of a query file.")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 at byte {error.start}.", "Save it as UTF-8.") from None


def read_bytes(path: Path, hint: str) -> bytes:
    """The bytes of a file that was named on the command line; UsageError with the hint where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint) from None


def today() -> datetime.date:
    """The day it is here."""
    return datetime.datetime.now().astimezone().date()
