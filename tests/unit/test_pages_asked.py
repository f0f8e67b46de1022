"""What pages about cover take from their addresses, and the addresses that they give."""

from __future__ import annotations

import datetime

import pytest

from sites import site_of
from skillgraph.engine import Dataset
from skillgraph.errors import UsageError
from skillgraph.pages import Site
from skillgraph.pages.asked import address, holder_address, on_of, one_of, task_address, text_of, why_address
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(contents: Contents) -> Site:
    return site_of(Dataset().engine(), contents)


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


def test_addresses(site: Site) -> None:
    today, other = on_of(site, {}), on_of(site, {"on": "2027-06-01"})
    task, holder = "https://w3id.org/skillgraph/id/task/43", "https://w3id.org/skillgraph/id/holder/H07"
    assert task_address(site, task, today) == "/kg/task/43"
    assert holder_address(site, holder, other) == "/kg/holder/H07?on=2027-06-01"
    assert why_address(site, task, holder, today) == "/kg/coverage/explain?target=43&holder=H07"
    assert address(site, "a/b", "ü") == "/kg/a%2Fb/%C3%BC"
