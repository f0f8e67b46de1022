"""Addresses of what is described."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from skillgraph.describe import Served, document, formats_of
from skillgraph.errors import UsageError
from skillgraph.queries import Catalogue
from skillgraph.terms import GRAPH
from skillgraph.workspace import Contents


@pytest.mark.parametrize("address", ["http://[::1]:8000", "https://x/a-b/~c%20d", "http://localhost:1"])
def test_an_address_that_can(served: Served, address: str) -> None:
    assert replace(served, base_url=address).endpoint == f"{address}/sparql"


def test_a_query_that_cannot_be_read_is_left_out(make_contents: Callable[..., Contents], served: Served) -> None:
    text = '#+ summary: One?\n#+ columns:\n#+   x: {help: "X."}\nSELECT ?x { ?x a ?c }\n'
    contents = make_contents({"queries/t/good.rq": text, "queries/t/bad.rq": "SELECT"})
    found = replace(served, catalogue=Catalogue(contents))
    assert [query.name for query in found.queries] == ["good"]
    for name in ("queries", "linkset", "sitemap"):
        body = document(found, name, formats_of(name)[0].name).body
        assert b"queries/good" in body
        assert b"queries/bad" not in body


def test_parts_have_addresses_of_their_own(served: Served) -> None:
    assert (
        served.graph(f"{GRAPH}data/seed/tiers.ttl") == f"{served.base_url}/.well-known/void#graph/data/seed/tiers.ttl"
    )
    assert served.graph("http://x/<y>") == f"{served.base_url}/.well-known/void#graph/http%3A//x/%3Cy%3E"
    assert served.query("a b") == f"{served.base_url}/queries/a%20b"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org",
        "ftp://x",
        "http://x/",
        "http://x/<",
        "http://x?a",
        "http://x y",
        "http://::1:8000",
        "http://x:a",
    ],
)
def test_an_address_that_cannot_stand_in_a_description_is_refused(served: Served, address: str) -> None:
    with pytest.raises(UsageError, match="SKILLGRAPH_PUBLIC_URL"):
        replace(served, base_url=address)
