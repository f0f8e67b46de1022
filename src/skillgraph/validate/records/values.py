"""Whether a value surely keeps to a constraint that looks at nothing but the value (SHACL, sections 4.1 to 4.4).

Values are texts as N-Triples writes them. Wherever something is not sure the answer is no, and pySHACL is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache

from skillgraph.terms import RDF, SH, XSD

Accepts = Callable[[str], bool]
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_FORMS = {
    XSD + "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?"),
    XSD + "boolean": re.compile(r"true|false"),
    XSD + "string": re.compile(r".*", re.DOTALL),
    RDF + "langString": re.compile(r".*", re.DOTALL),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KINDS = {
    "IRI": "<", "Literal": '"', "BlankNode": "_",
    "BlankNodeOrIRI": "_<", "BlankNodeOrLiteral": '_"', "IRIOrLiteral": '<"',
}  # fmt: skip


def read_literal(text: str) -> tuple[str, str, str] | None:
    """Form, datatype and language; None for other terms."""
    match = _LITERAL.fullmatch(text)
    if match is None:
        return None
    form, language, datatype = match.groups()
    if "\\" in form:
        form = _ESCAPE.sub(_unescaped, form)
    return form, datatype or (RDF + "langString" if language else XSD + "string"), (language or "").lower()


@lru_cache(maxsize=1 << 16)
def comparable(text: str) -> Decimal | date | None:
    """A whole or decimal number, or a day, as a value; None for anything else."""
    literal = read_literal(text)
    if literal is None:
        return None
    form, datatype, _ = literal
    if datatype == XSD + "date":
        return _day(form)
    if datatype in (XSD + "integer", XSD + "decimal") and _FORMS[datatype].fullmatch(form):
        return Decimal(form)
    return None


def is_less(one: str, other: str, *, or_equal: bool = False) -> bool:
    """Whether a value is surely less than another."""
    left, right = comparable(one), comparable(other)
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left < right or (or_equal and left == right)
    if isinstance(left, date) and isinstance(right, date):
        return left < right or (or_equal and left == right)
    return False


def of_kind(kind: str) -> Accepts:
    """Whether a term is of a sh:nodeKind; this is exact."""
    first = _KINDS.get(kind.removeprefix(f"<{SH}").removesuffix(">"), "")
    return lambda text: text[0] in first


def of_datatype(datatype: str) -> Accepts:
    """Whether a literal is of the datatype and well formed."""
    wanted = datatype[1:-1]

    def accepts(text: str) -> bool:
        literal = read_literal(text)
        if literal is None or literal[1] != wanted:
            return False
        form = _FORMS.get(wanted)
        return bool(form.fullmatch(literal[0])) if form else wanted == XSD + "date" and _day(literal[0]) is not None

    return accepts


def matching(pattern: str, flags: int = 0) -> Accepts:
    """Whether a text fits a pattern, and in whichever way its number may be written."""
    expression = re.compile(pattern, flags)
    return lambda text: bool(forms := _ways_to_write(text)) and all(expression.search(form) for form in forms)


def of_length(least: int, most: int | None) -> Accepts:
    """Whether a text or an IRI has so many characters."""
    return lambda text: (
        bool(forms := _ways_to_write(text))
        and all(least <= len(form) and (most is None or len(form) <= most) for form in forms)
    )


def in_language(languages: set[str]) -> Accepts:
    """Whether a text is in one of the languages."""
    return lambda text: (literal := read_literal(text)) is not None and literal[2] in languages


def _ways_to_write(text: str) -> tuple[str, ...]:
    """The form of a literal as any library may write it; none where that is not known."""
    if text.startswith("<"):
        return (text[1:-1],)
    literal = read_literal(text)
    if literal is None:
        return ()
    form, datatype, _ = literal
    if datatype in (XSD + "string", RDF + "langString"):
        return (form,)
    value = comparable(text)
    if isinstance(value, Decimal):
        whole = f"{value.normalize():f}"
        return (form, str(value), whole, *((f"{whole}.0",) if datatype == XSD + "decimal" and "." not in whole else ()))
    return (form,) if value is not None else ()


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[3], match[3])


def _day(form: str) -> date | None:
    if not _DAY.fullmatch(form):
        return None
    try:
        return date.fromisoformat(form)
    except ValueError:
        return None
