"""Ten minutes of mixed load with kills, and whether memory and descriptors stay flat.

Run by hand: python bench/soak.py [SECONDS]

Clients ask quick, canned, long and endless queries, go away in the middle, and send what is broken; every 20 s one of
the processes that answer is killed. Every 5 s the memory (PSS, so that shared pages count once) and the descriptors of
all processes of the server are counted. Flat: the last third's median is at most a tenth, and 16 MB or 16 descriptors,
above that of the second third (the first third warms up). In less than a minute and a half both happen more often, and
what is flat says little.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from load import connect, get, post
from served import UNHURRIED, Served, left_of, served

SAMPLE_S = 5.0
KILL_S = 20.0
QUERIES = (
    "ASK {}",
    "SELECT ?s ?o { ?s rdfs:label ?o } LIMIT 10",
    "SELECT * { ?s ?p ?o } LIMIT 5000",
    "DESCRIBE ?t { ?t a sg:ServiceTask }",
    "SELECT * {",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CANNED = ("/queries/who-can-cover.csv?task=43", "/queries/tasks.json", "/queries", "/sparql", "/.well-known/void")


@dataclass
class Soak:
    """What was seen: statuses of the answers, and samples of (seconds, processes, bytes, descriptors)."""

    server: Served
    seconds: float
    until: float
    statuses: Counter[int] = field(default_factory=Counter)
    samples: list[tuple[float, int, int, int]] = field(default_factory=list)
    kills: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether there is time left."""
        return time.monotonic() < self.until

    async def run(self) -> None:
        """All of it, at once."""
        clients = [self._client(number) for number in range(8)]
        await asyncio.gather(*clients, self._impatient(), self._kill(), self._sample())

    async def _client(self, number: int) -> None:
        chance, source = random.Random(number), f"127.0.0.{number + 2}"  # the same run every time
        client = await connect(self.server.address, source)
        while self.goes_on:
            if not client.is_open:
                client = await connect(self.server.address, source)
            try:
                status, _ = await client.ask(self._request(chance))
                self.statuses[status] += 1
            except ConnectionError:
                self.statuses[0] += 1
            await asyncio.sleep(chance.random() * 0.02)
        client.close()

    def _request(self, chance: random.Random) -> bytes:
        address, kind = self.server.address, chance.random()
        if kind < 0.3:
            return get(address, chance.choice(CANNED))
        if kind < 0.305:
            return get(address, f"/sparql?timeout=1&query={quote(ENDLESS)}")
        query = f"{chance.choice(QUERIES)} # {chance.randrange(10_000)}"
        if kind < 0.6:
            return post(address, "/sparql", query.encode(), Content_Type="application/sparql-query")
        return get(address, f"/sparql?query={quote(query)}", Accept_Encoding="gzip")

    async def _impatient(self) -> None:
        """Clients that ask what takes long, and go away."""
        while self.goes_on:
            client = await connect(self.server.address, "127.0.0.100")
            client.ask(get(self.server.address, f"/sparql?query={quote(ENDLESS)}")).add_done_callback(
                lambda future: future.exception()
            )
            await asyncio.sleep(0.5)
            client.close()

    async def _kill(self) -> None:
        """A process of the server other than the first is killed from time to time."""
        chance = random.Random(7)  # the same run every time
        while self.goes_on:
            await asyncio.sleep(min(KILL_S, self.seconds / 4))
            others = sorted(set(self.server.family()) - {self.server.process.pid})
            if others:
                os.kill(chance.choice(others), signal.SIGKILL)
                self.kills += 1

    async def _sample(self) -> None:
        began = time.monotonic()
        while self.goes_on:
            await asyncio.sleep(min(SAMPLE_S, self.seconds / 12))
            counted = [row for pid in self.server.family() if (row := _held(pid)) is not None]
            memory, descriptors = sum(row[0] for row in counted), sum(row[1] for row in counted)
            self.samples.append((time.monotonic() - began, len(counted), memory, descriptors))
            sys.stdout.write(
                f"{self.samples[-1][0]:6.0f} s  {len(counted):3} processes  {memory >> 20:5} MiB  {descriptors:4} "
                f"descriptors  {sum(self.statuses.values())} answers\n"
            )
            sys.stdout.flush()


def _held(pid: int) -> tuple[int, int] | None:
    """Bytes and descriptors of a process; None where it has gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(rollup.partition("\nPss:")[2].split()[0]) * 1024, len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208
    except (OSError, IndexError):
        return None


def flat(samples: list[tuple[float, int, int, int]], column: int, slack: int) -> tuple[bool, float, float]:
    """Whether a column does not grow, with the medians of the second and of the last third."""
    third = len(samples) // 3
    middle = statistics.median(row[column] for row in samples[third : 2 * third])
    last = statistics.median(row[column] for row in samples[2 * third :])
    return last <= middle * 1.1 + slack, middle, last


def main(seconds: float) -> int:
    """Runs, and says what was seen; 0 where all is flat and the server is the same."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), **UNHURRIED) as server:
        soak = Soak(server, seconds, time.monotonic() + seconds)
        asyncio.run(soak.run())
        same = server.process.poll() is None
        family = server.family()
    memory = flat(soak.samples, 2, 16 << 20)
    descriptors = flat(soak.samples, 3, 16)
    report = {
        "seconds": seconds,
        "answers": {str(status): count for status, count in sorted(soak.statuses.items())},
        "kills": soak.kills,
        "memory_mib": [round(value / (1 << 20), 1) for value in memory[1:]],
        "memory_flat": memory[0],
        "descriptors": list(descriptors[1:]),
        "descriptors_flat": descriptors[0],
        "same_process": same,
        "left_behind": len(left_of(family)),
    }
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    return 0 if same and memory[0] and descriptors[0] and not report["left_behind"] else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600.0))
