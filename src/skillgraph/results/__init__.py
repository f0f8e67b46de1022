"""Results: media types, negotiation between them, and the writers for tables of solutions and for JSON-LD."""

from skillgraph.results.formats import (
    GRAPH_FORMATS,
    HTML,
    SOLUTION_FORMATS,
    TABLE_FORMATS,
    Family,
    Format,
    format_named,
)
from skillgraph.results.html import page_parts
from skillgraph.results.jsonld import Context, PropertyTerm, Triple, write_jsonld, write_tree
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
    "Column",
    "Context",
    "Family",
    "Format",
    "PropertyTerm",
    "Table",
    "Triple",
    "acceptable",
    "format_named",
    "negotiate",
    "page_parts",
    "refuse_unheld",
    "short",
    "write_jsonld",
    "write_table",
    "write_tree",
    "write_triples",
]
