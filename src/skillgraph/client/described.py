"""The canned questions as a server describes them at /queries: names, parameters with their types, columns."""

from __future__ import annotations

import datetime
import difflib
import inspect
import keyword
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import GenericAlias
from typing import Any, Literal

from skillgraph.client.errors import NoAnswer
from skillgraph.client.values import IRI
from skillgraph.errors import BadParameter, UnknownName

PATH = "/queries"
OPTIONS = ("labels", "timeout")  # of every question, beside its own parameters
_TYPES: Mapping[str, Any] = {
    "iri": IRI | str | int,
    "integer": int,
    "decimal": Decimal | int | str,
    "string": str,
    "date": datetime.date | str,
    "boolean": bool,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A parameter of a question: its name here, its name there, and what it takes."""

    name: str
    there: str
    type: str
    of: str
    cls: str
    required: bool
    default: str
    values: tuple[str, ...]
    help: str
    example: str

    @property
    def annotation(self) -> Any:
        """The types of Python that it takes."""
        kind = self.of if self.type == "list" else self.type
        one: Any = Literal[self.values] if kind == "enum" and self.values else _TYPES.get(kind, str)
        return one | GenericAlias(Iterable, (one,)) if self.type == "list" else one


@dataclass(frozen=True, slots=True)
class Described:
    """A question: its name here (`who_can_cover`) and there, what it answers, its parameters and columns."""

    name: str
    there: str
    topic: str
    summary: str
    description: str
    parameters: tuple[Told, ...]
    helps: Mapping[str, str]
    digits: Mapping[str, int]

    @property
    def documentation(self) -> str:
        """What it answers, takes and gives, as the text of a docstring."""
        parts = [
            self.summary,
            self.description,
            self._listed("Parameters", {p.name: _about(p) for p in self.parameters}),
        ]
        return "\n\n".join(part for part in (*parts, self._listed("Columns", self.helps)) if part)

    @staticmethod
    def _listed(title: str, rows: Mapping[str, str]) -> str:
        return "\n".join([f"{title}:", *(f"    {name}: {text}" for name, text in rows.items())]) if rows else ""

    def signature(self, returns: Any) -> inspect.Signature:
        """What it takes: required parameters by place or name, all others by name."""
        kinds = inspect.Parameter
        listed = [
            kinds(p.name, kinds.POSITIONAL_OR_KEYWORD, annotation=p.annotation) for p in self.parameters if p.required
        ]
        listed += [
            kinds(p.name, kinds.KEYWORD_ONLY, default=p.default or None, annotation=p.annotation)
            for p in self.parameters
            if not p.required
        ]
        listed.append(kinds("labels", kinds.KEYWORD_ONLY, default=False, annotation=bool))
        listed.append(kinds("timeout", kinds.KEYWORD_ONLY, default=None, annotation=float | None))
        return inspect.Signature(listed, return_annotation=returns)

    def fields(self, places: tuple[object, ...], named: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
        """The values as a server takes them, by its names; BadParameter where one is unknown, double or missing."""
        required = [p.name for p in self.parameters if p.required]
        if len(places) > len(required):
            raise BadParameter(f"{self.name} takes {len(required)} values without a name.", "Name the others.")
        given = dict(zip(required, places, strict=False))
        for name in named:
            if name in given:
                raise BadParameter(f"{self.name} is given {name} twice.", "Give it once.")
        given |= named
        known = {p.name: p for p in self.parameters}
        for name in given:
            if name not in known:
                raise BadParameter(f"{self.name} has no parameter called {name!r}.", _near(name, known))
        for parameter in self.parameters:
            if parameter.required and given.get(parameter.name) is None:
                raise BadParameter(f"{self.name} needs {parameter.name}: {parameter.help}", _example(parameter))
        pairs = ((known[name].there, text_of(name, value)) for name, value in given.items() if value is not None)
        return tuple(sorted(pairs))


def read_listing(document: Any) -> dict[str, Described]:
    """The questions of a listing, by their names here."""
    try:
        found = [_described(row) for row in document]
    except (KeyError, TypeError, AttributeError):
        raise NoAnswer("The list of questions is not understood.", "Is the server of another version?") from None
    return {one.name: one for one in found}


def question_named(name: str, known: Mapping[str, Described]) -> Described:
    """The question of that name, with underscores or hyphens; UnknownName proposes the nearest."""
    found = known.get(python_name(name))
    if found is None:
        close = difflib.get_close_matches(python_name(name), known, 3, 0.4)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"There are: {', '.join(known)}."
        raise UnknownName(f"There is no question called {name!r}.", hint)
    return found


def python_name(name: str) -> str:
    """A name as Python can have it."""
    made = name.replace("-", "_")
    return f"{made}_" if keyword.iskeyword(made) or made in OPTIONS else made


def text_of(name: str, value: object) -> str:
    """A value as a server's parameters are written; a list with commas between its items."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | float):
        return f"{Decimal(str(value)):f}"
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not isinstance(value, Iterable):
        raise BadParameter(
            f"{name} is {value!r}, of the type {type(value).__name__}.", "Give text, a number or a date."
        )
    items = [text_of(name, item) for item in value]
    for item in items:
        if "," in item:
            raise BadParameter(f"{name} has an item with a comma, {item!r}.", "Commas stand between items.")
    return ",".join(items)


def _described(row: Mapping[str, Any]) -> Described:
    return Described(
        python_name(row["name"]),
        row["name"],
        row["topic"],
        row["summary"],
        row["description"],
        tuple(_told(parameter) for parameter in row["parameters"]),
        {column["name"]: column["help"] for column in row["columns"]},
        {column["name"]: int(column["digits"]) for column in row["columns"] if column.get("digits") is not None},
    )


def _told(row: Mapping[str, Any]) -> Told:
    return Told(
        python_name(row["name"]),
        row["name"],
        row["type"],
        row.get("of") or "",
        row.get("class") or "",
        bool(row["required"]),
        row["default"] or "",
        tuple(row["values"] or ()),
        row["help"],
        row["example"] or "",
    )


def _about(parameter: Told) -> str:
    told = [parameter.help]
    if parameter.values:
        told.append(f"One of: {', '.join(parameter.values)}.")
    if parameter.default:
        told.append(f"Without a value: {parameter.default}.")
    return " ".join(told)


def _near(name: str, known: Mapping[str, Told]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    listed = f"It takes: {', '.join(known)}." if known else "It takes none."
    return f"Did you mean {close[0]}?" if close else listed


def _example(parameter: Told) -> str:
    return f"For example {parameter.name}={parameter.example!r}." if parameter.example else ""
