"""Canned queries: SPARQL files whose header declares parameters, columns and tests, and their safe binding."""

from skillgraph.queries.canned import CannedQuery, read_canned
from skillgraph.queries.catalogue import Catalogue
from skillgraph.queries.chart import Chart
from skillgraph.queries.guard import OF_WORKSPACE, Limits, Survey, guard
from skillgraph.queries.parameters import Parameter
from skillgraph.queries.run import depends_on_today, run
from skillgraph.queries.vocabulary import NOTHING_KNOWN, Vocabulary

__all__ = [
    "NOTHING_KNOWN",
    "OF_WORKSPACE",
    "CannedQuery",
    "Catalogue",
    "Chart",
    "Limits",
    "Parameter",
    "Survey",
    "Vocabulary",
    "depends_on_today",
    "guard",
    "read_canned",
    "run",
]
