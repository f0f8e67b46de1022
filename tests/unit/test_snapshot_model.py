"""Opening: from the cache, by building, and not at all where a violation stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skillgraph.errors import InvalidWorkspace
from skillgraph.findings import Severity
from skillgraph.snapshot import Cache, build_snapshot, examine, open_snapshot
from skillgraph.workspace import Contents

Make = Callable[..., Contents]
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def test_a_second_opening_reads_the_cache(make_contents: Make, small: dict[str, str], tmp_path: Path) -> None:
    contents, cache, built = make_contents(small), Cache(tmp_path / "cache"), list[str]()
    first = open_snapshot(contents, cache, on_build=lambda: built.append("once"))
    second = open_snapshot(contents, cache, on_build=lambda: built.append("twice"))
    assert (first.from_cache, second.from_cache, built) == (False, True, ["once"])
    assert (first.id, first.quads, first.root) == (second.id, second.quads, second.root)
    assert first.id == contents.digest[:16]
    assert first.engine.select(COUNT) == second.engine.select(COUNT)


def test_a_changed_file_is_another_snapshot(make_contents: Make, small: dict[str, str], tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    first = open_snapshot(make_contents(small), cache)
    small["data/example/two.ttl"] = small["data/example/two.ttl"].replace("2 .", "3 .")
    second = open_snapshot(make_contents(small), cache)
    assert first.id != second.id
    assert not second.from_cache


def test_a_violation_stands_in_the_way_and_a_warning_does_not(
    make_contents: Make, small: dict[str, str], tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    small["data/example/two.ttl"] = small["data/example/two.ttl"].replace("number 2", "number 41")
    contents = make_contents(small, "warned")
    assert [found.severity for found in examine(contents)[1]] == [Severity.WARNING]
    assert not open_snapshot(contents, cache).from_cache
    small["data/example/two.ttl"] = small["data/example/two.ttl"].replace("number 41", "count 41")
    contents = make_contents(small, "refused")
    for _ in range(2):
        with pytest.raises(
            InvalidWorkspace, match="1 finding stands in the way of a snapshot, first: data/example/two"
        ):
            open_snapshot(contents, cache)


def test_a_cached_snapshot_is_served_without_a_check_and_a_fresh_build_checks(
    make_contents: Make, small: dict[str, str], tmp_path: Path
) -> None:
    good, cache = make_contents(small, "good"), Cache(tmp_path / "cache")
    _, dataset = build_snapshot(good, cache)
    small["data/example/two.ttl"] = small["data/example/two.ttl"].replace("number 2", "count 2")
    bad = make_contents(small, "bad")
    cache.put(bad, dataset)
    assert open_snapshot(bad, cache).from_cache
    with pytest.raises(InvalidWorkspace):
        build_snapshot(bad, cache)


def test_without_a_cache_every_opening_builds(make_contents: Make, small: dict[str, str]) -> None:
    contents = make_contents(small)
    assert [open_snapshot(contents, Cache(None)).from_cache for _ in range(2)] == [False, False]
