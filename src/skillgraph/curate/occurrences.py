"""Where an IRI is written: as a token of Turtle, of SPARQL, of a query inside a shape, or in the header of a query.

Comments and other strings are no occurrences; `mentions` finds the name in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skillgraph.header import MARK as HEADER
from skillgraph.sparql.tokens import tokenise
from skillgraph.terms import PREFIXES, SH, compact, split_id
from skillgraph.turtle import Document, parse_document
from skillgraph.turtle.iri import resolve
from skillgraph.turtle.lexer import Lines, lex
from skillgraph.workspace import SourceFile

_QUERIES = {SH + name for name in ("select", "ask", "construct", "update")}
_UCHAR = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DECLARED = re.compile(r"(?i:prefix|base)\s[^<]*<([^<>\s]*)>")
_HEADER_NAME = re.compile(r"(?<![\w:/#.-])[A-Za-z][\w-]*:[\w-](?:[\w.-]*[\w-])?|<[^<>\s]*>")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A token that stands for an IRI: its offset, its text, the IRI, and the space that its prefix stands for."""

    start: int
    text: str
    iri: str
    space: str = ""


def occurrences(file: SourceFile) -> list[Occurrence]:
    """The tokens of a file that stand for an IRI, in their order; declarations of prefixes are left out."""
    text = file.text()
    if not file.path.endswith(".ttl"):
        return sorted((*_header(text), *_sparql(text, PREFIXES)), key=lambda one: one.start)
    document = parse_document(text, file.graph)
    return sorted((*_turtle(text, file.graph), *_embedded(document)), key=lambda one: one.start)


def may_name(text: str, iri: str) -> bool:
    """Whether a text can name an IRI, found without parsing: the last part is there, escaped, or split by a prefix."""
    last = re.split("[/#]", iri)[-1]
    space = iri.removesuffix(last)
    if last in text or "\\" in text:
        return True
    return any(iri.startswith(one) and len(one) > len(space) for one in _DECLARED.findall(text))


def _turtle(text: str, base: str) -> Iterator[Occurrence]:
    tokens = [token for token in lex(text) if token.kind not in ("space", "comment")]
    return _names([(token.kind, token.text, token.start) for token in tokens], {}, base)


def _sparql(text: str, prefixes: Mapping[str, str], offset: int = 0) -> Iterator[Occurrence]:
    tokens = [token for token in tokenise(text) if not token.is_blank]
    return _names([(token.kind, token.text, token.start + offset) for token in tokens], prefixes, "")


def _names(tokens: list[tuple[str, str, int]], prefixes: Mapping[str, str], base: str) -> Iterator[Occurrence]:
    """Names and IRIs among tokens of either language, with the declarations in force where they stand."""
    spaces = dict(prefixes)
    i = 0
    while i < len(tokens):
        kind, text, start = tokens[i]
        tagged = i > 0 and tokens[i - 1][0] == "string"  # "x"@base is text in a language
        word = text.lower().removeprefix("@") if kind in ("at", "word") and not tagged else ""
        if word == "prefix" and i + 2 < len(tokens):
            spaces[tokens[i + 1][1].removesuffix(":")] = resolve(base, _plain(tokens[i + 2][1][1:-1]))
            i += 2
        elif word == "base" and i + 1 < len(tokens):
            base = resolve(base, _plain(tokens[i + 1][1][1:-1]))
            i += 1
        elif kind == "iri":
            yield Occurrence(start, text, resolve(base, _plain(text[1:-1])))
        elif kind == "name":
            prefix, _, local = text.partition(":")
            if prefix in spaces:
                yield Occurrence(start, text, spaces[prefix] + re.sub(r"\\(.)", r"\1", local), spaces[prefix])
        i += 1


def _plain(reference: str) -> str:
    return _UCHAR.sub(lambda match: chr(int(match[1] or match[2], 16)), reference)


def _embedded(document: Document) -> Iterator[Occurrence]:
    """The names in the queries of SHACL-SPARQL constraints, with the prefixes that the file declares for them."""
    declared = {str(t.subject): str(t.object) for t in document.triples if t.predicate.value == SH + "prefix"}
    spaces = {str(t.subject): str(t.object) for t in document.triples if t.predicate.value == SH + "namespace"}
    prefixes = {**PREFIXES, **{name: spaces[node] for node, name in declared.items() if node in spaces}}
    for triple in document.triples:
        if triple.predicate.value in _QUERIES:
            token = next(lex(document.text[triple.object_at :]))
            if token.kind == "string":
                width = 3 if token.text.startswith(('"""', "'''")) else 1
                yield from _sparql(token.text[width:-width], prefixes, triple.object_at + width)


def _header(text: str) -> Iterator[Occurrence]:
    """The names in a query's header, which is read by the program and so is no comment."""
    at = 0
    for line in text.splitlines(keepends=True):
        if line.startswith(HEADER):
            for match in _HEADER_NAME.finditer(line):
                found = match.group()
                prefix, _, local = found.partition(":")
                if found.startswith("<"):
                    yield Occurrence(at + match.start(), found, found[1:-1])
                elif prefix in PREFIXES:
                    yield Occurrence(at + match.start(), found, PREFIXES[prefix] + local, PREFIXES[prefix])
        at += len(line)


def mentions(file: SourceFile, iri: str, found: Iterable[Occurrence]) -> Iterator[int]:
    """The offsets where a comment, a header or a string names an IRI; where an occurrence stands it is none of them."""
    text = file.text()
    thing = split_id(iri)
    names = [re.escape(compact(iri)), re.escape(iri)]
    if thing:
        names.append(rf"{re.escape(thing[0])}(?:=|\"?: ?)\"?{re.escape(thing[1])}")
    pattern = re.compile(rf"(?<![\w.:/#-])(?:{'|'.join(names)})(?![\w:/#-]|\.\w)")
    taken = {one.start for one in found if one.iri == iri}
    for kind, body, start in _hidden(file.path, text):
        if kind in ("comment", "string"):
            for match in pattern.finditer(body):
                at = start + match.start()
                if at not in taken and at - 1 not in taken:
                    yield at


def _hidden(path: str, text: str) -> list[tuple[str, str, int]]:
    if path.endswith(".ttl"):
        return [(token.kind, token.text, token.start) for token in lex(text)]
    return [(token.kind, token.text, token.start) for token in tokenise(text)]


def places(file: SourceFile, offsets: Iterable[int]) -> list[str]:
    """`path:line:column` of offsets in a file."""
    lines = Lines(file.text())
    return [":".join(map(str, (file.path, *lines.place(offset)))) for offset in offsets]
