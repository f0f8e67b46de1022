"""The entries at the head of every page."""

from __future__ import annotations

# What `Page.here` says, the path below the root of the site, and the text.
NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("queries", "/queries", "Questions"),
    ("sparql", "/sparql", "SPARQL"),
    ("ontology", "/ns", "Vocabulary"),
)
