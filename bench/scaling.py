"""What a federation costs on disk, as a line of JSON: python bench/scaling.py WORKSPACE FOLDER [EDITS]

The workspace is one that `python -m bench.world` made; the folder must not be there. Seconds are of the processor, with
those of children, and of the clock. Lines of several sizes are drawn by bench/curves.py.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from skillgraph.engine import open_disk
from skillgraph.snapshot.large import Large
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, read

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def main(root: Path, folder: Path, edits: int = 3) -> None:
    """Builds, opens, asks and edits."""
    folder.mkdir(parents=True)
    told: dict[str, Any] = {}
    contents = lap(told, "read", lambda: read(root))
    builder = Large(folder, KeptFiles().parse_files)
    made = lap(told, "build", lambda: builder.build(contents))
    engine = lap(told, "open", lambda: open_disk(made.folder))
    lap(told, "count", lambda: engine.select(COUNT))
    told["holders"] = len(engine.select("SELECT ?h { ?h a <https://w3id.org/skillgraph/ns#SyntheticHolder> }").rows)
    told["statements"], told["quads"] = sum(made.statements.values()), made.quads
    told["bytes"] = sum(file.stat().st_size for file in made.folder.iterdir())
    for whose, name in ((resource.RUSAGE_SELF, "memory"), (resource.RUSAGE_CHILDREN, "memory_of_a_child")):
        told[name] = resource.getrusage(whose).ru_maxrss * 1024
    for number in range(edits):
        state = edited(contents, number)
        lap(told, f"edit_{number + 1}", lambda state=state: builder.build(state))  # type: ignore[misc]
    sys.stdout.write(json.dumps(told) + "\n")


def lap(told: dict[str, Any], name: str, work: Callable[[], Any]) -> Any:
    """Does some work and notes what it took."""
    wall, cpu = time.perf_counter(), used()
    done = work()
    told[name] = {"cpu": round(used() - cpu, 3), "wall": round(time.perf_counter() - wall, 3)}
    return done


def used() -> float:
    """Processor seconds of this process and of those that it waited for."""
    return sum(os.times()[:4])


def edited(contents: Contents, number: int) -> Contents:
    """The workspace with other dates in its first file of records."""
    first = next(file for file in contents.files if "/records-" in file.path)
    dates = first.content.replace(b'"2022-04-01"', b'"2022-05-%02d"' % (number + 1))
    files = (replace(file, content=dates) if file is first else file for file in contents.files)
    return replace(contents, files=tuple(files))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
