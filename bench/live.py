"""What a federation costs a real server, as lines of JSON: python bench/live.py WORKSPACE FOLDER [EDITS [SECONDS]]

The workspace is one that `python -m bench.world` made; the folder must not be there: it gets the cache and the log.
Measured are the start with an empty cache until the first answer, edits of one file of records, each until the first
answer that has it, and the same with one edit after a start with the cache as it is then. An edit comes when the server
is quiet; with SECONDS the first comes so long after the start. Seconds are of the processor, over all processes of the
server, and of the clock; memory is the most that they held together at one time, pages that they share counted once. A
loop of five million additions says how quick the machine is.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from served import Served, free_port

PATIENCE_S = 3600.0
LOOK_S = 0.02
QUIET_S = 4.0  # in which the server takes less than a tenth of a second of the processor
TICK = os.sysconf("SC_CLK_TCK")


def main(root: Path, folder: Path, edits: int = 3, wait: int = -1) -> None:
    """Starts, asks and edits; then once more with what the cache has by then."""
    folder.mkdir(parents=True)
    with (folder / "log").open("wb") as log, editing(root) as edit:
        follow(start(root, folder, log), "start", [partial(edit, number) for number in range(edits)], wait)
        follow(start(root, folder, log), "start from the cache", [partial(edit, edits)], wait)


def follow(server: Served, how: str, edits: list[Callable[[], object]], wait: int) -> None:
    """From the start of a server to its end."""
    try:
        most = Most(server)
        report(how, measured(server, lambda: bool(asked(server))), memory=most.taken())
        if wait >= 0:
            time.sleep(wait)
        for number, edit in enumerate(edits):
            if wait < 0 or number:
                report("afterwards", quiet(server), memory=most.taken())
            before = asked(server)
            edit()
            report("edit", measured(server, lambda before=before: asked(server) not in ("", before)))
        report("afterwards", quiet(server), memory=most.taken())
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait()


def start(root: Path, folder: Path, log: Any) -> Served:
    """A server that has just been started, with a cache of its own."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("skillgraph")), "serve", "--port", str(port), "-w", str(root)]
    environment = {**os.environ, "SKILLGRAPH_CACHE": str(folder / "cache"), "SKILLGRAPH_WATCH": "true"}
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    return Served(f"http://127.0.0.1:{port}", process, folder / "log")


@contextlib.contextmanager
def editing(root: Path) -> Iterator[Callable[[int], object]]:
    """What saves the first file of records with other dates; at the end it is as it was."""
    first = min(root.glob("data/example/**/records-*"))
    text = first.read_bytes()
    assert b'"2022-04-01"' in text
    try:
        yield lambda number: first.write_bytes(text.replace(b'"2022-04-01"', b'"2022-05-%02d"' % (number + 1)))
    finally:
        first.write_bytes(text)


def asked(server: Served) -> str:
    """The snapshot that answers; '' where none does."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{server.address}/sparql?query=ASK%20%7B%7D") as answer:
        return str(answer.headers["x-snapshot"])
    return ""


def measured(server: Served, is_done: Callable[[], bool]) -> dict[str, float]:
    """What it took until something is so."""
    wall, cpu = time.perf_counter(), used(server)
    while not is_done():
        assert server.process.poll() is None, server.log.read_text()
        assert time.perf_counter() - wall < PATIENCE_S
        time.sleep(LOOK_S)
    return {"cpu": round(used(server) - cpu, 2), "wall": round(time.perf_counter() - wall, 2)}


def quiet(server: Served) -> dict[str, float]:
    """What it took until the server had nothing more to do."""

    def is_quiet() -> bool:
        before = used(server)
        time.sleep(QUIET_S)
        return used(server) - before < 0.1

    return measured(server, is_quiet)


def used(server: Served) -> float:
    """Processor seconds of the processes of a server, and of those that they waited for."""
    total = 0
    for process in server.family():
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{process}/stat").read_text()
            total += sum(map(int, text[text.rindex(")") + 2 :].split()[11:15]))
    return total / TICK


class Most:
    """The most memory that the processes of a server held together."""

    def __init__(self, server: Served) -> None:
        self._server = server
        self._most = 0
        threading.Thread(target=self._follow, daemon=True).start()

    def taken(self) -> int:
        """The most since this was last asked."""
        most, self._most = self._most, 0
        return most

    def _follow(self) -> None:
        while self._server.process.poll() is None:
            self._most = max(self._most, sum(map(held, self._server.family())))
            time.sleep(1)


def held(process: int) -> int:
    """The bytes that a process holds, its share of those that it shares."""
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        return int(text.partition("\nPss:")[2].split()[0]) * 1024
    return 0


def report(what: str, taken: dict[str, float], **more: float) -> None:
    """Writes a line."""
    began = time.process_time()
    number = 0
    for _ in range(5_000_000):
        number += 1
    told = {"what": what, **taken, **more, "loop": round(time.process_time() - began, 2)}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
