"""Canned queries: SPARQL files whose header declares parameters, columns and tests, and their safe binding."""

from skillgraph.queries.canned import CannedQuery, read_canned
from skillgraph.queries.catalogue import Catalogue
from skillgraph.queries.guard import OF_WORKSPACE, Limits, Survey, guard
from skillgraph.queries.parameters import Parameter
from skillgraph.queries.run import depends_on_today, run

__all__ = [
    "OF_WORKSPACE",
    "CannedQuery",
    "Catalogue",
    "Limits",
    "Parameter",
    "Survey",
    "depends_on_today",
    "guard",
    "read_canned",
    "run",
]
