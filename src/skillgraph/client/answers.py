"""Answers as rows of terms: SPARQL Query Results JSON Format, and N-Triples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from skillgraph.client.errors import NoAnswer
from skillgraph.terms import RDF, XSD, Blank, Iri, Literal, Term, TripleTerm

ROWS = "application/sparql-results+json"
TRIPLES = "application/n-triples"
EITHER = f"{ROWS}, {TRIPLES};q=0.9"
JSON = "application/json"

Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: names, rows, and whether it is a table, a truth value (`ask`) or a graph."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    form: str = "select"


def read_rows(body: bytes, media_type: str) -> Rows:
    """The rows of an answer; NoAnswer where it is in another form than was asked for."""
    if media_type == TRIPLES:
        return Rows(("subject", "predicate", "object"), tuple(triples_in(body.decode())), "graph")
    if media_type not in (ROWS, JSON):
        raise _strange(f"an answer of type {media_type or 'nothing stated'}")
    document = read_json(body)
    try:
        if "boolean" in document:
            value = "true" if document["boolean"] else "false"
            return Rows(("answer",), ((Literal(value, XSD + "boolean"),),), "ask")
        names = tuple(document["head"]["vars"])
        bindings = document["results"]["bindings"]
        rows = tuple(tuple(_term(row[name]) if name in row else None for name in names) for row in bindings)
    except (KeyError, TypeError, ValueError):
        raise _strange("JSON that holds no results of a query") from None
    return Rows(names, rows)


def read_json(body: bytes) -> Any:
    """The document in a body; NoAnswer where there is none. Numbers with a point stay decimal."""
    from decimal import Decimal

    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        raise _strange("what is no JSON") from None


def triples_in(text: str) -> Iterator[tuple[Term, Term, Term]]:
    """The triples of an N-Triples document (RDF 1.2 N-Triples, section 5)."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        tokens = [match for match in _TOKEN.finditer(line) if match.lastgroup != "space"]
        try:
            subject, rest = _read(tokens)
            predicate, rest = _read(rest)
            value, rest = _read(rest)
        except (IndexError, TypeError, ValueError):
            raise _strange(f"N-Triples whose line {number} is none") from None
        if not rest or rest[0].group() != ".":
            raise _strange(f"N-Triples whose line {number} does not end")
        yield subject, predicate, value


def _strange(what: str) -> NoAnswer:
    return NoAnswer(f"The server sent {what}.", "Is it the address of a skillgraph server?")


def _term(node: dict[str, Any]) -> Term:
    kind, value = node["type"], node["value"]
    if kind == "uri":
        return Iri(value)
    if kind == "bnode":
        return Blank(value)
    if kind == "triple":
        subject, predicate, object_ = (_term(value[part]) for part in ("subject", "predicate", "object"))
        return _triple(subject, predicate, object_)
    direction = f"--{node['its:dir']}" if "its:dir" in node else ""
    language = node.get("xml:lang", "") + direction
    return Literal(value, LANG if language else node.get("datatype", XSD + "string"), language)


def _triple(subject: Term, predicate: Term, object_: Term) -> TripleTerm:
    if not isinstance(subject, Iri | Blank) or not isinstance(predicate, Iri):
        raise ValueError("no triple")
    return TripleTerm(subject, predicate, object_)


LANG = RDF + "langString"
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\#.*) | <(?P<iri>[^<>"{}|^`\x00-\x20]*)> | _:(?P<blank>[^\s<>"]*[^\s<>".])
      | "(?P<string>(?:[^"\\]|\\.)*)" | @(?P<language>[A-Za-z0-9-]+) | (?P<sign>\^\^|<<\(|\)>>|\.) | (?P<other>.)""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_Tokens = list[re.Match[str]]


def _plain(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _CONTROLS.get(code, code)

    return _ESCAPE.sub(one, text) if "\\" in text else text


def _read(tokens: _Tokens) -> tuple[Term, _Tokens]:
    """The first term of these tokens, and the tokens after it."""
    first, rest = tokens[0], tokens[1:]
    if first.lastgroup == "iri":
        return Iri(_plain(first["iri"])), rest
    if first.lastgroup == "blank":
        return Blank(first["blank"]), rest
    if first.group() == "<<(":
        subject, rest = _read(rest)
        predicate, rest = _read(rest)
        object_, rest = _read(rest)
        return _triple(subject, predicate, object_), rest[1:]
    if first.lastgroup != "string":
        raise ValueError("no term")
    text = _plain(first["string"])
    if rest and rest[0].lastgroup == "language":
        return Literal(text, LANG, rest[0]["language"]), rest[1:]
    if rest and rest[0].group() == "^^":
        return Literal(text, _plain(rest[1]["iri"])), rest[2:]
    return Literal(text), rest
