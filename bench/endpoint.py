"""Requests per second and latencies of the endpoint beside two other servers, and who survives the hostile queries.

    python -m venv /some/folder && /some/folder/bin/pip install -r bench/requirements.txt
    python bench/endpoint.py --binaries /some/folder/bin [--seconds 3] [--rounds 3] [--hostile 12] [-o NAME]

Every round asks each server in turn; of each figure the median of the rounds is given. A server of others that is not
installed is left out, and named. With -o NAME, NAME.json and NAME.md are written too.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import platform
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvloop
from peers import HOLDER, Peer, missing, peers
from survival import survive

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from load import Figures, get, run
from served import ROOT

JSON = "application/sparql-results+json"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100000"
CANNED = ROOT / "queries" / "roles" / "roles.rq"
Request = Callable[[int], bytes]
_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Scenario:
    """What is asked, and by how many clients at once; a long one is asked a few times only, in one round."""

    name: str
    clients: tuple[int, ...]
    request: Callable[[Peer], Request]
    long: bool = False


def sparql(peer: Peer, query: str, accept: str = JSON) -> bytes:
    """A query by GET."""
    return get(peer.address, f"{peer.path}?query={quote(query)}", Accept=accept)


def uncached(peer: Peer) -> Request:
    """Ten rows about one holder, another holder each time; in no run the same text as in another."""

    def request(_: int) -> bytes:
        number = next(_NUMBERS)
        return sparql(peer, f"SELECT ?p ?o {{ <{HOLDER.format(number * 7919 % peer.holders)}> ?p ?o }} # {number}")

    return request


def always(query: str, accept: str = JSON) -> Callable[[Peer], Request]:
    """One query again and again."""

    def bound(peer: Peer) -> Request:
        whole = sparql(peer, query, accept)
        return lambda _: whole

    return bound


def canned(peer: Peer) -> Request:
    """A canned query; from a server that has none, its text."""
    if not peer.canned:
        return always(CANNED.read_text(encoding="utf-8"))(peer)
    whole = get(peer.address, f"/queries/{CANNED.stem}.json")
    return lambda _: whole


SCENARIOS = (
    Scenario("ten rows, asked for the first time", (1, 16), uncached),
    Scenario("ten rows, asked before", (1, 16), always(f"SELECT ?p ?o {{ <{HOLDER.format(43)}> ?p ?o }}")),
    Scenario("canned query", (1, 16), canned),
    Scenario("100,000 rows as CSV", (1, 16), always(ALL, "text/csv"), long=True),
    Scenario("100,000 rows as JSON", (1, 16), always(ALL), long=True),
)


def measure(peer: Peer, scenario: Scenario, clients: int, seconds: float) -> Figures:
    """One run, after one answer that is not counted."""
    request = scenario.request(peer)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(peer.address, request, clients=1, each=1))
        if scenario.long:
            return runner.run(run(peer.address, request, clients=clients, each=3 if clients == 1 else 1))
        return runner.run(run(peer.address, request, clients=clients, seconds=seconds))


def speeds(started: list[Peer], seconds: float, rounds: int, asked: str) -> list[dict[str, Any]]:
    """A row for each scenario, number of clients and server."""
    rows = []
    for scenario in (one for one in SCENARIOS if asked in one.name):
        for clients in scenario.clients:
            seen: dict[str, list[Figures]] = {peer.name: [] for peer in started}
            for _ in range(1 if scenario.long else rounds):
                for peer in started:
                    seen[peer.name].append(measure(peer, scenario, clients, seconds))
            rows += [_row(scenario.name, clients, name, figures) for name, figures in seen.items()]
            say(rows[-len(started) :])
    return rows


def _row(scenario: str, clients: int, name: str, figures: list[Figures]) -> dict[str, Any]:
    return {
        "scenario": scenario,
        "clients": clients,
        "server": name,
        "per_second": statistics.median(one.rate for one in figures),
        "p50_ms": statistics.median(one.median for one in figures) * 1000,
        "p99_ms": statistics.median(one.quantile(0.99) for one in figures) * 1000,
        "failed": sum(count for one in figures for status, count in one.statuses.items() if status != 200),
    }


def say(rows: list[dict[str, Any]]) -> None:
    """Rows as they come."""
    for row in rows:
        cells = " ".join(f"{value:10.1f}" if isinstance(value, float) else str(value) for value in row.values())
        sys.stdout.write(cells + "\n")
    sys.stdout.flush()


def markdown(figures: dict[str, Any]) -> str:
    """The figures as a page."""
    lines = [f"{figures['machine']}. Medians of {figures['rounds']} rounds of {figures['seconds']} s.", ""]
    lines += [f"{name} is not installed and left out." for name in figures["missing"]]
    lines += [""] if figures["missing"] else []
    lines += ["| asked | clients | server | requests/s | share of skillgraph's | p50 ms | p99 ms | failed |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    ours = {
        (row["scenario"], row["clients"]): row["per_second"] for row in figures["speed"][:: len(figures["servers"])]
    }
    for row in figures["speed"]:
        base = ours[row["scenario"], row["clients"]]
        share = f"{row['per_second'] / base:.2f}" if base else "-"
        lines.append(
            f"| {row['scenario']} | {row['clients']} | {row['server']} | {row['per_second']:,.1f} | {share} "
            f"| {row['p50_ms']:.2f} | {row['p99_ms']:.2f} | {row['failed']} |"
        )
    if figures["survival"]:
        columns = list(figures["survival"][0])
        lines += ["", f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
        lines += [f"| {' | '.join(str(row[column]) for column in columns)} |" for row in figures["survival"]]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures, and prints the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    beside = Path(sys.executable).parent
    parser.add_argument("--binaries", type=Path, default=beside, help="folder of the others' programs")
    parser.add_argument("--holders", type=int, default=10_000, help="made-up holders, with ten triples each")
    parser.add_argument("--asked", default="", metavar="TEXT", help="only what has this in its name, as 'canned'")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hostile", type=float, default=12.0, help="seconds to wait for a hostile query; 0: ask none")
    parser.add_argument("-o", "--output", type=Path, help="write OUTPUT.json and OUTPUT.md")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the servers end too
    figures: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
    figures |= {"rounds": given.rounds, "seconds": given.seconds, "survival": [], "missing": missing(given.binaries)}
    with tempfile.TemporaryDirectory() as folder, peers(given.binaries, Path(folder), given.holders) as made:
        for peer in made:
            peer.start()
        figures["servers"] = [peer.name for peer in made]
        figures["speed"] = speeds(made, given.seconds, given.rounds, given.asked)
        for peer in made:
            peer.stop()
        if given.hostile:
            figures["survival"] = [survive(peer, given.hostile) for peer in made]
    sys.stdout.write(markdown(figures))
    if given.output:
        given.output.with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        given.output.with_suffix(".md").write_text(markdown(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
