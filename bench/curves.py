"""Curves of what bench/scaling.py has measured, with fitted exponents: python bench/curves.py LINES.json PICTURE.svg"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

MEASURES = {
    "quads": lambda told: told["quads"],
    "bytes on disk": lambda told: told["bytes"],
    "build, processor s": lambda told: told["build"]["cpu"],
    "edit, processor s": lambda told: told["edit_1"]["cpu"],
}


def exponent(points: list[tuple[float, float]]) -> float:
    """The slope of the line through the logarithms, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points]
    middle = sum(x for x, _ in logs) / len(logs), sum(y for _, y in logs) / len(logs)
    rise = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return rise / sum((x - middle[0]) ** 2 for x, _ in logs)


def main(lines: Path, picture: Path) -> None:
    """One panel for each measure."""
    told: list[dict[str, Any]] = sorted(map(json.loads, lines.read_text().splitlines()), key=lambda one: one["holders"])
    if len({one["holders"] for one in told}) < 2:
        sys.exit(f"{lines} has no two sizes: run bench/scaling.py with another workspace, and add its line.")
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, len(MEASURES), figsize=(4 * len(MEASURES), 3.5), layout="constrained")
    for panel, (name, measure) in zip(panels, MEASURES.items(), strict=True):
        points = [(one["holders"], measure(one)) for one in told]
        panel.loglog(*zip(*points, strict=True), marker="o")
        panel.set_title(f"{name}: power {exponent(points):.2f}")
        panel.set_xlabel("holders")
    figure.savefig(picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
