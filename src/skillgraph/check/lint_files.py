"""Lints of one Turtle file as text: prefixes, white space, blank nodes (SG110 to SG112, SG227)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillgraph.check.rules import RULES
from skillgraph.findings import Finding
from skillgraph.terms import PREFIXES, Blank, Literal
from skillgraph.turtle import ParsedFile

_STRAY = re.compile(r"^\s|\s$|(?<=\S)  +(?=\S)")
_AROUND = 20  # characters shown on either side


def lint_file(parsed: ParsedFile) -> Iterator[Finding]:
    """Everything that one file alone shows."""
    yield from _prefixes(parsed)
    yield from _texts(parsed)
    if parsed.file.part == "data":
        yield from _blank_nodes(parsed)


def _prefixes(parsed: ParsedFile) -> Iterator[Finding]:
    """Each declared prefix against the table, and against the names that the file uses."""
    for prefix, start, namespace in parsed.document.declarations:
        yield from _prefix(parsed, prefix, start, namespace, used=prefix in parsed.document.used)


def _prefix(parsed: ParsedFile, prefix: str, start: int, namespace: str, *, used: bool) -> Iterator[Finding]:
    if PREFIXES.get(prefix, namespace) != namespace:
        message = f"The prefix {prefix}: stands for <{namespace}> here and for <{PREFIXES[prefix]}> everywhere else."
        yield _at(parsed, start, "SG110", message, "Use another prefix, or the namespace of the table.")
    elif prefix not in PREFIXES and (own := _prefix_of(namespace)):
        message = f"The namespace <{namespace}> has the prefix {own}: everywhere else, not {prefix}:."
        yield _at(parsed, start, "SG110", message, f"Call it {own}:.")
    if not used:
        yield _at(parsed, start, "SG111", f"No name in this file uses the prefix {prefix}:.", "Remove the line.")


def _prefix_of(namespace: str) -> str:
    return next((prefix for prefix, iri in PREFIXES.items() if iri == namespace), "")


def _texts(parsed: ParsedFile) -> Iterator[Finding]:
    source_layer = parsed.file.part == "data" and parsed.file.layer == "source"
    if source_layer or parsed.file.part == "shapes":
        return  # the source is quoted as it stands, and shapes hold queries
    for triple in parsed.document.triples:
        if isinstance(triple.object, Literal) and (stray := _STRAY.search(triple.object.value)):
            around = triple.object.value[max(0, stray.start() - _AROUND) : stray.end() + _AROUND]
            message = f"The text has stray white space in it, at {around!r}."
            yield _at(parsed, triple.object_at, "SG112", message, "Remove it.")


def _blank_nodes(parsed: ParsedFile) -> Iterator[Finding]:
    seen: set[Blank] = set()
    for triple in parsed.document.triples:
        for term, at in ((triple.subject, triple.subject_at), (triple.object, triple.object_at)):
            if isinstance(term, Blank) and term not in seen:
                seen.add(term)
                message = "This node has no name, so nothing can point at it."
                yield _at(parsed, at, "SG227", message, "Give it an IRI of its kind.")


def _at(parsed: ParsedFile, start: int, code: str, message: str, hint: str) -> Finding:
    line, column = parsed.document.lines.place(start)
    return Finding(code, RULES[code].severity, message, parsed.file.path, line, column, hint=hint)
