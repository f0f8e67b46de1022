"""The form of a canned query: a field for each parameter, what it may hold and what is wrong with what it holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph.errors import BadParameter
from skillgraph.pages.sheet import heading
from skillgraph.pages.site import Site
from skillgraph.queries import CannedQuery, Parameter
from skillgraph.queries.parameters import Context, members, to_sparql

_MOST_CHOICES = 60  # more than that are proposed while one types


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field offers, and how a person reads it."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `widget` is select, list (text with proposals), date, number or text; `message` says what is wrong."""

    name: str
    heading: str
    help: str
    widget: str
    value: str
    required: bool
    choices: tuple[Choice, ...] = ()
    example: str = ""
    message: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether the query cannot be run without it."""
        return self.required and not self.value


def fields_of(site: Site, query: CannedQuery, values: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields with these values in them."""
    context = Context(site.engine, datetime.date.fromisoformat(site.today))
    return tuple(_field(parameter, values.get(parameter.name, "").strip(), context) for parameter in query.parameters)


def _field(parameter: Parameter, value: str, context: Context) -> Field:
    message, term = "", ""
    if value:
        try:
            term = to_sparql(parameter, value, context)
        except BadParameter as error:
            message = f"{error.message} {error.hint}".strip()
    widget, choices = _widget(parameter, context)
    if widget in ("select", "list") and parameter.cls and term:
        value = _slug(term[1:-1])
    if message and widget in ("select", "date", "number"):
        widget = "text"  # which shows what was given, whatever it is
    elif widget == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = ""  # 'today', which is what an empty field means
    return Field(
        parameter.name,
        heading(parameter.name),
        _help(parameter),
        widget,
        value,
        parameter.required,
        choices,
        parameter.example,
        message,
    )


def _widget(parameter: Parameter, context: Context) -> tuple[str, tuple[Choice, ...]]:
    if parameter.type == "enum":
        return "select", tuple(Choice(value, heading(value)) for value in parameter.values)
    if parameter.type == "boolean":
        return "select", (Choice("true", "Yes"), Choice("false", "No"))
    if parameter.type == "iri" and parameter.cls:
        choices = _things(parameter.cls, context)
        return ("select" if len(choices) <= _MOST_CHOICES else "list"), choices
    if parameter.type in ("integer", "decimal"):
        return "number", ()
    return ("date" if parameter.type == "date" else "text"), ()


def _things(cls: str, context: Context) -> tuple[Choice, ...]:
    """The things of a class by number or label."""
    found = []
    for iri, names in members(cls, context.engine).items():
        slug, label = _slug(iri), names[0] if names else _slug(iri)
        number = int(slug) if slug.isdecimal() and len(slug) < 9 else 0
        found.append((number, label.casefold(), Choice(slug, f"{slug} {label}" if number else label)))
    return tuple(choice for *_, choice in sorted(found, key=lambda row: row[:2]))


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]


def _help(parameter: Parameter) -> str:
    return f"{parameter.help} Empty: {parameter.default}." if parameter.default else parameter.help
