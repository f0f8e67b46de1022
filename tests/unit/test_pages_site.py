"""Where pages lead: short addresses for what has a page of its own, documents for the rest."""

from __future__ import annotations

import pytest

from sites import site_of
from skillgraph.engine import Dataset
from skillgraph.pages import Site
from skillgraph.terms import ID, NS
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(contents: Contents) -> Site:
    return site_of(Dataset().engine(), contents)


def test_tasks_and_holders_have_pages_of_their_own(site: Site) -> None:
    assert site.page(f"{ID}task/43") == "/kg/task/43"
    assert site.page(f"{ID}holder/H07", "2027-06-01") == "/kg/holder/H07?on=2027-06-01"
    assert site.page(f"{ID}task/a b?") == "/kg/task/a%20b%3F"
    assert site.page(f"{ID}skill/networking", "2027-06-01") == "/kg/id/skill/networking"
    assert (site.page(f"{NS}Skill"), site.page("javascript:x")) == ("/kg/ns#Skill", "")


def test_why(site: Site) -> None:
    task, holder = f"{ID}task/43", f"{ID}holder/H07"
    assert site.why(task, holder) == "/kg/coverage/explain?target=43&holder=H07"
    assert site.why(task, holder, "2027-06-01").endswith("&on=2027-06-01")
