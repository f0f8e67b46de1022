"""Solutions and truth values, serialised by the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from skillgraph.engine.counting import CsvSink, JsonSink, Sink, TsvSink, XmlSink, too_many
from skillgraph.engine.interface import Answer, Bounds
from skillgraph.engine.plain import plain
from skillgraph.results import Column, Format, Table, page_parts, write_table
from skillgraph.terms import XSD, Literal, Term

_ENGINE_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}


_SINKS: dict[str, type[Sink]] = {"json": JsonSink, "xml": XmlSink, "csv": CsvSink, "tsv": TsvSink}


def write(solutions: ox.QuerySolutions, chosen: Format, bounds: Bounds) -> Answer:
    """The rows in a format; AnswerTooLarge, NotAcceptable."""
    if chosen.name == "html":
        return _page(solutions, chosen, bounds)
    sink = _SINKS[chosen.name](bounds)
    solutions.serialize(output=sink, format=_ENGINE_FORMATS[chosen.name])  # type: ignore[arg-type]
    return Answer(sink.body, chosen, sink.rows)


def write_boolean(answer: ox.QueryBoolean, chosen: Format) -> Answer:
    """True or false; where a format has no form for it, as the W3C formats write a boolean."""
    word = "true" if answer else "false"
    if chosen.name in ("csv", "tsv"):
        return Answer(f"{word}\n".encode(), chosen)
    if chosen.name == "html":
        cell = Literal(word, XSD + "boolean")
        return Answer(write_table(Table((Column("answer"),), ((cell,),)), "html"), chosen)
    return Answer(answer.serialize(format=_ENGINE_FORMATS[chosen.name]) or b"", chosen)


def rows(solutions: ox.QuerySolutions, bounds: Bounds) -> Iterator[tuple[Term | None, ...]]:
    """The solutions as plain values; AnswerTooLarge where there are too many."""
    for count, solution in enumerate(solutions, 1):
        if count > bounds.rows:
            raise too_many(bounds.rows)
        yield tuple(None if term is None else plain(term) for term in solution)


def _page(solutions: ox.QuerySolutions, chosen: Format, bounds: Bounds) -> Answer:
    sink = Sink(bounds)
    columns = [Column(variable.value) for variable in solutions.variables]
    count = 0

    def counted() -> Iterator[tuple[Term | None, ...]]:
        nonlocal count
        for row in rows(solutions, bounds):
            count += 1
            yield row

    for part in page_parts(columns, counted()):
        sink.write(part.encode())
    return Answer(sink.body, chosen, count)
