"""A column with the label beside each column of IRIs, for those who read names."""

from __future__ import annotations

from collections.abc import Mapping

from skillgraph.results.table import Column, Table
from skillgraph.terms import Iri, Literal, Term


def iris_in(table: Table) -> list[str]:
    """All IRIs in the table, each once, in order."""
    return list(dict.fromkeys(cell.value for row in table.rows for cell in row if isinstance(cell, Iri)))


def with_labels(table: Table, labels: Mapping[str, str]) -> Table:
    """The table with `<name>_label` after each column that has IRIs only; one that has none at all gets none.

    Where that name is taken, a number is put after it.
    """
    taken = {column.name for column in table.columns}
    columns: list[Column] = []
    parts: list[list[Term | None]] = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        columns.append(column)
        parts.append(cells)
        if _is_of_iris(cells) or (not any(cells) and column.type == "iri"):
            name = _free(f"{column.name}_label", taken)
            taken.add(name)
            columns.append(Column(name, f"The label of {column.name}.", type="string"))
            parts.append([Literal(labels.get(cell.value, "")) if isinstance(cell, Iri) else None for cell in cells])
    rows = tuple(zip(*parts, strict=True)) if table.rows else ()
    return Table(tuple(columns), rows)


def _is_of_iris(cells: list[Term | None]) -> bool:
    bound = [cell for cell in cells if cell is not None]
    return bool(bound) and all(isinstance(cell, Iri) for cell in bound)


def _free(name: str, taken: set[str]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found
