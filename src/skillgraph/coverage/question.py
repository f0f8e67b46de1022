"""What a question about cover takes and what it gives, so that a command line and a web address ask it alike."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from skillgraph.coverage.document import Document
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UsageError

Cell: TypeAlias = "str | int | Decimal | datetime.date | None"
Row = tuple[Cell, ...]

LONGEST = 500  # characters of a value
_FOR_SEARCHES = 0.6  # the part of a deadline that searches may take; the rest is for what is around them
_INTEGER, _NUMBER = r"\d{1,9}", r"\d{1,9}(\.\d{1,9})?"


class Type(StrEnum):
    """What the text of a value has to be."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DAYS = "days"  # of work
    FLAG = "flag"
    DAY = "day"  # of the calendar


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that a question can be told. `others` are further names, each with what is put before its value."""

    name: str
    help: str
    type: Type = Type.TEXT
    values: tuple[str, ...] = ()
    default: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    is_many: bool = False
    is_required: bool = False
    example: str = ""
    others: Mapping[str, str] = field(default_factory=dict)

    def checked(self, text: str) -> str:
        """The text of a value; UsageError says what is wrong with it."""
        if len(text) > LONGEST or not text.isprintable():
            raise UsageError(f"{self.name} has a value that nothing is called.", f"Write up to {LONGEST} characters.")
        if self.values and text not in self.values:
            raise UsageError(f"There is no {self.name} {text!r}.", f"There are: {', '.join(self.values)}.")
        if self.type is Type.FLAG and text not in ("true", "false"):
            raise UsageError(f"{self.name} is {text!r}.", "Write true or false.")
        if self.type is Type.DAY:
            day_of(text)
        if self.type is Type.DAYS:
            days_of(text)
        if self.type in (Type.INTEGER, Type.DECIMAL):
            self._check_number(text)
        return text

    def _check_number(self, text: str) -> None:
        kind, digits = ("whole number", _INTEGER) if self.type is Type.INTEGER else ("number", _NUMBER)
        if not re.fullmatch(digits, text, re.ASCII):
            raise UsageError(f"{self.name} is {text!r}.", f"Write a {kind}, such as {self.example or 10}.")
        number = Decimal(text)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            limits = f"from {self.least or 0}" + (f" to {self.most}" if self.most is not None else "")
            raise UsageError(f"{self.name} is {text}.", f"Write a {kind} {limits}.")


@dataclass(frozen=True, slots=True)
class Given:
    """What a question was told: texts by parameter, checked and with defaults."""

    texts: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a parameter."""
        return self.texts.get(name, ())

    def text(self, name: str) -> str:
        """The value of a parameter, empty where it has none."""
        return next(iter(self.all(name)), "")

    def is_on(self, name: str) -> bool:
        """Whether a flag is set."""
        return self.text(name) == "true"

    def integer(self, name: str) -> int | None:
        """A whole number, None where none is given."""
        return int(self.text(name)) if self.text(name) else None

    def decimal(self, name: str) -> Decimal | None:
        """An exact number, None where none is given."""
        return Decimal(self.text(name)) if self.text(name) else None

    def seconds(self) -> float:
        """The most time for each step of a search."""
        return float(self.text("seconds"))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first `keys` columns name what a row is about."""

    columns: tuple[str, ...]
    keys: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An answer: as a plain document with everything in it, as a table, and as sentences that go above the table.

    `is_proven` is false where time ran out, so that another try may give another answer.
    """

    document: dict[str, Document]
    table: Table
    lines: tuple[str, ...] = ()
    is_proven: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What can be asked by a name, and what it takes."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter that has that name, or has it as one of its others."""
        return next((one for one in self.parameters if name == one.name or name in one.others), None)

    def given(self, pairs: Iterable[tuple[str, str]]) -> Given:
        """Names and values as what the question was told; UsageError names what is unknown, wrong, double, missing."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            parameter = self.parameter(name)
            if parameter is None:
                known = ", ".join(one.name for one in self.parameters)
                raise UsageError(f"{self.name} does not take {name[:100]!r}.", f"It takes: {known}.")
            if parameter.name in found and not parameter.is_many:
                raise UsageError(f"{parameter.name} is given twice.", "Give it once.")
            before = parameter.others.get(name, "")
            found[parameter.name] = (*found.get(parameter.name, ()), parameter.checked(before + value))
        for one in self.parameters:
            if one.is_required and one.name not in found:
                raise UsageError(f"{self.name} needs {one.name}: {one.help}", f"For example {one.name}={one.example}.")
            if one.default:
                found.setdefault(one.name, (one.default,))
        return Given(dict(sorted(found.items())))


@dataclass(frozen=True, slots=True)
class Question(Form):
    """A question that has a report as its answer.

    `compared` gives the table in which a change is looked for, where that is not the report's. `steps` says how many
    searches an answer takes at most, each of which may last as long as `seconds` says.
    """

    report: Callable[[World, Given, Day], Report]
    compared: Callable[[World, Given, Day], Table] | None = None
    steps: int = 0


TARGETS = Parameter(
    "target",
    "What is to be covered: 43, role:NAME, area:NAME, step:NAME, group=UK, wp=1; all tasks by default.",
    is_many=True,
    example="43",
)


def seconds(default: str) -> Parameter:
    """How long each step of a search may take."""
    about = "Most time for each step of the search, in seconds."
    return Parameter("seconds", about, Type.DECIMAL, default=default, least=Decimal("0.1"), example=default)


def day_of(text: str) -> Day:
    """The day that is meant; UsageError where the text is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date.", "Write it like 2027-06-01.") from None


def days_of(text: str) -> Decimal:
    """A number of working days; UsageError where the text is none."""
    if not re.fullmatch(_NUMBER, text, re.ASCII):
        raise UsageError(f"{text!r} is no number of days.", "Write it like 10 or 2.5.")
    return Decimal(text)


def for_each(steps: int, seconds: float) -> float:
    """How long each of some searches may last, so that the best that was found can be told before a deadline."""
    return seconds * _FOR_SEARCHES / max(1, steps)


def within(steps: int, given: Given, seconds: float) -> Given:
    """What was asked for with searches that end before the deadline."""
    if "seconds" not in given.texts:
        return given
    most = for_each(steps, seconds)
    return replace(given, texts={**given.texts, "seconds": (f"{min(given.seconds(), most):.3f}",)})
