"""Results: media types, negotiation between them, and the writers for tables of solutions."""

from skillgraph.results.formats import (
    GRAPH_FORMATS,
    SOLUTION_FORMATS,
    Family,
    Format,
    format_named,
    negotiate,
)
from skillgraph.results.table import Column, Table, short
from skillgraph.results.triples import write_triples
from skillgraph.results.writers import write_table

__all__ = [
    "GRAPH_FORMATS",
    "SOLUTION_FORMATS",
    "Column",
    "Family",
    "Format",
    "Table",
    "format_named",
    "negotiate",
    "short",
    "write_table",
    "write_triples",
]
