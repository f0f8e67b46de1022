"""The page of the shapes: each with its classes and what it asks for."""

from __future__ import annotations

import re

from sites import shown, site_of
from skillgraph.engine import Engine
from skillgraph.pages import make_page
from skillgraph.workspace import Contents


def test_every_shape_says_what_it_asks_for(snapshot_engine: Engine, contents: Contents) -> None:
    site = site_of(snapshot_engine, contents)
    page = shown(site, "shapes")
    written = b"\n".join(file.content for file in contents.turtle("shapes")).decode()
    shapes = set(re.findall(r"^sgsh:([\w-]+) a sh:NodeShape", written, re.MULTILINE))
    anchors = {attributes.get("id") for attributes in page.named("section")}
    assert len(shapes) > 80
    assert shapes <= anchors
    assert "number: A task has exactly one number" in page.words
    assert "/kg/ns#ServiceTask" in page.links
    assert "warning" in page.words
    assert "{?value}" in written
    assert not re.search(r"\{[?$]", page.words)
    assert "Several entries of the catalogue are called ….".lower() in page.words.lower()


def test_a_module_has_its_own_shapes_alone(snapshot_engine: Engine, contents: Contents) -> None:
    site = site_of(snapshot_engine, contents)
    anchors = {attributes.get("id") for attributes in shown(site, "shapes", module="service").named("section")}
    assert "Task" in anchors
    assert "Post" not in anchors
    assert make_page(site, "shapes", {"module": "service"}).title == "Shapes: service"
