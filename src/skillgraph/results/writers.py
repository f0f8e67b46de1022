"""Writers for tables: the W3C formats for SPARQL results, HTML and Markdown, and those whose columns have types."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from skillgraph.errors import UnknownName
from skillgraph.results import arrow, objects, xlsx
from skillgraph.results.columns import Sheet, sheet_of
from skillgraph.results.html import html_page
from skillgraph.results.table import Table, short
from skillgraph.results.xml import xml_document
from skillgraph.terms import XSD, Blank, Iri, Literal, Term, TripleTerm, is_bare, serialise


def write_table(table: Table, name: str, about: Mapping[str, str] | None = None) -> bytes:
    """The table in the format of that short name, text as UTF-8.

    A format with typed columns says what is `about` it in the file, where it has a place for that.
    """
    if name in WRITERS:
        return WRITERS[name](table.padded()).encode()
    if name in TYPED_WRITERS:
        return TYPED_WRITERS[name](sheet_of(table.padded(), about))
    known = ", ".join((*WRITERS, *TYPED_WRITERS))
    raise UnknownName(f"There is no format called {name!r} for a table.", f"Formats: {known}.")


def _json(table: Table) -> str:
    """SPARQL 1.1 Query Results JSON Format, section 3."""
    names = [column.name for column in table.columns]
    bindings = [
        {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in table.rows
    ]
    document = {"head": {"vars": names}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Blank):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, TripleTerm):  # SPARQL 1.2 Query Results JSON Format, section 4.2.2
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    node = {"type": "literal", "value": term.value}
    if term.language:
        node["xml:lang"] = term.language
    elif term.datatype != XSD + "string":
        node["datatype"] = term.datatype
    return node


def _csv(table: Table) -> str:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 3."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow(["" if term is None else str(term) for term in row])
    return out.getvalue()


def _tsv(table: Table) -> str:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 4."""
    lines = ["\t".join(f"?{column.name}" for column in table.columns)]
    lines += ["\t".join("" if term is None else _tsv_term(term) for term in row) for row in table.rows]
    return "".join(f"{line}\n" for line in lines)


def _tsv_term(term: Term) -> str:
    return str(term) if isinstance(term, Literal) and is_bare(term) else serialise(term)


def _markdown(table: Table) -> str:
    lines = [[column.name for column in table.columns], ["---"] * len(table.columns)]
    lines += [[short(term).replace("|", "\\|").replace("\n", " ") for term in row] for row in table.rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


WRITERS: dict[str, Callable[[Table], str]] = {
    "json": _json,
    "xml": xml_document,
    "csv": _csv,
    "tsv": _tsv,
    "html": html_page,
    "markdown": _markdown,
}
TYPED_WRITERS: dict[str, Callable[[Sheet], bytes]] = {
    "objects": objects.objects,
    "ndjson": objects.lines,
    "xlsx": xlsx.workbook,
    "arrow": arrow.stream,
    "parquet": arrow.parquet,
}
