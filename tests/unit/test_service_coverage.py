"""The jobs `coverage` and `what-if`, asked as the front asks them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skillgraph.coverage.question import Given, within
from skillgraph.errors import AnswerTooLarge, InternalError, UsageError
from skillgraph.service import Desk, open_desk, pack_files
from skillgraph.service.bench import Bench, open_bench
from skillgraph.service.handover import unpack_files
from skillgraph.snapshot import Cache, build
from skillgraph.workspace import Contents

TODAY = "2026-12-01"
LIMITS = {"rows": 1000, "bytes": 1_000_000}
SHARED: dict[str, Any] = {"on": "", "today": TODAY, "format": "json", "seconds": 10.0, "limits": LIMITS}


@pytest.fixture(scope="module")
def desk(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("desk")
    Cache(folder).put(contents, build(contents).dataset)
    return open_desk({"quads": str(folder / f"{contents.digest}.nq"), "base_url": "https://example.org"})


@pytest.fixture(scope="module")
def bench(contents: Contents, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    path = tmp_path_factory.mktemp("bench") / "files"
    path.write_bytes(pack_files(contents))
    return open_bench({"contents": str(path)})


def ask(desk: Desk, question: str, given: dict[str, list[str]], **more: Any) -> tuple[dict[str, Any], bytes]:
    reply = desk.run("coverage", {**SHARED, "question": question, "given": given, **more})
    json.dumps(reply.head)
    return {**reply.head, "rows": reply.rows, "seconds": reply.seconds}, reply.body


def test_an_answer_says_what_it_is_and_depends_on(desk: Desk) -> None:
    head, body = ask(desk, "leave", {"holder": ["H07"]})
    assert json.loads(body)["on"] == TODAY
    seconds = head.pop("seconds")
    assert 0 < seconds < 10
    assert head == {
        "format": "json",
        "content_type": "application/json",
        "encoding": "",
        "form": "report",
        "rows": 6,
        "warnings": [],
        "volatile": False,
        "today": True,
    }
    assert ask(desk, "leave", {"holder": ["H07"]}, on="2027-01-01")[0]["today"] is False


def test_an_answer_that_is_not_proven_is_not_kept(desk: Desk) -> None:
    given = {"goal": ["no-single-point-of-failure"], "seconds": ["0.000"]}
    head, body = ask(desk, "train", given)
    assert (head["volatile"], json.loads(body)["plan"]["is_optimal"]) == (True, False)


def test_searches_end_before_the_deadline() -> None:
    given = Given({"seconds": ("20",), "k": ("1",)})
    assert within(4, given, 10.0).texts == {"seconds": ("1.500",), "k": ("1",)}
    assert within(4, Given({"seconds": ("1",)}), 10.0).seconds() == 1
    assert within(0, Given({}), 10.0) == Given({})


def test_the_limits_of_a_job_hold(desk: Desk) -> None:
    for limits in ({"rows": 5, "bytes": 10**6}, {"rows": 100, "bytes": 100}):
        with pytest.raises(AnswerTooLarge):
            ask(desk, "leave", {"holder": ["H07"]}, limits=limits)


def test_what_a_parameter_names_and_nobody_knows_is_a_wrong_call(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no holder called 'H99'") as caught:
        ask(desk, "leave", {"holder": ["H99"]})
    assert type(caught.value) is UsageError


def test_a_desk_that_has_prepared_has_the_world(desk: Desk) -> None:
    while desk.prepare():
        pass
    assert len(desk._loaded.recorded.world.holders) == 12


def whatif(desk: Desk | Bench, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    asked = {"asked": {"cover": {"target": ["33"]}}, "without": []}
    reply = desk.run("what-if", {**SHARED, **asked, **more})
    return dict(reply.head), json.loads(reply.body)


def test_a_departure_is_compared_on_one_day_and_another_day_with_today(desk: Desk) -> None:
    head, told = whatif(desk, without=["H07"], on="2027-01-01")
    assert (told["before_on"], told["after_on"], head["today"]) == ("2027-01-01", "2027-01-01", False)
    assert [row[1] for row in told["differences"]["cover"]["gone"]] == ["H07"]
    head, told = whatif(desk, on="2027-01-01")
    assert (told["before_on"], told["after_on"], head["today"]) == (TODAY, "2027-01-01", True)


def test_the_bench_judges_a_change_and_keeps_nothing_of_it(bench: Bench) -> None:
    bench.prepare()
    head, told = whatif(
        bench, delta="<https://w3id.org/skillgraph/id/holder/H99> a <https://w3id.org/skillgraph/ns#Holder> ."
    )
    assert (head["volatile"], told["differences"]) == (True, None)
    assert told["findings"]
    head, told = whatif(bench, delta="# nothing", without=["H07"])
    assert told["findings"] == []
    assert [row[1] for row in told["differences"]["cover"]["gone"]] == ["H07"]


def test_the_bench_says_where_turtle_is_wrong(bench: Bench) -> None:
    with pytest.raises(UsageError, match="line 2, column 1: A statement cannot begin with 'no'"):
        whatif(bench, delta="# fine\nno Turtle")
    with pytest.raises(InternalError, match="no job called 'dance' here"):
        bench.run("dance", {})


def test_files_come_through_as_they_are(contents: Contents) -> None:
    assert unpack_files(pack_files(contents)).files == contents.files
