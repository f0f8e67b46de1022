"""This project beside its peers, on the same data and queries, in one run: one table, ratios and plots.

    python -m venv /some/folder && /some/folder/bin/pip install -r bench/requirements.txt
    npm install --prefix /some/folder/node @comunica/query-sparql-file
    python bench/compare.py --binaries /some/folder/bin --node /some/folder/node -o compare

Parts (`--part`, all by default): `canned` asks the canned queries, over generated federations of `--holders`;
`university` asks another domain; `http` measures throughput at 1, 8 and 64 clients. Every query has a time limit
(`--seconds`), after which a process of a library is started anew; what does not fit into `--budget` is not asked. Of
`--rounds` the median counts. Rows that differ from the embedded engine's are marked. Peers that are not installed are
left out, and named.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests")]

import university  # noqa: E402
from compare_peers import (  # noqa: E402
    Child,
    Comunica,
    Data,
    Own,
    Oxigraph,
    Peer,
    RdflibEndpoint,
    Refused,
    Server,
    TimeUp,
    Virtuoso,
    address_of,
)

from load import get, run  # noqa: E402

TODAY = datetime.date(2026, 12, 1)
BASE = "embedded"
Cells = dict[str, dict[str, Any]]


def main() -> int:
    """Runs the parts, prints the tables, and writes them with the plots where that was asked for."""
    given = arguments()
    report: dict[str, Any] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    }
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if "canned" in given.part:
            for holders in given.holders:
                report[f"canned {holders}"] = canned(given, holders, place / f"h{holders}")
        if "university" in given.part:
            report["university"] = other_domain(given, place / "university")
        if "http" in given.part:
            report["http"] = throughput(given, place / "http")
    text = written(report)
    print(text)
    if given.output:
        Path(f"{given.output}.json").write_text(json.dumps(report, indent=1) + "\n")
        Path(f"{given.output}.md").write_text(text)
        plots(report, given.output)
    return 0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python bench/compare.py")
    parser.add_argument("--part", nargs="+", default=["canned", "university", "http"])
    parser.add_argument("--holders", nargs="+", type=int, default=[100, 10_000])
    parser.add_argument("--binaries", default="", help="folder with oxigraph and rdflib-endpoint")
    parser.add_argument("--node", default="", help="folder into which npm has installed Comunica")
    parser.add_argument("--peers", nargs="+", default=[], help="only these")
    parser.add_argument("--seconds", type=float, default=10.0, help="time limit of a query")
    parser.add_argument("--budget", type=float, default=300.0, help="time for all queries at one peer")
    parser.add_argument("--load-seconds", type=float, default=600.0, help="time limit of a library's loading")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--http-seconds", type=float, default=3.0)
    parser.add_argument("--universities", type=int, default=1)
    parser.add_argument("--quads", default="", help="folder with HOLDERS.nq and wHOLDERS made before")
    parser.add_argument("-o", "--output", default="", help="write OUTPUT.json, .md and .svg")
    return parser.parse_args()


def peers(given: argparse.Namespace) -> Iterator[Peer]:
    """Those that are installed; the others are named on standard error."""
    binaries = Path(given.binaries) if given.binaries else Path(sys.executable).parent
    comunica = Path(given.node) / "node_modules" / ".bin" / "comunica-sparql-file-http"
    known: list[tuple[Peer, str | None]] = [
        (Child(BASE, kind="embedded", load_seconds=given.load_seconds), sys.executable),
        (Oxigraph("oxigraph", binary=str(binaries / "oxigraph")), shutil.which(str(binaries / "oxigraph"))),
        (Virtuoso("virtuoso"), shutil.which("virtuoso-t")),
        (Child("rdflib", kind="rdflib", load_seconds=given.load_seconds), sys.executable),
        (
            RdflibEndpoint("rdflib-endpoint", program=str(binaries / "rdflib-endpoint")),
            shutil.which(str(binaries / "rdflib-endpoint")),
        ),
        (Comunica("comunica", program=str(comunica)), shutil.which(str(comunica))),
        (Child("owlready2", kind="owlready2", load_seconds=given.load_seconds), sys.executable),
    ]
    for peer, program in known:
        if program is None:
            print(f"{peer.name} is not installed and left out", file=sys.stderr)
        elif not given.peers or peer.name in given.peers:
            yield peer


def canned(given: argparse.Namespace, holders: int, folder: Path) -> dict[str, Any]:
    """The canned queries over a generated federation."""
    from answers import params_of
    from skillgraph import workspace
    from skillgraph.engine import Dataset
    from skillgraph.queries import Catalogue
    from skillgraph.queries.run import bound_text

    data = federation(given, holders, folder)
    dataset = Dataset()
    dataset.load_nquads(data.quads.read_bytes())
    engine = dataset.engine()
    queries = {}
    for query in Catalogue(workspace.read(ROOT)):
        with contextlib.suppress(Exception):  # its example is not in this data
            queries[query.name] = bound_text(query, params_of(query.tests[0]), engine, TODAY)
    return measured(given, data, queries, folder) | {"quads": len(dataset)}


def federation(given: argparse.Namespace, holders: int, folder: Path) -> Data:
    """A workspace with so many holders, closed under its rules, as N-Quads and as the union."""
    from skillgraph import workspace
    from skillgraph.snapshot.builder import build

    folder.mkdir(parents=True)
    place = Path(given.quads) / f"w{holders}" if given.quads else folder / "workspace"
    quads = Path(given.quads) / f"{holders}.nq" if given.quads else folder / "all.nq"
    if not place.exists():
        subprocess.run([sys.executable, "-m", "bench.world", str(holders), str(place)], cwd=ROOT, check=True)
    if not quads.exists():
        quads.write_bytes(build(workspace.read(place)).dataset.dump_nquads())
    return Data(quads, union(quads, folder), place)


def union(quads: Path, folder: Path) -> Path:
    """Every triple once, as N-Triples."""
    lines = {line[: line.rindex(b" <")] for line in quads.read_bytes().splitlines()}
    place = folder / "union.nt"
    place.write_bytes(b"".join(sorted(line + b" .\n" for line in lines)))
    return place


def other_domain(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The university workload: triples of one graph."""
    folder.mkdir(parents=True)
    quads, count = folder / "all.nq", 0
    with quads.open("w") as out:
        for line in dict.fromkeys(university.triples(given.universities)):
            out.write(f"{line[:-2]} <http://bench.invalid/graph> .\n")
            count += 1
    queries = {name: university.query(text) for name, text in university.QUERIES.items()}
    return measured(given, Data(quads, union(quads, folder), None), queries, folder) | {"quads": count}


def measured(given: argparse.Namespace, data: Data, queries: dict[str, str], folder: Path) -> dict[str, Any]:
    """Milliseconds and rows of each query at each peer, and how long each took to load."""
    cells: dict[str, Cells] = {}
    starts: dict[str, Any] = {}
    for peer in peers(given):
        place = folder / peer.name
        place.mkdir()
        began = time.perf_counter()
        try:
            peer.open(data, place)
            starts[peer.name] = round(time.perf_counter() - began, 2)
            cells[peer.name] = asked(given, peer, data, queries, place)
        except (Refused, TimeUp, OSError, subprocess.SubprocessError) as error:
            starts.setdefault(peer.name, f"{type(error).__name__}: {error}"[:120])
        finally:
            peer.close()
        print(f"{peer.name}: {starts[peer.name]}", file=sys.stderr)
        shutil.rmtree(place, ignore_errors=True)
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
                peer.open(data, place)
        except Refused as error:
            found[name] = {"state": "error", "what": str(error)[:160]}
    return found


ASKED = "SELECT ?p ?o WHERE { <https://w3id.org/skillgraph/id/task/%d> ?p ?o } LIMIT 10"


def throughput(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Answers a second to a query for ten rows, another each time, over the shipped snapshot."""
    from skillgraph import workspace
    from skillgraph.snapshot.builder import build

    folder.mkdir(parents=True)
    quads = folder / "all.nq"
    quads.write_bytes(build(workspace.read(ROOT)).dataset.dump_nquads())
    data = Data(quads, union(quads, folder), ROOT)
    others = [peer for peer in peers(given) if isinstance(peer, Server)]
    found: dict[str, Any] = {}
    for peer in [Own("embedded, by HTTP"), *others, Own("remote, by HTTP")]:
        place = folder / peer.name.replace(" ", "").replace(",", "")
        place.mkdir()
        began = time.perf_counter()
        with contextlib.ExitStack() as stack:
            stack.callback(peer.close)
            try:
                if peer.name.startswith("remote"):
                    assert isinstance(peer, Own)
                    peer.endpoint = stack.enter_context(published())
                    began = time.perf_counter()
                peer.open(data, place)
                row: dict[str, Any] = {"start": round(time.perf_counter() - began, 2)}
                for clients in (1, 8, 64):
                    row[str(clients)] = [
                        round(asyncio.run(loaded(given, peer, clients)), 1) for _ in range(given.rounds)
                    ]
                found[peer.name] = row
            except (Refused, TimeUp, OSError, AssertionError, subprocess.SubprocessError) as error:
                found[peer.name] = {"error": str(error)[:160]}
        print(f"{peer.name}: {found[peer.name]}", file=sys.stderr)
    return found


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


@contextlib.contextmanager
def published() -> Iterator[str]:
    """The shipped snapshot on an Oxigraph server, for the remote engine."""
    from endpoints import oxigraph

    with oxigraph() as server:
        command = [str(Path(sys.executable).with_name("skillgraph")), "publish", server.query]
        subprocess.run([*command, "--store", str(server.graphs)], cwd=ROOT, check=True, capture_output=True)
        yield server.query


def written(report: dict[str, Any]) -> str:
    """The report as Markdown."""
    parts = [f"{report['machine']}.\n"]
    for name, part in report.items():
        if isinstance(part, dict) and "cells" in part:
            parts += [f"\n## {name}: {part['quads']:,} quads\n", summary(part), "\n", per_query(part)]
        elif name == "http":
            parts += ["\n## Throughput\n", by_http(part)]
    return "\n".join(parts) + "\n"


def summary(part: dict[str, Any]) -> str:
    """One line a peer: how it started, what it answered, and how long it took beside the embedded engine."""
    lines = [
        "| peer | load, s | answered as embedded | other rows | errors | too slow | time beside embedded (geometric mean) |",
        "|---|---|---|---|---|---|---|",
    ]
    base = part["cells"].get(BASE, {})
    for peer, start in part["starts"].items():
        cells = part["cells"].get(peer, {})
        same = [q for q, c in cells.items() if c["state"] == "ok" and c["rows"] == base.get(q, {}).get("rows")]
        other = sum(c["state"] == "ok" for c in cells.values()) - len(same)
        errors = sum(c["state"] == "error" for c in cells.values())
        slow = len(cells) - len(same) - other - errors
        ratios = [cells[q]["ms"] / base[q]["ms"] for q in same if base[q]["ms"] > 0 and cells[q]["ms"] > 0]
        mean = f"{math.exp(statistics.fmean(map(math.log, ratios))):.2f}" if ratios else "-"
        lines.append(f"| {peer} | {start} | {len(same)} | {other} | {errors} | {slow} | {mean} |")
    return "\n".join(lines)


def per_query(part: dict[str, Any]) -> str:
    """Milliseconds of every query at every peer."""
    names = list(part["cells"])
    lines = [f"| query | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for query in part["queries"]:
        row = []
        for peer in names:
            cell = part["cells"][peer].get(query, {"state": "-"})
            same = cell.get("rows") == part["cells"].get(BASE, {}).get(query, {}).get("rows")
            row.append(f"{cell['ms']:.1f}{'' if same else ' (other rows)'}" if cell["state"] == "ok" else cell["state"])
        lines.append(f"| {query} | {' | '.join(row)} |")
    return "\n".join(lines)


def by_http(part: dict[str, Any]) -> str:
    """Answers a second by the number of clients."""
    lines = ["| server | until the first answer, s | 1 client | 8 clients | 64 clients |", "|---|---|---|---|---|"]
    for peer, row in part.items():
        if "error" in row:
            lines.append(f"| {peer} | {row['error']} | | | |")
            continue
        rates = " | ".join(f"{statistics.median(row[clients]):,.0f}" for clients in ("1", "8", "64"))
        lines.append(f"| {peer} | {row['start']} | {rates} |")
    return "\n".join(lines)


def plots(report: dict[str, Any], output: str) -> None:
    """The tables as pictures, where matplotlib is installed."""
    try:
        import matplotlib as mpl
    except ImportError:
        print("matplotlib is not installed: no plots", file=sys.stderr)
        return
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "skillgraph"
    import matplotlib.pyplot as plt

    for name, part in report.items():
        if not isinstance(part, dict):
            continue
        figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
        if "cells" in part:
            for peer, cells in part["cells"].items():
                times = sorted(cell["ms"] for cell in cells.values() if cell["state"] == "ok")
                axes.step(times, range(1, len(times) + 1), where="post", label=peer)
            axes.set(xscale="log", xlabel="milliseconds", ylabel="queries answered within", title=name)
        else:
            for peer, row in part.items():
                if "error" not in row:
                    axes.plot([1, 8, 64], [statistics.median(row[c]) for c in ("1", "8", "64")], "o-", label=peer)
            axes.set(xscale="log", yscale="log", xlabel="clients", ylabel="answers a second", title=name)
        axes.legend(fontsize="small")
        figure.savefig(f"{output}-{name.replace(' ', '-')}.svg", metadata={"Date": None})
        plt.close(figure)


if __name__ == "__main__":
    sys.exit(main())
