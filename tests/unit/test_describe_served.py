"""Addresses of what is described."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skillgraph.describe import Served
from skillgraph.errors import UsageError
from skillgraph.terms import GRAPH


def test_parts_have_addresses_of_their_own(served: Served) -> None:
    assert (
        served.graph(f"{GRAPH}data/seed/tiers.ttl") == f"{served.base_url}/.well-known/void#graph/data/seed/tiers.ttl"
    )
    assert served.graph("http://x/<y>") == f"{served.base_url}/.well-known/void#graph/http%3A//x/%3Cy%3E"
    assert served.query("a b") == f"{served.base_url}/queries/a%20b"


@pytest.mark.parametrize(
    "address", ["", "example.org", "ftp://x", "http://x/", "http://x/<", "http://x?a", "http://x y"]
)
def test_an_address_that_cannot_stand_in_a_description_is_refused(served: Served, address: str) -> None:
    with pytest.raises(UsageError, match="SKILLGRAPH_PUBLIC_URL"):
        replace(served, base_url=address)
