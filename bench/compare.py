"""This project beside its peers, on the same data and queries, in one run: one table, ratios and plots.

    python -m venv /some/folder && /some/folder/bin/pip install -r bench/requirements.txt
    npm install --prefix /some/folder/node @comunica/query-sparql-file
    python bench/compare.py --binaries /some/folder/bin --node /some/folder/node -o compare

Parts (`--part`, all by default): `canned` asks the canned queries, over generated federations of `--holders`;
`university` asks another domain; `http` measures throughput at 1, 8 and 64 clients; `start` the time from a new process
to its first answer, over what was loaded before; `edit` that from a changed statement to an answer that has it. Every
query has a time limit (`--seconds`), after which a process of a library is started anew; what does not fit into
`--budget` is not asked. Of `--rounds` the median counts. Rows that differ from the embedded engine's are marked. Peers
that are not installed are left out, and named; `--peers` asks only some. With -o, each part is written when it is done.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests")]

import university  # noqa: E402
from compare_data import Edits, Known, federation, shipped, universities  # noqa: E402
from compare_own import Own  # noqa: E402
from compare_peers import Change, Child, Data, Peer, Refused, Server, TimeUp, address_of  # noqa: E402
from compare_roster import installed, names, opened  # noqa: E402
from compare_tables import plots, written  # noqa: E402

from load import get, run  # noqa: E402

TODAY = datetime.date(2026, 12, 1)
ASKED = "SELECT ?p ?o WHERE { <https://w3id.org/skillgraph/id/task/%d> ?p ?o } LIMIT 10"
FAILURES = (Refused, TimeUp, OSError, subprocess.SubprocessError)
WAIT_S = 120.0  # for an edit to be answered
Cells = dict[str, dict[str, Any]]


def main() -> int:
    """Runs the parts, prints the tables, and writes them with the plots where that was asked for."""
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the peers end too
    report: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    }
    with tempfile.TemporaryDirectory() as folder:
        for part in given.part:
            for name, measure in PARTS[part](given, Path(folder)).items():
                report[name] = measure()
                if given.output:
                    Path(f"{given.output}.json").write_text(json.dumps(report, indent=1) + "\n")
                    Path(f"{given.output}.md").write_text(written(report))
    print(written(report))
    if given.output:
        plots(report, given.output)
    return 0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python bench/compare.py")
    parser.add_argument("--part", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--holders", nargs="+", type=int, default=[100, 10_000])
    parser.add_argument("--binaries", default="", help="folder with oxigraph and rdflib-endpoint")
    parser.add_argument("--node", default="", help="folder into which npm has installed Comunica")
    parser.add_argument("--fuseki", default="", help="folder with fuseki-server")
    parser.add_argument("--peers", nargs="+", choices=names(), default=[], metavar="PEER", help=", ".join(names()))
    parser.add_argument("--queries", nargs="+", default=[], metavar="NAME", help="only these canned queries")
    parser.add_argument("--seconds", type=float, default=10.0, help="time limit of a query")
    parser.add_argument("--budget", type=float, default=300.0, help="time for all queries at one peer")
    parser.add_argument("--load-seconds", type=float, default=600.0, help="time limit of a library's loading")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 8, 64])
    parser.add_argument("--http-seconds", type=float, default=3.0)
    parser.add_argument("--universities", type=int, default=1)
    parser.add_argument("--quads", default="", help="folder with HOLDERS.nq and wHOLDERS made before")
    parser.add_argument("-o", "--output", default="", help="write OUTPUT.json, .md and .svg")
    return parser.parse_args()


def canned(given: argparse.Namespace, holders: int, folder: Path) -> dict[str, Any]:
    """The canned queries over a generated federation."""
    from answers import params_of
    from skillgraph import workspace
    from skillgraph.queries import Catalogue
    from skillgraph.queries.run import bound_text

    data = federation(given, holders, folder)
    known, catalogue = Known(data, folder), Catalogue(workspace.read(ROOT))
    wanted = [query for query in catalogue if not given.queries or query.name in given.queries]
    queries = {}
    for query in wanted:
        with contextlib.suppress(Exception):  # its example is not in this data
            queries[query.name] = bound_text(query, params_of(query.tests[0]), known.engine, TODAY)
    quads = known.close()
    return measured(given, data, queries, folder) | {"quads": quads}


def other_domain(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The university workload."""
    data = universities(given, folder)
    queries = {name: university.query(text) for name, text in university.QUERIES.items()}
    return measured(given, data, queries, folder) | {"quads": len(data.triples.read_bytes().splitlines())}


def measured(given: argparse.Namespace, data: Data, queries: dict[str, str], folder: Path) -> dict[str, Any]:
    """Milliseconds and rows of each query at each peer that is no server of this project, and its time to load."""
    cells: dict[str, Cells] = {}
    starts: dict[str, Any] = {}
    for peer in installed(given):
        if peer.name.endswith("-http"):
            continue
        began = time.perf_counter()
        try:
            with opened(peer, data, folder) as place:
                starts[peer.name] = round(time.perf_counter() - began, 2)
                cells[peer.name] = asked(given, peer, data, queries, place)
        except FAILURES as error:
            starts.setdefault(peer.name, f"{type(error).__name__}: {error}"[:120])
        print(f"{peer.name}: {starts[peer.name]}", file=sys.stderr)
    return {"starts": starts, "cells": cells, "queries": list(queries)}


def asked(given: argparse.Namespace, peer: Peer, data: Data, queries: dict[str, str], place: Path) -> Cells:
    """Each query once to warm up, and then in rounds."""
    found: Cells = {}
    ends = time.monotonic() + given.budget
    for name, query in queries.items():
        if time.monotonic() > ends:
            found[name] = {"state": "not asked"}
            continue
        try:
            rows, times = peer.ask(query, given.seconds), []
            for _ in range(given.rounds):
                began = time.perf_counter()
                rows = peer.ask(query, given.seconds)
                times.append(time.perf_counter() - began)
            found[name] = {"state": "ok", "rows": rows, "ms": round(1000 * statistics.median(times), 3)}
        except TimeUp:
            found[name] = {"state": f"> {given.seconds:g} s"}
            if isinstance(peer, Child):
                peer.close()
                peer.serve(data, place)
        except Refused as error:
            found[name] = {"state": "error", "what": str(error)[:160]}
    return found


def over_shipped(
    given: argparse.Namespace,
    folder: Path,
    what: Callable[[argparse.Namespace, Peer, Data, Path], dict[str, Any] | None],
) -> dict[str, Any]:
    """A row for each peer, or why there is none, over the shipped workspace."""
    data = shipped(folder)
    found: dict[str, Any] = {}
    for peer in installed(given):
        try:
            row = what(given, peer, data, folder)
        except FAILURES as error:
            row = {"error": f"{type(error).__name__}: {error}"[:160]}
        if row is not None:
            found[peer.name] = row
            print(f"{peer.name}: {row}", file=sys.stderr)
    return found


def throughput(given: argparse.Namespace, peer: Peer, data: Data, folder: Path) -> dict[str, Any] | None:
    """Answers a second to a query for ten rows, another each time; of servers."""
    if not isinstance(peer, Server):
        return None
    with opened(peer, data, folder):
        return {
            str(clients): [round(asyncio.run(loaded(given, peer, clients)), 1) for _ in range(given.rounds)]
            for clients in given.clients
        }


async def loaded(given: argparse.Namespace, peer: Server, clients: int) -> float:
    """Good answers a second."""
    origin, _, path = peer.url.rpartition("/")
    figures = await run(
        origin,
        lambda number: get(
            origin, f"/{path}{address_of(peer, ASKED % (number % 45 + 1) + f' # {number}')[len(peer.url) :]}"
        ),
        clients=clients,
        seconds=given.http_seconds,
    )
    return figures.rate


def cold(given: argparse.Namespace, peer: Peer, data: Data, folder: Path) -> dict[str, Any]:
    """Seconds to load, and from each start of its processes to the first rows; files are in the system's memory."""
    began, times = time.perf_counter(), []
    with opened(peer, data, folder) as place:
        load = time.perf_counter() - began
        for _ in range(given.rounds):
            peer.close()
            began = time.perf_counter()
            peer.serve(data, place)
            peer.ask(ASKED % 43, WAIT_S)
            times.append(round(time.perf_counter() - began, 3))
    return {"load": round(load, 2), "times": times}


def edited(given: argparse.Namespace, peer: Peer, data: Data, folder: Path) -> dict[str, Any] | None:
    """Seconds from a change of one statement to an answer that has it; ours is edited where it is served."""
    if peer.name in ("embedded", "disk", "remote", "remote-http"):  # what a server or `publish` does for them
        return None
    edits, times = Edits(data), []
    if isinstance(peer, Own):
        peer.follows = True
    with opened(peer, data, folder) as place, contextlib.ExitStack() as stack:
        stack.callback(edits.undo)
        if isinstance(peer, Own):  # whose first edit finds nothing ready, and is not counted
            first = edits.next()
            first.edit()
            until_answered(peer, first)
        for _ in range(given.rounds):
            change = edits.next()
            began = time.perf_counter()
            peer.change(data, place, change)
            until_answered(peer, change)
            times.append(round(time.perf_counter() - began, 3))
    return {"times": times}


def until_answered(peer: Peer, change: Change) -> None:
    """Asks every 20 ms until the new statement is there; TimeUp."""
    ends = time.monotonic() + WAIT_S
    while peer.ask(change.query, WAIT_S) != 1:
        if time.monotonic() > ends:
            raise TimeUp("the change is not answered")
        time.sleep(0.02)


Part = Callable[[argparse.Namespace, Path], dict[str, Callable[[], dict[str, Any]]]]
PARTS: dict[str, Part] = {
    "canned": lambda given, folder: {
        f"canned {holders}": lambda holders=holders: canned(given, holders, folder / f"h{holders}")  # type: ignore[misc]
        for holders in given.holders
    },
    "university": lambda given, folder: {"university": lambda: other_domain(given, folder / "university")},
    "http": lambda given, folder: {"http": lambda: over_shipped(given, folder / "shipped", throughput)},
    "start": lambda given, folder: {"start": lambda: over_shipped(given, folder / "shipped", cold)},
    "edit": lambda given, folder: {"edit": lambda: over_shipped(given, folder / "shipped", edited)},
}


if __name__ == "__main__":
    sys.exit(main())
