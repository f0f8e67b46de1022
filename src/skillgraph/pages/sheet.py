"""Rows of an answer as a page shows them: labels in place of IRIs, numbers to the right, headings that sort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from skillgraph.pages.site import Site
from skillgraph.results import Table, short
from skillgraph.terms import ID, XSD, Iri, Literal, Term

MOST_ROWS = 1000  # on one page; files hold all of them
_LETTERS = frozenset(("cern", "egi", "fte", "id", "iri", "uk", "vo", "wlcg", "wp"))  # read letter by letter
_VALUES = ("covered", "gap", "unknown")
_NUMERIC = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}\.?[0-9]{0,40}|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, where it leads ('' for nowhere), the whole IRI or datatype behind it, and its language."""

    text: str
    href: str = ""
    title: str = ""
    language: str = ""
    number: Decimal | None = None

    @property
    def badge(self) -> str:
        """The class of one of the three values; '' for any other text."""
        return self.text if self.text in _VALUES else ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its name, its heading, its meaning, whether it holds numbers, where a click sorts and how it is sorted.

    `order` is a value of aria-sort, or ''.
    """

    name: str
    text: str
    help: str
    is_number: bool
    href: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first rows of an answer; `count` is how many there are in all."""

    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    count: int
    names_people: bool


def sheet_of(site: Site, table: Table, path: str = "", fields: Sequence[tuple[str, str]] = (), sort: str = "") -> Sheet:
    """The table with labels. With a `path`, headings lead there with `fields` and `sort`, `-name` for downwards."""
    count = len(table.rows)
    table = Table(table.columns, table.rows if sort else table.rows[:MOST_ROWS]).padded()  # to sort, all are needed
    seen = [str(term) for row in table.rows for term in row if isinstance(term, Iri)]
    labels = site.labels(seen)
    rows = [tuple(_cell(site, term, labels) for term in row) for row in table.rows]
    names = [column.name for column in table.columns]
    if sort.removeprefix("-") in names:
        rows = _sorted(rows, names.index(sort.removeprefix("-")), downwards=sort.startswith("-"))
    heads = tuple(
        Head(
            column.name,
            heading(column.name),
            column.help,
            _holds_numbers(rows, place),
            _href(path, fields, column.name, sort),
            {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "") if sort else "",
        )
        for place, column in enumerate(table.columns)
    )
    people = any(iri.startswith(f"{ID}holder/") for iri in seen)
    return Sheet(heads, tuple(rows[:MOST_ROWS]), count, people)


def heading(name: str) -> str:
    """A column's or parameter's name as a heading."""
    words = [word.upper() if word.lower() in _LETTERS else word for word in name.lower().split("_")]
    return f"{words[0][:1].upper()}{words[0][1:]} {' '.join(words[1:])}".strip()


def number_of(term: Term | None) -> Decimal | None:
    """The number that a literal stands for; None for anything else."""
    if isinstance(term, Literal) and term.datatype in _NUMERIC and _NUMBER.fullmatch(term.value):
        return Decimal(term.value)
    return None


def _cell(site: Site, term: Term | None, labels: dict[str, str]) -> Cell | None:
    if term is None:
        return None
    if isinstance(term, Iri):
        return Cell(labels.get(str(term), short(term)), site.href(str(term)), str(term))
    if isinstance(term, Literal):
        title = "" if term.datatype == XSD + "string" else short(Iri(term.datatype))
        return Cell(term.value, title=title, language=term.language, number=number_of(term))
    return Cell(str(term))


def _holds_numbers(rows: Sequence[tuple[Cell | None, ...]], place: int) -> bool:
    cells = [row[place] for row in rows if row[place] is not None]
    return bool(cells) and all(cell is not None and cell.number is not None for cell in cells)


def _sorted(rows: list[tuple[Cell | None, ...]], place: int, *, downwards: bool) -> list[tuple[Cell | None, ...]]:
    """By numbers, then by text; what is empty comes last in both directions."""
    full = [row for row in rows if row[place] is not None]
    empty = [row for row in rows if row[place] is None]

    def key(row: tuple[Cell | None, ...]) -> tuple[bool, Decimal, str]:
        cell = row[place]
        assert cell is not None
        return cell.number is None, cell.number or Decimal(), cell.text.casefold()

    return [*sorted(full, key=key, reverse=downwards), *empty]


def _href(path: str, fields: Sequence[tuple[str, str]], name: str, sort: str) -> str:
    if not path:
        return ""
    return f"{path}?{urlencode([*fields, ('sort', f'-{name}' if sort == name else name)])}"
