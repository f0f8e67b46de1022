"""What a server is made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from skillgraph.isolation import Supervisor
from skillgraph.settings import Settings
from skillgraph_api.bench import Bench


@dataclass(frozen=True, slots=True)
class Means:
    """Settings and environment, who starts and watches processes, the clock, and the processes for changes."""

    settings: Settings
    environ: Mapping[str, str]
    supervise: Callable[[], Supervisor]
    clock: Callable[[], float]
    bench: Bench
