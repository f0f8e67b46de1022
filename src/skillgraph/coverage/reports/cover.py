"""`cover`: every holder against every target."""

from __future__ import annotations

from skillgraph.coverage.document import document
from skillgraph.coverage.matching import cover
from skillgraph.coverage.naming import slug
from skillgraph.coverage.question import Given, Report, Row, Table
from skillgraph.coverage.reports.words import asked
from skillgraph.coverage.world import Day, World

_COLUMNS = ("target", "holder", "status", "satisfied", "essential", "until")


def report(world: World, given: Given, day: Day) -> Report:
    """Who covers what, with the answer for every requirement; in the document those come first who fit best."""
    rows: list[Row] = []
    matches = {target: cover(world, (target,), day) for target in asked(world, given)}
    for target, found in matches.items():
        for one in sorted(found, key=lambda one: one.holder):
            numbers = (one.satisfied, len(one.essential), one.expires)
            rows.append((slug(target), slug(one.holder), one.status.value, *numbers))
    return Report({"on": day.isoformat(), "matches": document(matches)}, Table(_COLUMNS, 2, tuple(rows)))
