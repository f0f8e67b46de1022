"""RDF terms as values of Python, exactly: what a type of Python cannot hold stays text, with its datatype.

Lexical forms are those of XML Schema 1.1 Part 2, section 3; white space around them is none of theirs.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

from skillgraph.errors import BadParameter
from skillgraph.terms import PREFIXES, RDF, XSD, Blank, Iri, Literal, Term, compact, expand, serialise

LANG_STRING = RDF + "langString"
STRING = XSD + "string"
_MOST_DIGITS = 4300  # that Python reads as a whole number
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:(?:[^\x00-\x20<>"{}|^`\\%\ud800-\udfff]|%[0-9A-Fa-f]{2})*')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*(?:--(?:ltr|rtl))?")


class IRI(str):
    """An IRI, written in full or short as in `IRI("task:43")`; it is its full text. BadParameter where it is none."""

    __slots__ = ()

    def __new__(cls, text: str) -> IRI:
        """The IRI behind a short or full name."""
        full = expand(text) if text.partition(":")[0] in PREFIXES else text
        if full is None or not _IRI.fullmatch(full):
            raise BadParameter(f"{text!r} is no IRI.", "Write it as task:33 or in full.")
        return super().__new__(cls, full)

    @classmethod
    def read(cls, text: str) -> IRI:
        """An IRI that data hold, whatever its form."""
        return super().__new__(cls, text)

    @property
    def short(self) -> str:
        """As `task:43` where there is a prefix for it."""
        return compact(str(self))

    def __repr__(self) -> str:
        return f"IRI({self.short!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return IRI.read, (str(self),)


class Text(str):
    """The text of a literal that is more than a string: its `datatype` as an IRI, its `language`.

    Language-tagged text, datatypes that Python has nothing for, and lexical forms that are not valid.
    The datatype of blank nodes and triple terms is empty.
    """

    __slots__ = ("datatype", "language")
    datatype: str
    language: str

    def __new__(cls, text: str, datatype: str = STRING, language: str = "") -> Text:
        """The text with what is known of it; BadParameter where datatype or language is none."""
        if datatype and not _IRI.fullmatch(datatype):
            raise BadParameter(f"{datatype!r} is no datatype.", "Write its IRI in full.")
        if language and not _LANGUAGE.fullmatch(language):
            raise BadParameter(f"{language!r} is no language tag.", "Write it as en or en-GB.")
        return cls.read(text, LANG_STRING if language else datatype, language)

    @classmethod
    def read(cls, text: str, datatype: str, language: str = "") -> Text:
        """Text that data hold, whatever its form."""
        made = super().__new__(cls, text)
        made.datatype, made.language = datatype, language
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return Text.read, (str(self), self.datatype, self.language)


Value: TypeAlias = "IRI | Text | str | bool | int | Decimal | float | datetime.date | datetime.time"


def value_of(term: Term) -> Value:
    """The value that a term stands for."""
    if isinstance(term, Iri):
        return IRI.read(term.value)
    if not isinstance(term, Literal):
        return Text.read(str(term) if isinstance(term, Blank) else serialise(term), "")
    if term.language:
        return Text.read(term.value, LANG_STRING, term.language)
    if term.datatype == STRING:
        return term.value
    read = _READERS.get(term.datatype)
    value = read(term.value) if read else None
    return Text.read(term.value, term.datatype) if value is None else value


def term_of(value: object) -> Term:
    """The term that a value stands for; BadParameter where there is none for it."""
    if isinstance(value, IRI):
        return Iri(IRI(str(value)))
    if isinstance(value, Text):
        return _literal(value)
    for kind, datatype, written in _WRITERS:
        if isinstance(value, kind):
            return Literal(written(value), XSD + datatype)
    if callable(plain := getattr(value, "item", None)):  # a number of numpy
        return term_of(plain())
    name = type(value).__name__
    raise BadParameter(
        f"{value!r} is of the type {name}, which stands for no RDF term.", "Give text, an IRI or a number."
    )


def datatype_of(term: Term) -> str:
    """The datatype's IRI of a literal; empty for everything else."""
    if not isinstance(term, Literal):
        return ""
    return LANG_STRING if term.language else term.datatype


def _literal(text: Text) -> Literal:
    if not text.datatype:
        raise BadParameter(f"{str(text)!r} is a blank node or a triple, which no value can stand for.", "Name a thing.")
    checked = Text(str(text), text.datatype, text.language)
    return Literal(_scalars(str(text)), checked.datatype, checked.language)


def _scalars(text: str) -> str:
    if not text.isascii() and re.search("[\ud800-\udfff]", text):
        raise BadParameter(f"{text!r} has half a character in it.", "Give whole characters.")
    return text


def _float(value: float) -> str:
    return "NaN" if value != value else str(value).replace("inf", "INF")  # noqa: PLR0124  # the one that is not itself


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise BadParameter(f"{value} is no decimal number.", "Give a finite one, or a float.")
    return f"{value:f}"


_WRITERS: tuple[tuple[type, str, Callable[[Any], str]], ...] = (
    (bool, "boolean", lambda value: "true" if value else "false"),
    (int, "integer", str),
    (float, "double", _float),
    (Decimal, "decimal", _decimal_text),
    (datetime.datetime, "dateTime", lambda value: value.isoformat()),
    (datetime.date, "date", lambda value: value.isoformat()),
    (datetime.time, "time", lambda value: value.isoformat()),
    (str, "string", lambda value: _scalars(str(value))),
)


def _integer(least: int | None, most: int | None) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if len(text) > _MOST_DIGITS or not re.fullmatch(r"[+-]?[0-9]+", text):
            return None
        number = int(text)
        return number if (least is None or least <= number) and (most is None or number <= most) else None

    return read


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", text) else None


def _double(text: str) -> float | None:
    number = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"
    return float(text) if re.fullmatch(number, text) else None


def _boolean(text: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(text)


def _date(text: str) -> datetime.date | None:
    return _iso(datetime.date.fromisoformat, text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None


_TIME = r"([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)0*"
_ZONE = r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"


def _datetime(text: str) -> datetime.datetime | None:
    match = re.fullmatch(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T){_TIME}{_ZONE}", text)
    return _iso(_moment, "".join(part or "" for part in match.groups())) if match else None


def _moment(text: str) -> datetime.datetime:
    made = datetime.datetime.fromisoformat(text)
    if made.tzinfo is not None:
        made.astimezone(datetime.UTC)  # which has to be within the years that Python has
    return made


def _time(text: str) -> datetime.time | None:
    match = re.fullmatch(_TIME, text)
    return _iso(datetime.time.fromisoformat, match[1]) if match else None


def _iso(read: Callable[[str], Any], text: str) -> Any:
    try:
        return read(text)
    except (ValueError, OverflowError):  # a day, an hour or a year that Python does not have
        return None


_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2**bits), 2**bits - 1) for name, bits in (("long", 63), ("int", 31), ("short", 15), ("byte", 7))},
    **{
        name: (0, 2**bits - 1)
        for name, bits in (("unsignedLong", 64), ("unsignedInt", 32), ("unsignedShort", 16), ("unsignedByte", 8))
    },
}
_READERS: dict[str, Callable[[str], Value | None]] = {
    **{XSD + name: _integer(*limits) for name, limits in _RANGES.items()},
    XSD + "decimal": _decimal,
    XSD + "double": _double,
    XSD + "float": _double,
    XSD + "boolean": _boolean,
    XSD + "date": _date,
    XSD + "dateTime": _datetime,
    XSD + "dateTimeStamp": _datetime,
    XSD + "time": _time,
}
