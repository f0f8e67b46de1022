"""The rules as patterns of facts."""

from __future__ import annotations

import re

from skillgraph.turtle.grouped import TYPE, Fact

_TOKEN = re.compile(
    r'FILTER\(!isLiteral\((\?\w+)\)\)|<[^>]*>|\?\w+|\^|\ba\b|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?|[.;]'
)


def atoms(text: str) -> tuple[list[Fact], list[str]]:
    """The triple patterns of a compiled rule's head or body, inverse paths turned round; variables begin with `?`.

    With them the variables that no literal may be bound to.
    """
    terms: list[str] = []
    found: list[Fact] = []
    no_literals: list[str] = []
    inverse = False
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if match[1]:
            no_literals.append(match[1])
        elif sign == "^":
            inverse = True
        elif sign != ".":
            terms.append(TYPE if sign == "a" else sign)
        if len(terms) == 3:
            s, p, o = terms
            found.append((o, p, s) if inverse else (s, p, o))
            terms, inverse = [], False
    assert not terms, text
    return found, no_literals


def bind(atom: Fact, fact: Fact, bound: dict[str, str]) -> dict[str, str] | None:
    """The variables of a pattern with their values in a fact, beside those bound before; None where it does not fit."""
    if atom[1] != fact[1]:
        return None
    known = bound
    for name, value in ((atom[0], fact[0]), (atom[2], fact[2])):
        if not name.startswith("?"):
            if name != value:
                return None
        elif name in known:
            if known[name] != value:
                return None
        else:
            known = {**known, name: value}
    return known


def key_of(predicate: str, value: str) -> str:
    """A predicate, or with rdf:type the class."""
    return value if predicate == TYPE and not value.startswith("?") else predicate
