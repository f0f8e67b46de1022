"""Results: media types, negotiation between them, and the writers for tables of solutions and for JSON-LD."""

from skillgraph.results.columns import Kind, Sheet, Typed, sheet_of
from skillgraph.results.formats import (
    GRAPH_FORMATS,
    HTML,
    SOLUTION_FORMATS,
    TABLE_FORMATS,
    TYPED_FORMATS,
    Family,
    Format,
    format_named,
    is_installed,
)
from skillgraph.results.html import page_parts
from skillgraph.results.jsonld import Context, PropertyTerm, Triple, write_jsonld, write_tree
from skillgraph.results.labelled import iris_in, with_labels
from skillgraph.results.negotiation import acceptable, negotiate
from skillgraph.results.table import Column, Table, short
from skillgraph.results.triples import write_triples
from skillgraph.results.writers import write_table
from skillgraph.results.xml import refuse_unheld

__all__ = [
    "GRAPH_FORMATS",
    "HTML",
    "SOLUTION_FORMATS",
    "TABLE_FORMATS",
    "TYPED_FORMATS",
    "Column",
    "Context",
    "Family",
    "Format",
    "Kind",
    "PropertyTerm",
    "Sheet",
    "Table",
    "Triple",
    "Typed",
    "acceptable",
    "format_named",
    "iris_in",
    "is_installed",
    "negotiate",
    "page_parts",
    "refuse_unheld",
    "sheet_of",
    "short",
    "with_labels",
    "write_jsonld",
    "write_table",
    "write_tree",
    "write_triples",
]
