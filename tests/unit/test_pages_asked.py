"""What pages are told by their addresses: the day, their question's parameters, fields of their own, limits."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from sites import settled, site_of
from skillgraph.coverage.naming import named_in_parameters
from skillgraph.engine import Engine
from skillgraph.errors import UnknownName, UsageError
from skillgraph.pages import Allowance, Site
from skillgraph.pages.asked import asked, on_of, one_of, text_of
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


def test_the_day(site: Site) -> None:
    today, other = on_of(site, {"on": " "}), on_of(site, {"on": "2027-06-01"})
    assert (today.day, today.is_today) == (datetime.date(2026, 12, 1), True)
    assert (other.day, other.is_today) == (datetime.date(2027, 6, 1), False)
    with pytest.raises(UsageError, match="'tomorrow' is no date"):
        on_of(site, {"on": "tomorrow"})


def test_texts() -> None:
    assert text_of({"name": " 43 "}, "name") == "43"
    assert one_of({}, "by", ("holder", "role")) == ""
    with pytest.raises(UsageError, match="There is no by 'site'"):
        one_of({"by": "site"}, "by", ("holder", "role"))
    with pytest.raises(UsageError, match="name has 201 characters"):
        text_of({"name": "x" * 201}, "name")


def test_empty_fields_say_nothing(site: Site) -> None:
    told = asked(site, "train", {"goal": "", "target": "43", "cap": "", "on": ""})
    assert told.given.all("target") == ("43",)
    assert told.given.text("goal") == "cover"
    assert told.fields == {"target": "43"}
    assert (told.day, told.on.is_today) == (datetime.date(2026, 12, 1), True)


def test_fields_of_the_page_and_of_the_address(site: Site) -> None:
    told = asked(site, "resilience", {"holder": "H07", "on": "2027-01-01", "target": "group=UK"}, ("holder",))
    assert told.rest == {"holder": "H07"}
    assert not told.on.is_today
    assert told.address(site, ".csv", months="3") == (
        "/kg/coverage/resilience.csv?on=2027-01-01&target=group%3DUK&months=3"
    )
    assert told.address(site, "", target="") == "/kg/coverage/resilience?on=2027-01-01"


def test_searches_end_in_time(site: Site) -> None:
    assert asked(site, "train", {}).given.seconds() == 6
    assert asked(replace(site, allowed=Allowance(seconds=1.0)), "resilience", {}).given.seconds() == pytest.approx(
        0.075
    )


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
