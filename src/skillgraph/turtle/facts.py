"""Files of records, read by the engine's own parser: many times quicker than `parse`, and it knows no places.

A term is a text as N-Triples writes it, so that a fact is a tuple of three texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Finding, Severity
from skillgraph.turtle.grouped import Fact, Grouped
from skillgraph.turtle.parser import parse_files
from skillgraph.workspace import SourceFile

_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}


def read_facts(file: SourceFile) -> Grouped:
    """What a file states; InvalidWorkspace with the places of what is wrong with it."""
    suffix = file.path[file.path.rindex(".") :]
    try:
        quads = ox.parse(input=file.content, format=_FORMATS[suffix], base_iri=file.graph)
        lines = ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b""
    except SyntaxError as error:
        if suffix == ".ttl":
            parse_files([file])  # says more, and of all faults
        raise InvalidWorkspace([_fault(file, error)]) from None
    if not lines:
        message = "The file is empty, so its graph would lose every statement."
        raise InvalidWorkspace([_finding("SG102", file, message, 1, 1, "Delete the file if that is meant.")])
    return Grouped.of(line[:-2].split(" ", 2) for line in lines.decode().split("\n") if line)  # type: ignore[misc]


def engine_quads(facts: Iterable[Fact], graph: str) -> Iterable[ox.Quad]:
    """Facts as the engine's quads, in a named graph or ('') the default one."""
    return ox.parse(input=nquads(facts, graph), format=ox.RdfFormat.N_QUADS)


def nquads(facts: Iterable[Fact], graph: str = "", *, in_order: bool = False) -> bytes:
    """Facts as lines of N-Quads, or of N-Triples where no graph is given; in their order where that is asked for."""
    end = f" <{graph}> .\n" if graph else " .\n"
    lines = facts.lines(end) if isinstance(facts, Grouped) else [f"{s} {p} {o}{end}" for s, p, o in facts]
    if in_order:
        lines.sort()
    return "".join(lines).encode()


def split_lines(lines: Iterable[bytes]) -> Iterable[Fact]:
    """Lines of N-Triples, with or without the full stop, as facts."""
    for line in lines:
        subject, predicate, value = line.decode().rstrip("\n").split(" ", 2)
        yield subject, predicate, value.removesuffix(" .")


def by_graph(content: bytes) -> Mapping[str, list[Fact]]:
    """N-Quads as the engine writes them, all in named graphs, as facts by the IRI of the graph."""
    found: dict[str, list[Fact]] = {}
    for line in filter(None, content.decode().split("\n")):  # other ends of lines may be inside a value
        body, _, graph = line.removesuffix(" .").rpartition(" ")
        subject, predicate, value = body.split(" ", 2)
        found.setdefault(graph[1:-1], []).append((subject, predicate, value))
    return found


def _fault(file: SourceFile, error: SyntaxError) -> Finding:
    message = str(error.msg).partition("error at ")[2].partition(": ")[2] or str(error.msg)
    return _finding("SG101", file, f"{message}.", error.lineno or 1, error.offset or 1, "Correct the statement.")


def _finding(code: str, file: SourceFile, message: str, line: int, column: int, hint: str) -> Finding:
    return Finding(code, Severity.VIOLATION, message, file.path, line, column, hint=hint)
