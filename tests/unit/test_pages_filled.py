"""What a page was told: the parameters of its route, fields of its own, the day, and searches that end in time."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from sites import settled, site_of, stated
from skillgraph.coverage.world import Kind
from skillgraph.engine import Engine
from skillgraph.errors import UnknownName, UsageError
from skillgraph.pages import Allowance, Site
from skillgraph.pages.filled import asked, groups_of_tasks, is_invented, named_in_parameters, numbered, targets
from skillgraph.terms import ID
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


def test_empty_fields_say_nothing(site: Site) -> None:
    told = asked(site, "train", {"goal": "", "target": "43", "cap": "", "on": ""})
    assert told.given.all("target") == ("43",)
    assert told.given.text("goal") == "cover"
    assert told.fields == {"target": "43"}
    assert (told.day, told.is_today) == (datetime.date(2026, 12, 1), True)


def test_fields_of_the_page_and_of_the_address(site: Site) -> None:
    told = asked(site, "resilience", {"holder": "H07", "on": "2027-01-01", "target": "group=UK"}, ("holder",))
    assert told.rest == {"holder": "H07"}
    assert not told.is_today
    assert told.address(site, ".csv", months="3") == (
        "/kg/coverage/resilience.csv?on=2027-01-01&target=group%3DUK&months=3"
    )
    assert told.address(site, "", target="") == "/kg/coverage/resilience?on=2027-01-01"


def test_searches_end_in_time(site: Site) -> None:
    assert asked(site, "train", {}).given.seconds() == 8
    assert asked(replace(site, allowed=Allowance(seconds=1.0)), "resilience", {}).given.seconds() == pytest.approx(0.1)


def test_what_is_left_out_is_not_taken(site: Site) -> None:
    with pytest.raises(UsageError, match="train does not take 'task'"):
        asked(site, "train", {"task": "43"}, but=("task",))
    assert asked(site, "funding", {}, but=("without",)).fields == {}
    with pytest.raises(UsageError, match="funding needs without"):
        asked(site, "funding", {})


def test_a_name_in_a_parameter_is_no_address() -> None:
    with pytest.raises(UsageError, match="x") as raised, named_in_parameters():
        raise UnknownName("x")
    assert type(raised.value) is UsageError


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


def test_whether_holders_are_invented(site: Site, contents: Contents) -> None:
    assert is_invented(site)
    assert not is_invented(site_of(stated("<urn:x> a sg:Holder . <urn:y> a sg:Holder , sg:SyntheticHolder"), contents))
    assert not is_invented(site_of(stated("<urn:x> a sg:Skill"), contents))
