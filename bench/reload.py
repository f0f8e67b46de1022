"""How long a saved edit takes to be served, and 500 faults under load. Run by hand: python bench/reload.py [FAULTS]

Prints, for each kind of edit, the seconds from the save to the first new answer (least, median, most of ten), asked
every 20 ms; then what three readers saw during the faults.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from faults import FAULTS, Readers, Server, copy_workspace, edit_under_load, good_edit, serving

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


def main(faults: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = copy_workspace(Path(folder) / "workspace")
        with serving(root, Path(folder)) as server:
            server.wait_for(good_edit(root, 0)[0])
            time.sleep(1)
            for kind, (path, old, new) in EDITS.items():
                report(kind, [latency(server, path, old, new.format(number)) for number in range(10)])
            report("first finding of a bad edit", [bad(server) for _ in range(10)])
            under_load(server, faults)


def report(kind: str, seconds: list[float]) -> None:
    line = f"{min(seconds):.2f} {statistics.median(seconds):.2f} {max(seconds):.2f} s"
    sys.stdout.write(f"{kind:28} {line}\n")
    sys.stdout.flush()


def latency(server: Server, path: str, old: str, new: str) -> float:
    """Seconds from the save of an edit to the first answer of the snapshot that has it; the edit is undone."""
    file = server.root / path
    good = file.read_text()
    time.sleep(REST_S)
    before = served(server)
    file.write_text(good.replace(old, new, 1))
    taken = until(lambda: served(server) != before)
    file.write_text(good)
    until(lambda: served(server) == before)
    return taken


def bad(server: Server) -> float:
    undo = FAULTS["violation"][0](server.root)
    taken = until(lambda: server.ready()["status"] == "degraded")
    undo()
    until(lambda: server.ready()["status"] == "ready")
    return taken


def served(server: Server) -> str:
    return CLIENT.get(f"{server.address}/sparql", params={"query": "ASK {}"}).headers["x-snapshot"]


def until(condition: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > 60:
            raise TimeoutError
        time.sleep(0.02)
    return time.monotonic() - began


def under_load(server: Server, faults: int) -> None:
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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
