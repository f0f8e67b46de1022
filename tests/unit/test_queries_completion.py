"""Completion in queries: what fits the place and is used in the data comes first."""

from __future__ import annotations

import pytest

from skillgraph.engine import Engine
from skillgraph.queries import Vocabulary
from skillgraph.queries.completion import MOST, Proposals, propose


@pytest.fixture(scope="module")
def vocabulary(snapshot_engine: Engine) -> Vocabulary:
    return Vocabulary.of(snapshot_engine)


def at(marked: str, engine: Engine, vocabulary: Vocabulary) -> Proposals:
    """The proposals at the sign | of a query."""
    return propose(marked.replace("|", ""), marked.index("|"), engine, vocabulary)


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("SELECT * { ?s a serv| }", "sg:ServiceTask"),
        ("SELECT * { ?s a sg:Serv| }", "sg:ServiceTask"),
        ("SELECT * { ?s a sg:ServiceTask ; in group| }", None),
        ("SELECT * { ?s a sg:ServiceTask ; gr| }", "sg:inGroup"),
        ("SELECT * { ?s a sg:ServiceTask ; sg:inG| }", "sg:inGroup"),
        ("SELECT * { ?s gr| . ?s a sg:ServiceTask }", "sg:inGroup"),
        ("SELECT * { ?s sg:inGroup egi| }", "group:egi"),
        ("SELECT * { ?s sg:inGroup group:| }", "group:egi"),
        ("SELECT * { task:4| }", "task:4"),
        ("SELECT * { ?s sg:about Security Ev| }", None),
        ("SELECT * { ?s ?p incident| }", None),
        ("SEL| * { ?s ?p ?o }", "SELECT"),
        ("SELECT * { ?s ?p ?o } ORD|", "ORDER"),
        ("SELECT ?task { ?task a sg:ServiceTask ; sg:number ?number } ORDER BY ?nu|", "?number"),
        ("PREFIX sg|", "sg: <https://w3id.org/skillgraph/ns#>"),
        ("SELECT * { ?s ske| }", None),
    ],
)
def test_what_comes_first(marked: str, first: str | None, snapshot_engine: Engine, vocabulary: Vocabulary) -> None:
    found = at(marked, snapshot_engine, vocabulary)
    assert len(found.found) <= MOST
    if first is not None:
        assert found.found[0].text == first
        assert marked.replace("|", "")[found.start : found.end] == marked[found.start : marked.index("|")]


def test_properties_of_the_subject_s_class_come_first(snapshot_engine: Engine, vocabulary: Vocabulary) -> None:
    found = at("SELECT * { ?s a sg:Attestation ; | }", snapshot_engine, vocabulary).found
    assert found[0].text == "a"
    own = [one.text for one in found[1:8]]
    assert {"sg:attests", "sg:validFrom"} & set(own)
    assert "sg:inGroup" not in own
    assert all(one.count for one in found[1:8])


@pytest.mark.parametrize(
    "marked", ["SELECT * { ?s ?p 'a| }", "# a|", "SELECT * { <http://a| }", "SELECT * { ?s ?p 12| }"]
)
def test_nothing_where_nothing_can_be_named(marked: str, snapshot_engine: Engine, vocabulary: Vocabulary) -> None:
    assert at(marked, snapshot_engine, vocabulary).found == ()


@pytest.mark.parametrize("typed", ['"', "\\", "}", "x{y", "<a", "a'b", "x:<>", "\u0000", "é" * 300])
def test_whatever_is_typed_is_no_query(typed: str, snapshot_engine: Engine, vocabulary: Vocabulary) -> None:
    for before in ("SELECT * { ?s ?p ", "SELECT * { ", "SELECT * { ?s <x y> ", "PREFIX x: <a b> SELECT * { ?s x:y "):
        propose(f"{before}{typed}", len(before) + len(typed), snapshot_engine, vocabulary)
