"""Canned queries: SPARQL files whose header declares parameters, columns and tests, and their safe binding."""

from skillgraph.queries.canned import CannedQuery, read_canned
from skillgraph.queries.catalogue import Catalogue
from skillgraph.queries.guard import OF_WORKSPACE, Limits, guard
from skillgraph.queries.parameters import Parameter
from skillgraph.queries.run import run

__all__ = ["OF_WORKSPACE", "CannedQuery", "Catalogue", "Limits", "Parameter", "guard", "read_canned", "run"]
