"""robots.txt and the site map."""

from __future__ import annotations

import pyexpat
import re
from dataclasses import replace
from urllib.robotparser import RobotFileParser

from skillgraph.describe import Served, document


def test_robots_may_read_everything_but_queries_of_their_own(served: Served) -> None:
    robots = RobotFileParser()
    robots.parse(document(served, "robots", "txt").body.decode().splitlines())
    assert robots.can_fetch("any", "https://example.org/kg/queries/tasks")
    assert robots.can_fetch("any", "https://example.org/kg/sparql")
    assert not robots.can_fetch("any", "https://example.org/kg/sparql?query=ASK%20%7B%7D")
    assert robots.site_maps() == ["https://example.org/kg/sitemap.xml"]


def test_the_site_map_lists_what_answers_without_parameters(served: Served) -> None:
    body = document(served, "sitemap", "xml").body
    pyexpat.ParserCreate().Parse(body, True)
    listed = re.findall(r"<loc>(.*?)</loc>", body.decode())
    assert "https://example.org/kg/queries/tasks-per-group" in listed
    assert "https://example.org/kg/queries/who-can-cover" not in listed
    assert len(listed) == len(set(listed)) >= 30


def test_addresses_are_escaped(served: Served) -> None:
    body = document(replace(served, base_url="https://example.org/a&b"), "sitemap", "xml").body
    pyexpat.ParserCreate().Parse(body, True)
    assert b"https://example.org/a&amp;b/queries" in body
