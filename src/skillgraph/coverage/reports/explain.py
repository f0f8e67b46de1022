"""`explain`: an explanation as its document, as a table of the statements used, and as PROV."""

from __future__ import annotations

import json
from collections.abc import Iterator

from skillgraph.coverage.derivation import Step
from skillgraph.coverage.document import document
from skillgraph.coverage.explanation import Because, Explanation
from skillgraph.coverage.provenance import as_jsonld, as_turtle, provenance
from skillgraph.coverage.question import Row, Table
from skillgraph.coverage.tables import JSON, terms
from skillgraph.results import Family, Format, short, write_table
from skillgraph.results.formats import CSV, JSON_LD, MARKDOWN, N_TRIPLES, RDF_XML, TSV, TURTLE
from skillgraph.results.triples import write_triples
from skillgraph.terms import compact

EXPLANATION_FORMATS: tuple[Format, ...] = (JSON, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, CSV, TSV, MARKDOWN)
_COLUMNS = (
    "requirement", "necessity", "state", "reason", "step", "concludes", "statement", "file", "line", "commit"
)  # fmt: skip


def table(found: Explanation) -> Table:
    """A row for each statement that a step of a requirement uses, and one for a step that uses none."""
    rows = (row for one in found.because for row in _rows(found, one))
    return Table(_COLUMNS, len(_COLUMNS) - 1, tuple(rows))


def _rows(found: Explanation, because: Because) -> Iterator[Row]:
    asked = because.answer.requirement
    necessity = "essential" if asked.is_essential else "optional"
    about = (asked.name, necessity, because.answer.state.text, because.reason)
    for number in because.steps:
        step = found.steps[number]
        for used in step.statements:
            one = found.statements[used]
            stated = f"{compact(one.subject)} {compact(one.predicate)} {short(one.object)}"
            yield (*about, step.name, _concluded(step), stated, one.path, one.line, one.commit or None)
        if not step.statements:
            yield (*about, step.name, _concluded(step), None, None, None, None)


def _concluded(step: Step) -> str | None:
    return " ".join(map(compact, step.conclusion)) if step.conclusion else None


def write_explanation(explanation: Explanation, chosen: Format) -> bytes:
    """The explanation as its document in JSON, as PROV in a format of graphs, or as its table."""
    if chosen == JSON:
        return json.dumps(document(explanation), ensure_ascii=False, indent=1).encode() + b"\n"
    if chosen == TURTLE:
        return as_turtle(explanation)
    if chosen == JSON_LD:
        return as_jsonld(explanation).encode()
    if chosen.family is Family.GRAPH:
        return write_triples(provenance(explanation), chosen)
    made = table(explanation)
    return write_table(terms(made.columns, made.rows), chosen.name)
