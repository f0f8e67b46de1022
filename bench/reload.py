"""How long a saved edit takes to be served, and 500 faults under load: python bench/reload.py [FAULTS] [--edits N] ...

Prints, for each kind of edit, the seconds from the save to the first new answer (least, median, most of ten), asked
every 20 ms; then what three readers saw during the faults. With --small the workspace is one as `skillgraph init`
writes it: the kinds of edit whose files it has, and no faults.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from faults import FAULTS, Readers, Server, copy_workspace, edit_under_load, good_edit, serving, small_workspace

# Edits that stay valid however often they are made: a file, and what to put where.
EDITS: dict[str, tuple[str, str, str]] = {
    "text of a skill": ("data/interpretation/skills-grid.ttl", '"@en', '. {}"@en'),
    "end of an attestation": ("data/example/attestations-east.ttl", '"2030-03-01"', '"2031-01-1{}"'),
    "label in the ontology": ("ontology/skill.ttl", 'definition "', 'definition "{} '),
    "message of a shape": ("shapes/skill.ttl", 'sh:message "', 'sh:message "{} '),
    "comment": ("data/seed/tiers.ttl", "\n\n", "\n# {}\n\n"),
    "summary of a query": ("queries/tasks/tasks.rq", "summary: ", "summary: {} "),
    "comment of a rule": ("ontology/rules/10-skill-levels.rq", "CONSTRUCT", "# {}\nCONSTRUCT"),
}

CLIENT = httpx.Client()  # one for all: making one takes time from the server that is measured
REST_S = 2.0  # between two edits, as of a person; an edit that comes sooner waits for processes that are being started
BAD = "first finding of a bad edit"


def main() -> None:
    """Edits one after another, and then the faults."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("faults", nargs="?", type=int, default=500)
    parser.add_argument("--edits", type=int, default=10, help="of each kind")
    parser.add_argument("--rest", type=float, default=REST_S, help="seconds between two edits")
    parser.add_argument("--only", nargs="*", choices=[*EDITS, BAD], default=[*EDITS, BAD], help="these kinds")
    parser.add_argument("--small", action="store_true", help="in a small workspace, to see that this program runs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = (small_workspace if given.small else copy_workspace)(Path(folder) / "workspace")
        with serving(root, Path(folder)) as server:
            if not given.small:  # the first edit finds nothing ready
                server.wait_for(good_edit(root, 0)[0])
                time.sleep(1)
            for kind in given.only:
                if given.small and not (kind in EDITS and (root / EDITS[kind][0]).exists()):
                    continue
                ask = bad if kind == BAD else partial(latency, given.rest, *EDITS[kind])
                report(kind, [ask(server, number) for number in range(given.edits)])
            if given.faults and not given.small:
                under_load(server, given.faults)


def report(kind: str, seconds: list[float]) -> None:
    """A line for a kind of edit."""
    line = f"{min(seconds):.2f} {statistics.median(seconds):.2f} {max(seconds):.2f} s"
    sys.stdout.write(f"{kind:28} {line}\n")
    sys.stdout.flush()


def latency(rest: float, path: str, old: str, new: str, server: Server, number: int) -> float:
    """Seconds from the save of an edit to the first answer of the snapshot that has it; the edit is undone."""
    file = server.root / path
    good = file.read_text()
    time.sleep(rest)
    before = served(server)
    file.write_text(good.replace(old, new.format(number), 1))
    taken = until(lambda: served(server) != before)
    file.write_text(good)
    until(lambda: served(server) == before)
    return taken


def bad(server: Server, _: int) -> float:
    """Seconds until a violation is told of; it is undone."""
    undo = FAULTS["violation"][0](server.root)
    taken = until(lambda: server.ready()["status"] == "degraded")
    undo()
    until(lambda: server.ready()["status"] == "ready")
    return taken


def served(server: Server) -> str:
    """The snapshot that answers."""
    return CLIENT.get(f"{server.address}/sparql", params={"query": "ASK {}"}).headers["x-snapshot"]


def until(condition: Callable[[], bool]) -> float:
    """Seconds until something holds."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > 60:
            raise TimeoutError
        time.sleep(0.02)
    return time.monotonic() - began


def under_load(server: Server, faults: int) -> None:
    """What three readers saw during so many faults."""
    readers = Readers(server.address)
    began = time.monotonic()
    valid = edit_under_load(server, readers, faults, seed=11)
    wrong = [answer for answer in readers.answers if valid.get(answer[0]) != answer[1]]
    sys.stdout.write(
        f"{faults} faults in {time.monotonic() - began:.0f} s: {readers.asked} answers from {len(readers.answers)} of "
        f"{len(valid)} good states, {len(wrong)} inconsistent, {len(readers.problems)} failed, "
        f"slowest {readers.slowest:.2f} s, server {'up' if server.process.poll() is None else 'down'}\n"
    )


if __name__ == "__main__":
    main()
