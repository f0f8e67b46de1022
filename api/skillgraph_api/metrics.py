"""What the server counts, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0)
CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
Labels = dict[str, str]


@dataclass(slots=True)
class Histogram:
    """Seconds by bucket; the last count is of those beyond all of them."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Counts one."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Metrics:
    """Requests by route and status, and how long they took by route."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, Histogram] = field(default_factory=dict)
    slow: int = 0

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Counts a request that was answered."""
        self.requests[route, status] += 1
        histogram = self.seconds.get(route)
        if histogram is None:
            histogram = self.seconds[route] = Histogram()
        histogram.add(seconds)

    def lines(self) -> Iterator[str]:
        """The text of all of it."""
        counted = [({"route": route, "status": str(status)}, count) for (route, status), count in self.requests.items()]
        yield from metric("skillgraph_requests_total", "counter", "Requests answered.", counted)
        yield from metric(
            "skillgraph_slow_queries_total", "counter", "Queries that were logged as slow.", [({}, self.slow)]
        )
        name = "skillgraph_request_seconds"
        yield f"# HELP {name} Time from a request's headers to its answer.\n# TYPE {name} histogram\n"
        for route, histogram in self.seconds.items():
            yield from _buckets(name, route, histogram)


def metric(name: str, kind: str, about: str, values: Iterable[tuple[Labels, float | int]]) -> Iterator[str]:
    """One metric with its values by labels."""
    yield f"# HELP {name} {about}\n# TYPE {name} {kind}\n"
    for labels, value in values:
        yield f"{name}{_written(labels)} {value}\n"


def _written(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels.items())
    return f"{{{pairs}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _buckets(name: str, route: str, histogram: Histogram) -> Iterator[str]:
    total = 0
    for bound, count in zip((*BUCKETS, "+Inf"), histogram.counts, strict=True):
        total += count
        yield f'{name}_bucket{{route="{route}",le="{bound}"}} {total}\n'
    yield f'{name}_sum{{route="{route}"}} {histogram.total:.6f}\n'
    yield f'{name}_count{{route="{route}"}} {total}\n'
