"""One state of a workspace after another: what is built anew, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import InvalidWorkspace
from skillgraph.snapshot import build
from skillgraph.snapshot.workshop import Workshop
from skillgraph.terms import Iri
from skillgraph.workspace import read

Make = Callable[..., Path]
ONE, RULE = "data/seed/one.ttl", "ontology/rules/20-second.rq"


def test_other_words_for_the_same_statements_are_not_built_anew(make_workspace: Make, small: dict[str, str]) -> None:
    workshop = Workshop()
    before = workshop.build(read(make_workspace(small)))
    told = {**small, ONE: "# A comment.\n" + small[ONE].replace("sg:number 1 ;", "sg:number 1 ; # one\n")}
    after = workshop.build(read(make_workspace(told)))
    assert after.dataset is before.dataset
    task = Iri("https://w3id.org/skillgraph/id/task/1")
    assert after.places.find(task).line == before.places.find(task).line + 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (ONE, lambda old: old.replace("sg:number 1", "sg:number 3")),
        (ONE, lambda old: old.replace("sg:number 1", "sg:number 01")),
        (RULE, lambda old: old.replace("sg:Second", "sg:Last")),
        ("ontology/core.ttl", lambda old: old.replace("sg:Activity", "sg:Work")),
        ("data/seed/three.ttl", lambda _: "<urn:a> <urn:b> <urn:c> .\n"),
    ],
)
def test_what_states_something_else_is_built_as_if_it_were_the_first(
    make_workspace: Make, small: dict[str, str], path: str, text: Callable[[str], str]
) -> None:
    workshop = Workshop()
    before = workshop.build(read(make_workspace(small)))
    changed = read(make_workspace({**small, path: text(small.get(path, ""))}))
    after = workshop.build(changed)
    assert after.dataset.dump_nquads() == build(changed).dataset.dump_nquads() != before.dataset.dump_nquads()


def test_a_file_that_goes_takes_its_statements_along(make_workspace: Make, small: dict[str, str]) -> None:
    workshop = Workshop()
    root = make_workspace(small)
    workshop.build(read(root))
    (root / ONE).unlink()
    after = workshop.build(read(root))
    assert after.dataset.dump_nquads() == build(read(root)).dataset.dump_nquads()


def test_after_a_bad_state_the_last_good_one_is_there_still(make_workspace: Make, small: dict[str, str]) -> None:
    workshop = Workshop()
    good = workshop.build(read(make_workspace(small)))
    with pytest.raises(InvalidWorkspace):
        workshop.build(read(make_workspace({ONE: "nothing ."})))
    assert workshop.build(read(make_workspace(small))).dataset is good.dataset
