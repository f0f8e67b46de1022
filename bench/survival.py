"""The hostile queries of tests/attacks against one server: answered, refused, or the end of it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from peers import Peer

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from attacks.corpus import listening, queries

PATIENCE_S = 2.0  # for `ASK {}` after each query


def survive(peer: Peer, seconds: float) -> dict[str, Any]:
    """What became of each query within that time, of `ASK {}` after it, and of the server; it is started anew."""
    counts: Counter[str] = Counter()
    with listening() as canary:
        cases = queries(canary.address)
        peer.start(bounded=True)
        for case in cases:
            counts[_outcome(peer, case.query, seconds)] += 1
            if peer.process is not None and peer.process.poll() is not None:
                counts["ended"] += 1
            elif peer.answers(PATIENCE_S):
                continue
            else:
                counts["neighbours wait"] += 1
            peer.stop()
            peer.start(bounded=True)
        heard = len(canary.heard)
    peer.stop()
    outcomes = ("answered", "refused", "told of a limit", "no answer in time", "cut off")
    row: dict[str, Any] = {"server": peer.name, "queries": len(cases)}
    row |= {name: counts[name] for name in (*outcomes, "neighbours wait", "ended")}
    return {**row, "connections made for clients": heard}


def _outcome(peer: Peer, query: str, seconds: float) -> str:
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json, */*;q=0.1"}
    began = time.monotonic()
    try:
        with httpx.stream(
            "POST", peer.address + peer.path, content=query.encode(), headers=headers, timeout=seconds
        ) as answer:
            for _ in answer.iter_raw():
                if time.monotonic() - began > seconds:
                    return "no answer in time"
    except httpx.TimeoutException:
        return "no answer in time"
    except httpx.HTTPError:
        return "cut off"
    if answer.status_code < 400:
        return "answered"
    return "refused" if answer.status_code < 500 else "told of a limit"
