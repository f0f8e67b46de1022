"""Reasoning: the ontology's OWL 2 RL axioms as engine rules, and OWL DL with HermiT for the command line and CI."""

from skillgraph.reason.closure import Clash, Clashes, close, find_clashes
from skillgraph.reason.compiler import RuleSet, compile_axioms
from skillgraph.reason.construct import ConstructRule, read_rules

__all__ = ["Clash", "Clashes", "ConstructRule", "RuleSet", "close", "compile_axioms", "find_clashes", "read_rules"]
