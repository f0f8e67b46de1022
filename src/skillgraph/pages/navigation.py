"""The entries at the head of every page."""

from __future__ import annotations

# What `Page.here` says, the path below the root of the site, and the text.
NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("coverage", "/coverage", "Coverage"),
    ("resilience", "/resilience", "Resilience"),
    ("training", "/training", "Training"),
    ("funding", "/funding", "Funding"),
    ("onboarding", "/onboarding", "On-boarding"),
    ("pyramid", "/pyramid", "Pyramid"),
    ("quality", "/quality", "Quality"),
    ("queries", "/queries", "Questions"),
    ("sparql", "/sparql", "SPARQL"),
    ("ontology", "/ns", "Vocabulary"),
)
