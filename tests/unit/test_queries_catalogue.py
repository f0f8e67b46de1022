"""The catalogue: names without reading, reading on demand, the nearest name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from skillgraph.errors import UnknownName, WorkspaceError
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents

GOOD = '#+ summary: What?\n#+ columns:\n#+   x: {help: "It."}\nSELECT ?x WHERE { ?x ?p ?o } ORDER BY ?x\n'
Make = Callable[..., Contents]


def test_queries_come_in_the_order_of_topics_and_names(make_contents: Make) -> None:
    catalogue = Catalogue(make_contents({f"queries/{path}.rq": GOOD for path in ("b/a", "a/z", "a/c")}))
    assert catalogue.names == ("c", "z", "a")
    assert [(query.topic, query.name) for query in catalogue] == [("a", "c"), ("a", "z"), ("b", "a")]
    assert len(catalogue) == 3


def test_a_file_is_read_once_and_only_when_asked_for(make_contents: Make) -> None:
    catalogue = Catalogue(make_contents({"queries/a/good.rq": GOOD, "queries/a/bad.rq": "ASK {}"}))
    assert catalogue.names == ("bad", "good")
    assert catalogue["good"] is catalogue["good"]
    with pytest.raises(WorkspaceError, match=r"queries/a/bad\.rq has no '#\+' header"):
        catalogue["bad"]


def test_a_name_stands_for_one_query(make_contents: Make) -> None:
    contents = make_contents({"queries/a/x.rq": GOOD, "queries/b/x.rq": GOOD})
    with pytest.raises(WorkspaceError, match=r"queries/b/x\.rq has the same name as queries/a/x\.rq"):
        Catalogue(contents)


@pytest.mark.parametrize(
    ("name", "hint"), [("who-can-covr", "Did you mean who-can-cover?"), ("zzz", "There are: who-can-cover.")]
)
def test_an_unknown_name_proposes_the_nearest(make_contents: Make, name: str, hint: str) -> None:
    catalogue = Catalogue(make_contents({"queries/a/who-can-cover.rq": GOOD}))
    with pytest.raises(UnknownName, match=f"There is no query called '{name}'") as caught:
        catalogue[name]
    assert caught.value.hint == hint
