"""The page of a search: grouped by kind, nearest names where there is none, and text that stays text."""

from __future__ import annotations

import pytest

from sites import shown, site_of
from skillgraph.engine import Dataset, Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Site
from skillgraph.workspace import Contents

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return site_of(snapshot_engine, contents)


def test_what_is_found_is_grouped_by_kind(site: Site) -> None:
    page = shown(site, "search", q="security")
    text = page.words
    assert "things are called so" in text
    assert text.index("Skill 4") < text.index("Task 4")  # a skill is called exactly so
    assert {"/kg/id/skill/security", "/kg/task/43"} <= set(page.links)


@pytest.mark.parametrize("asked", ["task:43", "Security evaluations & response", "SECURITY EVALUATIONS"])
def test_a_task_is_found_by_its_names(site: Site, asked: str) -> None:
    page = shown(site, "search", q=asked)
    assert page.words.count("Security Evaluations & Response task:43") == 1
    assert "/kg/task/43" in page.links


def test_holders_terms_and_levels_of_the_vocabulary(site: Site) -> None:
    assert "/kg/holder/H07" in shown(site, "search", q="h07").links
    assert "/kg/ns#ServiceTask" in shown(site, "search", q="service task").links


def test_nothing_found_gives_the_nearest(site: Site) -> None:
    page = shown(site, "search", q="puppt")
    assert "Nothing is called so." in page.words
    assert "/kg/id/skill/puppet" in page.links
    assert "Did you mean" not in shown(site, "search", q="qqqqqqqq").words


def test_without_a_text_there_is_a_form(site: Site) -> None:
    page = shown(site, "search")
    assert page.count("form") == 2
    assert "called so" not in page.words
    with pytest.raises(UsageError, match="q has 300 characters"):
        shown(site, "search", q="x" * 300)


def test_texts_stay_texts(contents: Contents) -> None:
    dataset = Dataset()
    dataset.update('INSERT DATA { <javascript:alert(2)> rdfs:label "<script>alert(1)</script> hostile" }')
    hostile = site_of(dataset.engine(), contents)
    page = shown(hostile, "search", q="script hostile")
    assert "<script>alert(1)</script> hostile javascript:alert(2)" in page.words
    assert shown(hostile, "search", q=HOSTILE).words.count(HOSTILE) >= 1
