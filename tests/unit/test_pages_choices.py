"""What lists offer, and whether what they offer is invented."""

from __future__ import annotations

import pytest

from sites import settled, site_of, stated
from skillgraph.coverage.world import Kind
from skillgraph.engine import Engine
from skillgraph.pages import Site
from skillgraph.pages.choices import groups_of_tasks, holders, is_invented, numbered, targets
from skillgraph.terms import ID
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


def test_what_can_be_chosen(site: Site) -> None:
    groups = dict(groups_of_tasks(site.world))
    assert groups["Groups of tasks"] == [
        ("group=egi", "EGI services"),
        ("group=uk", "UK services"),
        ("group=wlcg", "WLCG services"),
    ]
    assert [value for value, _ in groups["Work packages"]] == ["wp=1", "wp=2", "wp=3", "wp=4"]
    offered = dict(targets(site.world, Kind.TASK, Kind.STEP))
    assert offered["Tasks"][42] == ("task:43", "43 Security Evaluations & Response")
    assert offered["On-boarding steps"][6][0] == "step:roll-out"
    assert numbered(site.world, f"{ID}role/research-software-engineer") == "Research software engineer"
    assert dict(holders(site.world))[""][6] == ("H07", "H07")


def test_whether_holders_are_invented(site: Site, contents: Contents) -> None:
    assert is_invented(site)
    assert not is_invented(site_of(stated("<urn:x> a sg:Holder . <urn:y> a sg:Holder , sg:SyntheticHolder"), contents))
    assert not is_invented(site_of(stated("<urn:x> a sg:Skill"), contents))
