"""The tables of formats: names, and what is sent."""

from __future__ import annotations

import pytest

from skillgraph.errors import UnknownName
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, format_named


def test_an_unknown_name_lists_the_others() -> None:
    with pytest.raises(UnknownName, match=r"no format called 'pdf' here\. Formats: json, xml, csv, tsv, html\."):
        format_named("pdf", SOLUTION_FORMATS)


def test_text_is_sent_with_its_character_set() -> None:
    types = {candidate.name: candidate.content_type for candidate in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert types["csv"] == "text/csv; charset=utf-8"
    assert types["ttl"] == "text/turtle; charset=utf-8"
    assert types["json"] == "application/sparql-results+json"
