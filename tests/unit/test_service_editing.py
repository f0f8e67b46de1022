"""The jobs of the editor."""

from __future__ import annotations

import json

import pytest

from shown import small_site
from skillgraph.describe.context import context_of
from skillgraph.engine import Dataset
from skillgraph.errors import AnswerTooLarge, BadParameter, QuerySyntaxError
from skillgraph.queries import Vocabulary
from skillgraph.service.editing import answer_complete, answer_save
from skillgraph.service.snapshot import Loaded, Recorded


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    dataset = Dataset()
    dataset.update("INSERT DATA { <urn:a> a sg:Skill . <urn:b> a sg:Skill . sg:Skill rdfs:label 'skill' }")
    engine = dataset.engine()
    base = "https://example.org"
    site = small_site("")
    known = (site.catalogue, context_of(engine, base), Vocabulary.of(engine), base, "0" * 64)
    return Loaded(engine, *known, Recorded(engine, site.sources), site.sources, site.contents)


def test_complete(loaded: Loaded) -> None:
    reply = answer_complete(loaded, {"text": "SELECT * { ?s a sk", "at": 18})
    found = json.loads(reply.body)
    assert (found["start"], found["end"]) == (16, 18)
    assert found["proposals"][0] == {"text": "sg:Skill", "label": "skill", "kind": "class", "count": 2}
    assert reply.head["volatile"] is False


def test_save(loaded: Loaded) -> None:
    asked = {"query": "SELECT ?s { ?s a sg:Skill }", "name": "skills", "summary": "Which skills?"}
    reply = answer_save(loaded, asked)
    assert reply.head["filename"] == "skills.rq"
    assert b"#+   - {count: 2}" in reply.body
    with pytest.raises(BadParameter):
        answer_save(loaded, {**asked, "name": 'x"; y'})
    with pytest.raises(QuerySyntaxError, match="line 1, column 8"):
        answer_save(loaded, {**asked, "query": "SELECT }"})
    with pytest.raises(AnswerTooLarge):
        answer_save(loaded, {**asked, "limits": {"rows": 1}})
