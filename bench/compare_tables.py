"""What the comparison has found as tables in Markdown, and as plots."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Callable
from typing import Any

from compare_roster import BASE


def written(report: dict[str, Any]) -> str:
    """The report as Markdown."""
    parts = [f"{report['machine']}.\n"]
    for name, part in report.items():
        if isinstance(part, dict) and "cells" in part:
            parts += [f"\n## {name}: {part['quads']:,} quads\n", summary(part), "\n", per_query(part)]
        elif name in TABLES:
            title, table = TABLES[name]
            parts += [f"\n## {title}\n", table(part)]
    return "\n".join(parts) + "\n"


def summary(part: dict[str, Any]) -> str:
    """One line a peer: how it started, what it answered, and how long it took beside the first, the embedded engine."""
    first = first_of(part)
    head = (
        f"peer | load, s | answered as {first} | other rows | errors | too slow | time beside {first} (geometric mean)"
    )
    lines = [f"| {head} |", "|---|---|---|---|---|---|---|"]
    base = part["cells"].get(first, {})
    for peer, start in part["starts"].items():
        cells = part["cells"].get(peer, {})
        same = [q for q, c in cells.items() if c["state"] == "ok" and c["rows"] == base.get(q, {}).get("rows")]
        other = sum(c["state"] == "ok" for c in cells.values()) - len(same)
        errors = sum(c["state"] == "error" for c in cells.values())
        slow = len(cells) - len(same) - other - errors
        ratios = [cells[q]["ms"] / base[q]["ms"] for q in same if base[q]["ms"] > 0 and cells[q]["ms"] > 0]
        mean = f"{math.exp(statistics.fmean(map(math.log, ratios))):.2f}" if ratios else "-"
        lines.append(f"| {peer} | {start} | {len(same)} | {other} | {errors} | {slow} | {mean} |")
    return "\n".join(lines)


def per_query(part: dict[str, Any]) -> str:
    """Milliseconds of every query at every peer."""
    names, base = list(part["cells"]), part["cells"].get(first_of(part), {})
    lines = [f"| query | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for query in part["queries"]:
        row = []
        for peer in names:
            cell = part["cells"][peer].get(query, {"state": "-"})
            same = cell.get("rows") == base.get(query, {}).get("rows")
            row.append(f"{cell['ms']:.1f}{'' if same else ' (other rows)'}" if cell["state"] == "ok" else cell["state"])
        lines.append(f"| {query} | {' | '.join(row)} |")
    return "\n".join(lines)


def first_of(part: dict[str, Any]) -> str:
    """The peer that others stand beside."""
    return BASE if BASE in part["cells"] else next(iter(part["cells"]), BASE)


def by_http(part: dict[str, Any]) -> str:
    """Answers a second by the number of clients."""
    counts = list(dict.fromkeys(clients for row in part.values() if "error" not in row for clients in row))
    heads = " | ".join(f"{clients} client{'' if clients == '1' else 's'}" for clients in counts)
    lines = [f"| server | {heads} |", f"|---|{'---|' * len(counts)}"]
    for peer, row in part.items():
        rates = " | ".join(f"{statistics.median(row[clients]):,.0f}" for clients in counts if clients in row)
        lines.append(f"| {peer} | {row.get('error', rates)} |")
    return "\n".join(lines)


def by_time(part: dict[str, Any]) -> str:
    """Seconds: the least, the median and the most, after those of the loading where that is told."""
    loads = any("load" in row for row in part.values())
    lines = [f"| peer |{' load |' if loads else ''} least | median | most |", f"|---|{'---|' * (3 + loads)}"]
    for peer, row in part.items():
        if "error" in row:
            lines.append(f"| {peer} | {row['error']} |{' |' * (2 + loads)}")
            continue
        times = min(row["times"]), statistics.median(row["times"]), max(row["times"])
        cells = [*([row["load"]] if loads else []), *(f"{one:.2f}" for one in times)]
        lines.append(f"| {peer} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


TABLES: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "http": ("Throughput, answers a second", by_http),
    "start": ("Cold start, seconds to the first rows", by_time),
    "edit": ("From an edit to its answer, seconds", by_time),
}


def plots(report: dict[str, Any], output: str) -> None:
    """The tables as pictures, where matplotlib is installed."""
    try:
        import matplotlib as mpl
    except ImportError:
        print("matplotlib is not installed: no plots", file=sys.stderr)
        return
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "skillgraph"
    import matplotlib.pyplot as plt

    for name, part in report.items():
        if not isinstance(part, dict):
            continue
        figure, axes = plt.subplots(figsize=(9, 4.5), layout="constrained")
        good = {peer: row for peer, row in part.items() if name in TABLES and "error" not in row}
        if name not in TABLES:
            answered(axes, part)
        elif name == "http":
            for peer, row in good.items():
                axes.plot([*map(int, row)], [statistics.median(rates) for rates in row.values()], "o-", label=peer)
            axes.set(xscale="log", yscale="log", xlabel="clients", ylabel="answers a second")
        else:
            axes.barh([*good], [statistics.median(row["times"]) for row in good.values()])
            axes.set(xscale="log", xlabel="seconds")
            axes.invert_yaxis()
        axes.set_title(name)
        if axes.get_legend_handles_labels()[0]:
            axes.legend(fontsize="small")
        figure.savefig(f"{output}-{name.replace(' ', '-')}.svg", metadata={"Date": None})
        plt.close(figure)


def answered(axes: Any, part: dict[str, Any]) -> None:
    """How many queries each peer answered within a time."""
    for peer, cells in part["cells"].items():
        times = sorted(cell["ms"] for cell in cells.values() if cell["state"] == "ok")
        axes.step(times, range(1, len(times) + 1), where="post", label=peer)
    axes.set(xscale="log", xlabel="milliseconds", ylabel="queries answered within")
