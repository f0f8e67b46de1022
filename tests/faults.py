"""A server over a copy of the workspace, edits that are good, and edits that are not."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from served import HTTP, served
from skillgraph.curate.founding import found
from skillgraph.workspace import PARTS, read

ROOT = Path(__file__).parents[1]
SKILLS = "data/interpretation/skills-grid.ttl"
QUERY = "SELECT ?text { skill:grid-middleware skos:definition ?text }"
Undo = Callable[[], None]
Fault = Callable[[Path], Undo]


def copy_workspace(target: Path) -> Path:
    """The shipped workspace, copied."""
    for part in PARTS:
        shutil.copytree(ROOT / part, target / part)
    return target


def small_workspace(target: Path) -> Path:
    """One that is built in a moment: as `skillgraph init` writes it, without people, with the skill of `good_edit`."""
    found(target, "An organisation", "")
    shutil.rmtree(target / "data" / "people")
    head, mark, rest = (ROOT / SKILLS).read_text().partition("skill:grid-middleware a ")
    skill = rest.partition("\n\n")[0].replace("skill:middleware", "skill:general")
    (target / SKILLS).write_text(f"{head}{mark}{skill}\n")
    return target


@dataclass
class Server:
    """A running `skillgraph serve`, what it wrote to standard error, and the workspace that it follows."""

    address: str
    root: Path
    process: subprocess.Popen[bytes]
    log: Path
    token: str = ""

    def get(self, path: str, **parameters: str) -> httpx.Response:
        """The answer to a GET, with the token of a private server."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return HTTP.get(f"{self.address}{path}", params=parameters, headers=headers)

    def ready(self) -> dict[str, object]:
        """What /readyz says."""
        answer = self.get("/readyz")
        assert answer.status_code == 200
        return dict(answer.json())

    def wait(self, wanted: Callable[[dict[str, object]], bool], seconds: float = 20) -> float:
        """Seconds until /readyz says what is wanted."""
        began = time.monotonic()
        while not wanted(self.ready()):
            assert time.monotonic() - began < seconds, f"not within {seconds} s: {self.ready()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def wait_for(self, snapshot: str) -> float:
        """Seconds until that snapshot is served and nothing is wrong."""
        return self.wait(lambda now: (now["status"], now["snapshot"]) == ("ready", snapshot))


@contextmanager
def serving(root: Path, folder: Path, token: str = "", **settings: str) -> Iterator[Server]:
    """A server over a workspace, ended at the end; `settings` are environment variables without their prefix."""
    with served(folder, root=root, **{"WATCH": "true", **settings}) as server:
        yield Server(server.address, root, server.process, server.log, token)


def good_edit(root: Path, number: int) -> tuple[str, str]:
    """Writes a number into a definition; gives the snapshot's id and the answer to QUERY from then on."""
    path = root / SKILLS
    text = f"State {number} of a definition."
    head, mark, tail = path.read_text().partition("skill:grid-middleware a ")
    before, start, after = tail.partition('skos:definition "')
    path.write_text(head + mark + before + start + text + after[after.index('"@en') :])
    return read(root).digest[:16], text


def changed(path: str, change: Callable[[bytes], bytes]) -> Fault:
    """A fault that writes other bytes into a file."""

    def apply(root: Path) -> Undo:
        file = root / path
        good = file.read_bytes()
        bad = change(good)
        assert bad != good
        file.write_bytes(bad)
        return lambda: _write(file, good)

    return apply


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def moved(path: str) -> Fault:
    """A fault that moves a file or folder out of the workspace for a while."""

    def apply(root: Path) -> Undo:
        away = root.with_name(f"{root.name}-away")
        (root / path).rename(away)
        return lambda: _back(away, root / path)

    return apply


def _back(away: Path, home: Path) -> None:
    away.rename(home)


def unreadable(path: str) -> Fault:
    """A file that is there and cannot be read: without permission, or for the superuser one that gives an error."""

    def apply(root: Path) -> Undo:
        file = root / path
        good = file.read_bytes()
        file.unlink()
        if os.geteuid() == 0:
            file.symlink_to("/proc/self/mem")
        else:
            file.write_bytes(good)
            file.chmod(0)
        return lambda: _replace(file, good)

    return apply


def _replace(file: Path, content: bytes) -> None:
    fresh = file.with_name(".fresh")
    fresh.write_bytes(content)
    fresh.replace(file)


def _without_last_blocks(content: bytes) -> bytes:
    blocks = content.split(b"\n\n")
    return b"\n\n".join(blocks[: len(blocks) * 2 // 3]) + b"\n"


# Each kind of fault with what the first finding says about it.
FAULTS: dict[str, tuple[Fault, str]] = {
    "syntax": (changed(SKILLS, lambda good: good + b"skill:x a"), f"{SKILLS}:"),
    "half written": (changed(SKILLS, lambda good: good[: good.index(b"skos:definition") + 20]), f"{SKILLS}:"),
    "empty": (changed(SKILLS, lambda good: b""), f"{SKILLS}:1:1 SG102"),
    "not utf-8": (changed(SKILLS, lambda good: good + b"# \xff\n"), "SG104"),
    "violation": (
        changed("data/example/attestations-east.ttl", lambda good: good.replace(b"sg:level 3", b"sg:level 7", 1)),
        "data/example/attestations-east.ttl:",
    ),
    "shrunk": (changed("shapes/training.ttl", _without_last_blocks), "shapes/training.ttl:1:1 SG105"),
    "unreadable": (unreadable("data/seed/tiers.ttl"), "data/seed/tiers.ttl SG100 cannot be read"),
    "no shapes": (moved("shapes"), "has no shapes"),
    "folder gone": (moved("queries/tasks"), "queries/tasks SG105 The folder has lost all of its"),
    "query header": (
        changed("queries/tasks/tasks.rq", lambda good: good.replace(b"#+ columns:", b"#+ colums:", 1)),
        "queries/tasks/tasks.rq:1:1 SG401",
    ),
    "query text": (
        changed("queries/tasks/tasks.rq", lambda good: good.replace(b"SELECT", b"SELCT", 1)),
        "queries/tasks/tasks.rq:",
    ),
    "rule": (
        changed("ontology/rules/10-skill-levels.rq", lambda good: good.replace(b"CONSTRUCT", b"CONSTRUKT", 1)),
        "ontology/rules/10-skill-levels.rq:",
    ),
    "shape": (
        changed("shapes/training.ttl", lambda good: good.replace(b"sh:minCount 1", b'sh:minCount "one"', 1)),
        "cannot be used: MinCount",
    ),
}


def edit_under_load(server: Server, readers: Readers, faults: int, seed: int) -> dict[str, str]:
    """Makes faults and good edits while the readers ask; gives each good state with the answer that belongs to it."""
    chance = random.Random(seed)  # noqa: S311  # the same run every time
    valid = dict([good_edit(server.root, 1000)])
    server.wait_for(next(iter(valid)))
    with readers.asking():
        for number in range(faults):
            undo = FAULTS[chance.choice(list(FAULTS))][0](server.root)
            time.sleep(chance.random() * 0.4)
            undo()
            if chance.random() < 0.3:
                valid |= dict([good_edit(server.root, 1001 + number)])
                time.sleep(chance.random() * 0.6)
        snapshot, text = good_edit(server.root, 99_999)
        valid[snapshot] = text
        server.wait_for(snapshot)
        time.sleep(0.5)
    return valid


@dataclass
class Readers:
    """Threads that ask the same question all the time, and what they were told."""

    address: str
    count: int = 3
    answers: set[tuple[str, str]] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    asked: int = 0
    slowest: float = 0.0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Within it they ask."""
        stop = threading.Event()
        threads = [threading.Thread(target=self._ask, args=(stop,)) for _ in range(self.count)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(30)

    def _ask(self, stop: threading.Event) -> None:
        with httpx.Client(base_url=self.address, timeout=30) as http:
            while not stop.is_set():
                began = time.monotonic()
                try:
                    answer = http.get("/sparql", params={"query": QUERY})
                except httpx.TransportError as error:
                    self.problems.append(repr(error))
                    continue
                self.slowest = max(self.slowest, time.monotonic() - began)
                self.asked += 1
                if answer.status_code != 200:
                    self.problems.append(f"{answer.status_code} {answer.text}")
                    continue
                texts = [row["text"]["value"] for row in answer.json()["results"]["bindings"]]
                self.answers.add((answer.headers["x-snapshot"], " | ".join(texts)))
                time.sleep(0.01)
