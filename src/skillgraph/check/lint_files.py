"""Lints of one Turtle file as text: prefixes, white space, blank nodes (SG110 to SG112, SG227)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skillgraph.check.rules import RULES
from skillgraph.findings import Finding
from skillgraph.terms import PREFIXES, Blank, Literal
from skillgraph.turtle import ParsedFile
from skillgraph.turtle.lexer import lex

_STRAY = re.compile(r"^\s|\s$|(?<=\S)  +(?=\S)")


def lint_file(parsed: ParsedFile) -> Iterator[Finding]:
    """Everything that one file alone shows."""
    yield from _prefixes(parsed)
    yield from _texts(parsed)
    if parsed.file.part == "data":
        yield from _blank_nodes(parsed)


def _prefixes(parsed: ParsedFile) -> Iterator[Finding]:
    """Each declared prefix against the table, and against the names that the file uses."""
    declared: list[tuple[str, int]] = []
    used: set[str] = set()
    after_keyword = False
    for token in lex(parsed.document.text):
        if token.kind in ("space", "comment"):
            continue
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if after_keyword:
                declared.append((prefix, token.start))
            else:
                used.add(prefix)
        after_keyword = token.text == "@prefix" or (token.kind == "word" and token.text.upper() == "PREFIX")
    for prefix, start in declared:
        yield from _prefix(parsed, prefix, start, used=prefix in used)


def _prefix(parsed: ParsedFile, prefix: str, start: int, *, used: bool) -> Iterator[Finding]:
    namespace = parsed.document.prefixes.get(prefix, "")
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
        if isinstance(triple.object, Literal) and _STRAY.search(triple.object.value):
            message = f"The text {triple.object.value!r} has stray white space in it."
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
