"""The quality of the data: findings, oddities with their lines, judgements not reviewed, what is not stated."""

from __future__ import annotations

import json

import pytest

from sites import Held, settled, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.pages import Site
from skillgraph.pages.quality import FINDINGS
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


@pytest.fixture(scope="module")
def page(site: Site) -> Held:
    return shown(site, "quality")


def test_oddities_have_their_lines_and_words(page: Held) -> None:
    assert "33 oddities of the document" in page.words
    assert "Misspelt name in the title of task 15 136sourceL136-2" in page.words
    assert "GOCDDB Read as GOCDB. high" in page.words
    assert "120, 121" in page.words
    assert "/kg/id/cell/L121-6" in page.links


def test_judgements_by_kind_and_confidence(page: Held) -> None:
    assert "570 of 570 judgements not reviewed" in page.words
    assert (
        "requirements, not reviewed: 12 of low confidence; 203 of medium confidence; 53 of high confidence"
        in page.titles
    )
    assert "53 of high confidence 12 203 53 0 of 268" in page.words
    assert "Of low confidence: look at these first (112)" in page.words


def test_what_is_not_stated(page: Held) -> None:
    assert "15 tasks without a work package" in page.words
    assert "14 tasks whose effort is not stated task by task" in page.words
    assert "3 tasks with effort from a source that cannot be decided" in page.words
    assert "4 communities (VOs) without a recorded on-boarding" in page.words
    assert "/kg/queries/tasks-without-work-package.csv" in page.links


def test_findings_are_text(site: Site, page: Held) -> None:
    assert "No axiom, shape or lint has anything to say" in page.words
    found = {
        "severity": "warning",
        "code": "SG501",
        "place": "data/seed/<x>.ttl:7",
        "message": "<script>odd</script>",
        "focus": "javascript:alert(1)",
        "hint": "Look.",
    }
    told = shown(site, "quality", **{FINDINGS: json.dumps([found])})
    assert "1 finding of the checks" in told.words
    assert "warning SG501 data/seed/<x>.ttl:7 <script>odd</script> (javascript:alert(1)) Look." in told.words
    assert told.inline == []
    assert not [link for link in told.links if link.startswith("javascript:")]


def test_what_was_reviewed_is_counted(contents: Contents) -> None:
    judged = 'sg:reviewStatus {} ; sg:confidence <urn:low> ; sg:rationale "<b>because</b>"'
    engine = stated(
        f"<urn:a> a sg:Requirement ; {judged.format('<urn:reviewed>')} . "
        f"<urn:b> a sg:Requirement ; {judged.format('<urn:proposed>')} . "
        '<urn:low> skos:prefLabel "low" ; sg:rank 1 . '
        '<urn:reviewed> skos:prefLabel "reviewed" . <urn:proposed> skos:prefLabel "proposed"'
    )
    page = shown(site_of(engine, contents), "quality")
    assert "1 of low confidence 1 0 0 1 of 2" in page.words
    assert "<b>because</b>" in page.words
    assert page.named("b") == []
