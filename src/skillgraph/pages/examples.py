"""Queries to begin with, beside the canned ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A query and what it shows."""

    title: str
    text: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "Service tasks with their groups",
        "SELECT ?task ?title ?group WHERE {\n"
        "  ?task a sg:ServiceTask ;\n    skos:prefLabel ?title ;\n    sg:inGroup ?group .\n"
        "}\nORDER BY ?group ?title\nLIMIT 50\n",
    ),
    Example(
        "Effort by funding source",
        "SELECT ?source (SUM(?fte) AS ?total) WHERE {\n"
        "  ?contribution a sg:FundingContribution ;\n    sg:fundedBy ?source ;\n    sg:fte ?fte .\n"
        "}\nGROUP BY ?source\nORDER BY DESC(?total)\n",
    ),
    Example(
        "Everything that is said about task 43",
        "SELECT ?property ?value ?graph WHERE {\n"
        "  GRAPH ?graph { task:43 ?property ?value }\n}\nORDER BY ?property ?value\n",
    ),
    Example(
        "Which classes are used, and how often",
        "SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) WHERE {\n  ?thing a ?class .\n"
        "}\nGROUP BY ?class\nORDER BY DESC(?things)\nLIMIT 40\n",
    ),
    Example(
        "The steps of on-boarding as a graph",
        "CONSTRUCT { ?step skos:prefLabel ?label ; sg:directlyPrecededBy ?before } WHERE {\n"
        "  ?step a sg:OnboardingStep ;\n    skos:prefLabel ?label .\n"
        "  OPTIONAL { ?step sg:directlyPrecededBy ?before }\n}\n",
    ),
    Example("A thing described", "DESCRIBE task:43\n"),
)
