"""Every description in every format, by an independent parser."""

from __future__ import annotations

import json
import sys

import pytest

from described import BASE, read
from skillgraph.describe import DESCRIPTIONS, NAMES, Served, document, formats_of
from skillgraph.errors import UnknownName


@pytest.mark.parametrize("name", [*DESCRIPTIONS, "queries/who-can-cover"])
def test_all_formats_say_the_same(served: Served, name: str) -> None:
    """There are no blank nodes, so that graphs are compared as sets."""
    graphs = [set(read(document(served, name, one.name).body, one.name)) for one in formats_of(name)]
    assert len(graphs) == 4
    assert len(graphs[0]) > 20
    assert all(graph == graphs[0] for graph in graphs)
    assert b"_:" not in document(served, name, "nt").body


def test_addresses_are_the_configured_ones(served: Served) -> None:
    for name in NAMES:
        if name not in ("dump", "context"):
            text = document(served, name, formats_of(name)[0].name).body.decode()
            assert BASE in text
            assert "127.0.0.1" not in text
            assert "localhost" not in text


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("nothing", "ttl"), ("void", "csv"), ("linkset", "ttl"), ("void/x", "ttl"), ("queries/none", "ttl"), ("", "ttl")],
)
def test_unknown_names_are_told(served: Served, name: str, format_name: str) -> None:
    with pytest.raises(UnknownName):
        document(served, name, format_name)


def test_links_go_with_the_document(served: Served) -> None:
    assert 'rel="cite-as"' in document(served, "dataset", "ttl").link
    assert 'rel="describedby"' in document(served, "service", "ttl").link
    assert document(served, "robots", "txt").link == ""


def test_the_link_sets_are_of_their_types(served: Served) -> None:
    json_links, catalogue = document(served, "linkset", "json"), document(served, "api-catalog", "json")
    assert json_links.format.content_type == "application/linkset+json"
    assert catalogue.format.content_type.startswith('application/linkset+json; profile="https://www.rfc-editor.org/')
    assert len(json.loads(json_links.body)["linkset"]) > 400
    assert document(served, "linkset", "txt").format.media_types[0] == "application/linkset"


def test_a_description_is_made_without_another_import(served: Served) -> None:
    """A worker that makes them can open no file any more."""
    for name in NAMES:
        before = set(sys.modules)
        for one in formats_of(name):
            document(served, name, one.name)
        assert set(sys.modules) == before
