"""The totals of the EGI block are proven, and the place of every number in it is inferred.

The extracted table has lost a column, so a number may have stood in any of the four effort columns that keeps the
order of its row. All such placements are gone through, and those are kept that give the published shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

import pytest

from answers import Row
from skillgraph.engine import InProcess

Ask = Callable[..., list[Row]]
Line = dict[str, Decimal]

COLUMNS = ("GridPP", "UK Other", "EGI to UK", "Non-UK")
PUBLISHED = {"GridPP": Decimal("7.3"), "UK Other": Decimal("1.3"), "EGI to UK": Decimal("5.3")}
TENTH, WHOLE = Decimal("0.1"), Decimal(1)


@pytest.fixture(scope="module")
def numbers(snapshot_engine: InProcess) -> dict[int, list[Decimal]]:
    """The effort numbers of every EGI row, from the cells as written; row 1 is on line 122."""
    rows = snapshot_engine.select(
        "SELECT ?line ?text WHERE { ?x a sg:SourceCell ; sg:line ?line ; sg:cell ?cell ; sg:text ?text "
        "FILTER(?line >= 122 && ?line <= 138 && ?cell >= 5 && ?cell <= 7) } ORDER BY ?line ?cell"
    )
    found: dict[int, list[Decimal]] = {}
    for row in rows:
        found.setdefault(int(row["line"] or 0) - 121, []).append(Decimal(row["text"] or ""))
    return found


@pytest.fixture(scope="module")
def placements(numbers: dict[int, list[Decimal]]) -> list[dict[int, Line]]:
    """All placements of the whole block that give the published shares."""
    total = sum((number for row in numbers.values() for number in row), Decimal(0))
    return list(_search(sorted(numbers.items(), key=lambda item: -len(item[1])), {}, total))


def _lines(row: list[Decimal]) -> Iterator[Line]:
    """The ways to put a row's numbers into the columns without changing their order."""
    for chosen in combinations(COLUMNS, len(row)):
        yield dict(zip(chosen, row, strict=True))


def _search(rest: list[tuple[int, list[Decimal]]], done: dict[int, Line], total: Decimal) -> Iterator[dict[int, Line]]:
    sums = _sums(done)
    if any(sums[name] * 100 >= (share + TENTH / 2) * total for name, share in PUBLISHED.items()):
        return
    if rest:
        (task, row), *more = rest
        for line in _lines(row):
            yield from _search(more, {**done, task: line}, total)
    elif _agrees(sums, total):
        yield done


def _sums(lines: dict[int, Line]) -> Line:
    return {name: sum((line.get(name, Decimal(0)) for line in lines.values()), Decimal(0)) for name in COLUMNS}


def _agrees(sums: Line, total: Decimal) -> bool:
    uk = sum((sums[name] for name in PUBLISHED), Decimal(0))
    shares = {name: (100 * sums[name] / total).quantize(TENTH, ROUND_HALF_UP) for name in PUBLISHED}
    return shares == PUBLISHED and (100 * uk / total).quantize(WHOLE, ROUND_HALF_UP) == 14


def test_the_rows_are_those_of_the_document(numbers: dict[int, list[Decimal]]) -> None:
    assert set(numbers) == set(range(1, 18))
    assert {task: len(row) for task, row in numbers.items() if len(row) > 1} == {4: 3, 13: 3, 15: 2}
    assert sum(number for row in numbers.values() for number in row) == Decimal("19.16")


def test_the_published_shares_force_the_totals(placements: list[dict[int, Line]]) -> None:
    totals = {tuple(_sums(placement)[name] for name in COLUMNS) for placement in placements}
    assert totals == {(Decimal("1.40"), Decimal("0.25"), Decimal("1.02"), Decimal("16.49"))}


def test_one_placement_of_four_pays_no_task_without_involvement(placements: list[dict[int, Line]], ask: Ask) -> None:
    uninvolved = {int(row["number"]) for row in ask("tasks", group="egi", involvement="none")}
    assert len(placements) == 4
    (inferred,) = [
        placement
        for placement in placements
        if all(set(line) == {"Non-UK"} for task, line in placement.items() if task in uninvolved)
    ]
    assert inferred[4] == {"GridPP": Decimal("0.75"), "UK Other": Decimal("0.25"), "EGI to UK": Decimal("0.50")}
    assert inferred[13] == {"GridPP": Decimal("0.40"), "EGI to UK": Decimal("0.27"), "Non-UK": Decimal("1.00")}
    assert inferred[15] == {"GridPP": Decimal("0.25"), "EGI to UK": Decimal("0.25")}


def test_the_graph_holds_the_inferred_placement(placements: list[dict[int, Line]], ask: Ask) -> None:
    held = {
        task: {row["name"]: Decimal(row["fte"]) for row in ask("task-effort", task=str(task))} for task in range(1, 18)
    }
    assert held in placements
    imputed = {
        (task, row["name"])
        for task in range(1, 18)
        for row in ask("task-effort", task=str(task))
        if row["status"] == "imputed"
    }
    assert imputed == {(4, "UK Other"), (4, "EGI to UK"), (13, "EGI to UK"), (15, "EGI to UK")}
