"""The tables of formats: names, and what is sent."""

from __future__ import annotations

import subprocess
import sys

import pytest

from skillgraph.errors import UnknownName
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, TABLE_FORMATS, TYPED_FORMATS, format_named

WITHOUT = """
import sys
sys.modules["pyarrow"] = None
from skillgraph.errors import NotAcceptable, UnknownName
from skillgraph.results import TABLE_FORMATS, TYPED_FORMATS, format_named, negotiate
assert [one.name for one in TYPED_FORMATS] == ["objects", "ndjson", "xlsx"]
assert negotiate("application/vnd.apache.parquet", TABLE_FORMATS) is None
try:
    format_named("parquet", TABLE_FORMATS)
except NotAcceptable as error:
    print(error)
"""


def test_an_unknown_name_lists_the_others() -> None:
    with pytest.raises(UnknownName, match=r"no format called 'pdf' here\. Formats: json, xml, csv, tsv, html\."):
        format_named("pdf", SOLUTION_FORMATS)


def test_text_is_sent_with_its_character_set() -> None:
    types = {candidate.name: candidate.content_type for candidate in (*SOLUTION_FORMATS, *GRAPH_FORMATS)}
    assert types["csv"] == "text/csv; charset=utf-8"
    assert types["ttl"] == "text/turtle; charset=utf-8"
    assert types["json"] == "application/sparql-results+json"


def test_formats_with_types_come_after_those_of_the_w3c() -> None:
    assert [one.name for one in TYPED_FORMATS] == ["objects", "ndjson", "xlsx", "arrow", "parquet"]
    assert TABLE_FORMATS[: len(SOLUTION_FORMATS)] == SOLUTION_FORMATS


def test_without_pyarrow_its_formats_are_not_listed_and_not_acceptable() -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    assert ended.stdout == (
        "parquet needs pyarrow, which is not installed here. Install 'skillgraph[arrow]', or ask for text/csv.\n"
    )
