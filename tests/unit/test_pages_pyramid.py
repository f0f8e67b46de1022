"""The pyramid: its storeys from the top, as a picture and as a table of what rests on what."""

from __future__ import annotations

import itertools

import pytest

from sites import Held, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.terms import ID
from skillgraph.workspace import Contents


@pytest.fixture(scope="module")
def page(snapshot_engine: Engine, contents: Contents) -> Held:
    return shown(site_of(snapshot_engine, contents), "pyramid")


def test_the_picture_says_what_rests_on_what(page: Held) -> None:
    assert page.titles[-1] == (
        "The pyramid of knowledge: Experiment workflows rests on Distributed computing; "
        "Distributed computing rests on Fabric; Fabric is the base"
    )
    storeys = [one["points"] or "" for one in page.named("polygon")]
    corners = [[tuple(map(int, corner.split(","))) for corner in one.split()] for one in storeys]
    widths = [(one[1][0] - one[0][0], one[2][0] - one[3][0]) for one in corners]
    assert len(widths) == 3
    assert all(above < below for above, below in widths)
    assert all(lower[0] == upper[1] for upper, lower in itertools.pairwise(widths))


def test_the_table_tells_direct_from_indirect(page: Held) -> None:
    assert "Experiment workflows Distributed computing Fabric Experiment workflows 4" in page.words
    assert "Compute hardware, Machine room dynamics, Networking, Operating systems 23" in page.words
    assert "Fabric nothing: the base" in page.words
    assert "/kg/queries/tier-dependencies.csv?tier=experiment-workflows" in page.links
    assert {"#fabric", "#distributed-computing", "#experiment-workflows"} <= set(page.links)


def test_the_work_on_each_storey(page: Held) -> None:
    assert "Examples of daily work Install new hardware Patch worker node operating systems" in page.words
    assert "Skills that stand on this storey (24)" in page.words


def test_labels_are_text_and_an_empty_storey_says_so(contents: Contents) -> None:
    engine = stated(f'<{ID}tier/x> a sg:KnowledgeTier ; sg:tierRank 1 ; skos:prefLabel "<script>x</script>"')
    page = shown(site_of(engine, contents), "pyramid")
    assert page.inline == []
    assert "<script>x</script> is the base" in page.titles[-1]
    assert "none stated" in page.words
