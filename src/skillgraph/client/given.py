"""Values in the place of the `$names` of a query, as whole terms: nothing in a value can be read as SPARQL."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from skillgraph.client.values import term_of
from skillgraph.errors import BadParameter
from skillgraph.sparql.binding import bind, parameters_used, places
from skillgraph.sparql.tokens import position
from skillgraph.terms import serialise


def bound(text: str, values: Mapping[str, object]) -> str:
    """The query with each `$name` replaced by its value; a list becomes terms with commas, as IN takes them.

    Without any values `$name` is a variable like `?name`. With some, every `$name` needs one. BadParameter names what
    is unknown, missing, empty, or stands where only a variable can.
    """
    if not values:
        return text
    used = parameters_used(text)
    for name in sorted(set(values) - used):
        close = difflib.get_close_matches(name, used, 1)
        listed = (
            f"It has {', '.join(f'${one}' for one in sorted(used))}." if used else "It has none: write $name there."
        )
        raise BadParameter(f"The query has no ${name}.", f"Did you mean ${close[0]}?" if close else listed)
    for name in sorted(used - set(values)):
        raise BadParameter(f"${name} has no value.", f"Give {name}=..., or write ?{name} for a variable.")
    _check_places(text)
    return bind(text, {name: written(name, value) for name, value in values.items()})


def written(name: str, value: object) -> str:
    """A value as SPARQL writes it."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return serialise(term_of(value))
    if isinstance(value, Mapping) or getattr(value, "ndim", 1) != 1:
        raise BadParameter(f"{name} is a {type(value).__name__}, which is no list of values.", "Give one column of it.")
    items = [serialise(term_of(item)) for item in value]
    if not items:
        raise BadParameter(f"{name} is empty.", "Give one value or several.")
    return ", ".join(items)


def _check_places(text: str) -> None:
    for token, place in places(text):
        if place and token.text[0] == "$":
            line, column = position(text, token.start)
            raise BadParameter(
                f"line {line}, column {column}: {token.text} stands after {place}, where a value cannot stand.",
                f"Write ?{token.text[1:]} there, or BIND({token.text} AS ?name).",
            )
