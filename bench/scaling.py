"""What a federation costs on disk, as a line of JSON: python bench/scaling.py WORKSPACE FOLDER [EDITS]

The workspace is one that `python -m bench.world` made, or the one file that it makes with `--as nquads`, which is loaded
as it stands: nothing follows from it, and nothing is edited. The folder must not be there. Seconds are of the processor, with
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

from skillgraph.engine import Finished, GivenDataset, open_disk
from skillgraph.snapshot.large import Large
from skillgraph.turtle import KeptFiles
from skillgraph.workspace import Contents, read

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def main(root: Path, folder: Path, edits: int = 3) -> None:
    """Builds, opens, asks and edits."""
    folder.mkdir(parents=True)
    told: dict[str, Any] = {}
    if root.is_file():
        made, quads = lap(told, "build", lambda: loaded(root, folder))
    else:
        contents = lap(told, "read", lambda: read(root))
        builder = Large(folder, KeptFiles().parse_files)
        large = lap(told, "build", lambda: builder.build(contents))
        made, quads = large.folder, large.quads
        told["statements"] = sum(large.statements.values())
    engine = lap(told, "open", lambda: open_disk(made))
    lap(told, "count", lambda: engine.select(COUNT))
    told["holders"] = len(engine.select("SELECT ?h { ?h a <https://w3id.org/skillgraph/ns#SyntheticHolder> }").rows)
    told["quads"] = quads
    told["bytes"] = sum(file.stat().st_size for file in made.iterdir())
    for whose, name in ((resource.RUSAGE_SELF, "memory"), (resource.RUSAGE_CHILDREN, "memory_of_a_child")):
        told[name] = resource.getrusage(whose).ru_maxrss * 1024
    told["loop"] = loop()
    for number in range(0 if root.is_file() else edits):
        state = edited(contents, number)
        lap(told, f"edit_{number + 1}", lambda state=state: builder.build(state))  # type: ignore[misc]
    sys.stdout.write(json.dumps(told) + "\n")


def loaded(file: Path, folder: Path) -> tuple[Path, int]:
    """A file of N-Quads as a dataset on disk, made as `serve --dataset` makes it, and how many quads it has."""
    dataset, made = GivenDataset(folder / "work-1"), folder / f"{file.stem}.disk"
    dataset.take(file, folder / "aside")
    dataset.optimize()
    graphs = dataset.counted()
    about = Finished("0", sum(graphs.values()), used=dataset.used(), graphs=graphs)
    dataset.publish(made, about)
    return made, about.quads


def loop() -> float:
    """Processor seconds for five million additions."""
    began, number = time.process_time(), 0
    for _ in range(5_000_000):
        number += 1
    return round(time.process_time() - began, 2)


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
