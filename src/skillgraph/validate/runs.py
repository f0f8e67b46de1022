"""What is known of the runs of shapes: what each read of the graph, and what it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Pattern = tuple[Any, Any, Any]
Cluster = frozenset[bytes]  # triples as lines of N-Triples


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A shape that was run on some of its focus nodes, or the search for them."""

    node: Any  # of the shape
    focus_nodes: tuple[Any, ...]
    conforms: bool = True
    results: Sequence[Any] = ()


@dataclass(slots=True)
class ShapeRuns:
    """One shape as it was run: the search for its focus nodes, None where it is to be done, and what came of them."""

    cluster: Cluster
    search: Run | None = None
    done: dict[Run, None] = field(default_factory=dict)
    waiting: set[Any] = field(default_factory=set)  # focus nodes that are to be looked at

    def forget(self, run: Run) -> None:
        """Has a run done again."""
        if run is self.search:
            self.search = None
        else:
            del self.done[run]
            self.waiting.update(run.focus_nodes)


class Reads:
    """Which run read which pattern, both ways."""

    def __init__(self) -> None:
        self._by_run: dict[Run, frozenset[Pattern]] = {}
        self._by_pattern: dict[Pattern, set[Run]] = {}

    def put(self, run: Run, patterns: Iterable[Pattern]) -> None:
        """Keeps what a run read."""
        self._by_run[run] = frozenset(patterns)
        for pattern in self._by_run[run]:
            self._by_pattern.setdefault(pattern, set()).add(run)

    def drop(self, run: Run) -> None:
        """Forgets a run."""
        for pattern in self._by_run.pop(run):
            readers = self._by_pattern[pattern]
            readers.discard(run)
            if not readers:
                del self._by_pattern[pattern]

    def of(self, patterns: Iterable[Pattern]) -> set[Run]:
        """The runs that read one of the patterns."""
        return {run for pattern in patterns for run in self._by_pattern.get(pattern, ())}
