"""Parameters of canned queries: their types, and how a text from a command line or URL becomes an RDF term."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from skillgraph.engine import Engine
from skillgraph.errors import BadParameter, QuerySyntaxError, WorkspaceError
from skillgraph.terms import ID, PREFIXES, XSD, Iri, Literal, Term, compact, expand, serialise, split_id

TYPES = ("iri", "integer", "decimal", "string", "date", "boolean", "enum", "list")
_KEYS = {"type", "help", "class", "of", "values", "default", "required", "example"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter. `cls` is the class of an `iri`, `of` the type of a list's items."""

    name: str
    type: str
    help: str
    required: bool
    cls: str = ""
    of: str = ""
    values: tuple[str, ...] = ()
    default: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a value is looked up in, and what `today` means."""

    engine: Engine
    today: datetime.date


def read_parameter(name: str, row: Any, path: str) -> Parameter:
    """A parameter from its row in a query's header; WorkspaceError says what the row lacks."""
    if not isinstance(row, Mapping) or not {"type", "help"} <= set(row) or not set(row) <= _KEYS:
        raise WorkspaceError(
            f"{path}: the parameter {name} is not well formed.",
            f"It needs type and help, and may have {', '.join(sorted(_KEYS - {'type', 'help'}))}.",
        )
    of = str(row.get("of", ""))
    if row["type"] not in TYPES or (row["type"] == "list" and of not in TYPES[:-1]):
        raise WorkspaceError(f"{path}: {name} has no known type.", f"Types: {', '.join(TYPES)}.")
    values = row.get("values") or []
    if not isinstance(values, list) or ("enum" in (row["type"], of) and not values):
        raise WorkspaceError(f"{path}: {name} needs a list of values.", "Write it as values: [one, another].")
    default = str(row.get("default", ""))
    cls = str(row.get("class", ""))
    full = expand(cls) if cls else ""
    if full is None:
        raise WorkspaceError(f"{path}: the class {cls} of {name} has an unknown prefix.", "Use 'sg:'.")
    return Parameter(
        name=name,
        type=row["type"],
        help=str(row["help"]),
        required=bool(row.get("required", False)),
        cls=full,
        of=of,
        values=tuple(str(value) for value in values),
        default=default,
        example=str(row.get("example", default)),
    )


def to_sparql(parameter: Parameter, text: str, context: Context) -> str:
    """The text as serialised SPARQL terms (a comma between the items of a list); BadParameter where it is wrong."""
    kind = parameter.type
    if kind == "list":
        items = [item.strip() for item in text.split(",") if item.strip()]
        if not items:
            raise BadParameter(f"{parameter.name} is empty.", "Give one value or several with commas between them.")
        return ", ".join(serialise(_READERS[parameter.of](parameter, item, context)) for item in items)
    return serialise(_READERS[kind](parameter, text.strip(), context))


def _integer(parameter: Parameter, text: str, _: Context) -> Term:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise BadParameter(f"{parameter.name} is {text!r}, which is no whole number.", parameter.help)
    return Literal(str(int(text)), XSD + "integer")


def _decimal(parameter: Parameter, text: str, _: Context) -> Term:
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?", text):
        raise BadParameter(f"{parameter.name} is {text!r}, which is no decimal number such as 0.25.", parameter.help)
    return Literal(text, XSD + "decimal")


def _string(_: Parameter, text: str, __: Context) -> Term:
    return Literal(text)


def _date(parameter: Parameter, text: str, context: Context) -> Term:
    if text == "today":
        return Literal(context.today.isoformat(), XSD + "date")
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return Literal(datetime.date.fromisoformat(text).isoformat(), XSD + "date")
    except ValueError:
        hint = "Dates are written 2026-12-01, or 'today'."
        raise BadParameter(f"{parameter.name} is {text!r}, which is no date.", hint) from None


def _boolean(parameter: Parameter, text: str, _: Context) -> Term:
    if text not in ("true", "false"):
        raise BadParameter(f"{parameter.name} is {text!r}.", "It takes true or false.")
    return Literal(text, XSD + "boolean")


def _enum(parameter: Parameter, text: str, _: Context) -> Term:
    if text not in parameter.values:
        raise BadParameter(f"{parameter.name} is {text!r}.", f"It takes one of: {', '.join(parameter.values)}.")
    return Literal(text)


def _resource(parameter: Parameter, text: str, context: Context) -> Term:
    if parameter.cls:
        return _member(parameter, text, context.engine)
    iri = _written_iri(text)
    if iri is None:
        raise BadParameter(f"{parameter.name} is {text!r}, which names nothing.", "Write it as task:33 or as an IRI.")
    if not _is_known(iri, context.engine):
        found = split_id(iri)
        hint = _nearest(found[1], _slugs_of_kind(found[0], context.engine), found[0]) if found else ""
        raise BadParameter(f"Nothing is said about {text}.", hint)
    return Iri(iri)


def _is_known(iri: str, engine: Engine) -> bool:
    try:
        return engine.select(f"ASK {{ <{iri}> ?p ?o }}").rows[0][0] == Literal("true", XSD + "boolean")
    except QuerySyntaxError:  # it looks like an IRI and is none
        return False


def members(cls: str, engine: Engine) -> dict[str, tuple[str, ...]]:
    """The things of a class by IRI, each with its label and its notation as far as it has them."""
    rows = engine.select(
        f"SELECT ?x (SAMPLE(?l) AS ?label) (SAMPLE(?n) AS ?notation) WHERE {{ ?x a <{cls}> "
        f"OPTIONAL {{ ?x skos:prefLabel ?l }} OPTIONAL {{ ?x skos:notation ?n }} }} GROUP BY ?x ORDER BY ?x"
    ).rows
    return {str(row[0]): tuple(str(term) for term in row[1:] if term is not None) for row in rows}


def _member(parameter: Parameter, text: str, engine: Engine) -> Term:
    names = members(parameter.cls, engine)
    iri = _written_iri(text)
    if iri in names and iri is not None:
        return Iri(iri)
    by_name: dict[str, set[str]] = {}
    for member, labels in names.items():
        for name in (member.rsplit("/", 1)[-1], *labels):
            by_name.setdefault(_plain(name), set()).add(member)
    found = by_name.get(_plain(text), set())
    if len(found) == 1:
        return Iri(found.pop())
    slugs = [member.rsplit("/", 1)[-1] for member in names]
    found_kind = split_id(next(iter(names), ""))
    kind = found_kind[0].replace("-", " ") if found_kind else parameter.name
    shown = text.removeprefix(f"{kind}:")
    if found:
        listed = " or ".join(sorted(compact(member) for member in found))
        raise BadParameter(f"{shown} names {len(found)} things.", f"Write {listed}.")
    raise BadParameter(f"There is no {kind} {shown}.", _nearest(shown, slugs, kind))


def _nearest(text: str, slugs: list[str], kind: str) -> str:
    """A hint: the range where slugs are numbers, else the nearest slugs, else all of a few."""
    if slugs and all(slug.isdigit() for slug in slugs):
        numbers = sorted(int(slug) for slug in slugs)
        return f"{kind.capitalize()}s go from {numbers[0]} to {numbers[-1]}."
    close = difflib.get_close_matches(text.lower(), slugs, 3, 0.5)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"There are: {', '.join(slugs)}." if 0 < len(slugs) <= 12 else ""


def _slugs_of_kind(kind: str, engine: Engine) -> list[str]:
    query = f'SELECT DISTINCT ?x WHERE {{ ?x a ?c FILTER(STRSTARTS(STR(?x), "{ID}{kind}/")) }} ORDER BY ?x'
    return [str(row[0]).rsplit("/", 1)[-1] for row in engine.select(query).rows]


def _written_iri(text: str) -> str | None:
    """The IRI behind `<...>`, an absolute IRI or a prefixed name; None for anything else."""
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    full = expand(bare) if bare.partition(":")[0] in PREFIXES else bare
    if full and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<>\"{}|^`\\]+", full):
        return full
    return None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


_READERS: dict[str, Callable[[Parameter, str, Context], Term]] = {
    "iri": _resource,
    "integer": _integer,
    "decimal": _decimal,
    "string": _string,
    "date": _date,
    "boolean": _boolean,
    "enum": _enum,
}
