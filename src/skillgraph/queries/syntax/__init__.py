"""The syntax of queries for readers: where a text stops being SPARQL and why, and which names stand for properties."""

from skillgraph.queries.syntax.diagnosis import diagnose, diagnosed
from skillgraph.queries.syntax.recogniser import Piece, pieces, predicates_in, stop_of

__all__ = ["Piece", "diagnose", "diagnosed", "pieces", "predicates_in", "stop_of"]
