"""Tries, tags and problems, against a server that does what a test says: no clock is waited for."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from skillgraph import errors
from skillgraph.client import AsyncClient, Client, NoAnswer
from skillgraph.client.exchange import Patience, Server
from skillgraph.client.keeping import InFolder, InMemory, key_of, users_folder
from skillgraph.client.problems import error_of
from skillgraph.client.remote import Remote
from skillgraph.client.talk import Call, Reply
from skillgraph.errors import AccessDenied, Busy, LimitReached, SkillgraphError
from skillgraph.terms import ID
from skillgraph_api.problems import PROBLEMS, TABLE, members
from skillgraph_api.refusals import refusal

ADDRESS = "http://graph.example"
ASK = Call("/sparql", (("query", "ASK {}"),), "application/sparql-results+json")
TRUE = b'{"head": {}, "boolean": true}'
GOOD = {"content-type": "application/sparql-results+json", "x-snapshot": "0123456789abcdef", "etag": '"tag"'}


class Script:
    """A transport that answers as it is told, one answer after another, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.waited: list[float] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The next answer."""
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def remote(self, patience: Patience | None = None, **rest: Any) -> Remote:
        """A remote that this script answers; waiting takes no time."""
        server = Server(ADDRESS, patience=patience or Patience(), **rest)
        return Remote(server, 10.0, httpx.MockTransport(self.handle), self.waited.append)


def good(status: int = 200, **fields: str) -> httpx.Response:
    """An answer that is true."""
    return httpx.Response(status, content=TRUE if status == 200 else b"", headers={**GOOD, **fields})


def refused(error: SkillgraphError, **fields: str) -> httpx.Response:
    """The answer that our server gives for an error."""
    made = refusal(error, ADDRESS, "*/*")
    headers = {name.decode(): value.decode() for name, value in made.fields}
    return httpx.Response(made.status, content=made.body, headers={**headers, **fields})


class TestTries:
    """What is tried again, how often, and after how long."""

    def test_retry_after_is_kept_to(self) -> None:
        script = Script(refused(Busy("Busy.", "client", 7)), refused(Busy("Busy.", "server", 2)), good())
        assert script.remote().answer(ASK).body == TRUE
        assert script.waited == [7.0, 2.0]

    def test_a_date_in_it_counts_from_now(self) -> None:
        script = Script(refused(Busy("Busy.", "server"), **{"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}), good())
        script.remote().answer(ASK)
        assert script.waited == [0.0]

    def test_waiting_has_a_bound(self) -> None:
        script = Script(*[refused(Busy("Busy.", "client", 12))] * 9)
        with pytest.raises(Busy) as caught:
            script.remote().answer(ASK)
        assert (script.waited, len(script.requests)) == ([12.0, 12.0], 3)
        assert (caught.value.whose, caught.value.retry_after) == ("client", 12)

    def test_a_time_beyond_patience_is_not_waited_for(self) -> None:
        script = Script(refused(Busy("Busy.", "client", 600)))
        with pytest.raises(Busy):
            script.remote().answer(ASK)
        assert script.waited == []

    def test_tries_have_a_bound(self) -> None:
        script = Script(*[httpx.ConnectError("refused")] * 9)
        with pytest.raises(NoAnswer, match=r"gives no answer: ConnectError: refused\. Is the server running") as caught:
            script.remote(Patience(3, 30)).answer(ASK)
        assert (script.waited, len(script.requests), caught.value.status) == ([0.25, 0.5, 1.0], 4, 0)

    @pytest.mark.parametrize(
        "lost", [httpx.ConnectError("x"), httpx.RemoteProtocolError("x"), httpx.ConnectTimeout("x")]
    )
    def test_a_lost_connection_is_tried_again(self, lost: Exception) -> None:
        script = Script(lost, good())
        assert script.remote().answer(ASK).status == 200

    @pytest.mark.parametrize(
        "error",
        [
            LimitReached("Too long.", "time"),
            LimitReached("Too much.", "memory"),
            errors.QuerySyntaxError("wrong", 1, 2),
            errors.ForbiddenQuery("no"),
            errors.InternalError("no"),
        ],
    )
    def test_what_would_fail_again_is_not(self, error: SkillgraphError) -> None:
        script = Script(refused(error))
        with pytest.raises(type(error)):
            script.remote().answer(ASK)
        assert len(script.requests) == 1

    def test_an_answer_that_takes_too_long_once_is_not_asked_for_again(self) -> None:
        script = Script(httpx.ReadTimeout("slow"))
        with pytest.raises(NoAnswer, match="ReadTimeout"):
            script.remote().answer(ASK)

    @pytest.mark.parametrize("status", [502, 503, 504, 429])
    def test_whoever_stands_before_the_server_may_be_busy_too(self, status: int) -> None:
        script = Script(httpx.Response(status, content=b"<html>"), good())
        assert script.remote().answer(ASK).status == 200

    @pytest.mark.parametrize("status", [404, 500, 204])
    def test_an_answer_that_is_not_ours_is_told(self, status: int) -> None:
        script = Script(httpx.Response(status, content=b"<html>"))
        with pytest.raises(NoAnswer, match=f"status {status} and no reason") as caught:
            script.remote().answer(ASK)
        assert caught.value.status == status

    def test_awaited_answers_are_tried_again_too(self) -> None:
        script = Script(refused(Busy("Busy.", "server", 0)), httpx.ConnectError("x"), good())

        async def ask() -> bool:
            async with AsyncClient(ADDRESS, transport=httpx.MockTransport(script.handle)) as client:
                return bool(await client.query("ASK {}"))

        assert asyncio.run(ask()) is True
        assert len(script.requests) == 3


class TestKeeping:
    """Answers that are kept are asked for again with their tags."""

    @pytest.fixture(params=["memory", "folder"])
    def made(self, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], InMemory | InFolder]:
        """Makes a keeper of so many bytes."""
        return InMemory if request.param == "memory" else lambda most: InFolder(tmp_path / "kept", most)

    def test_a_known_answer_is_not_sent_again(self, made: Callable[[int], InMemory | InFolder]) -> None:
        script = Script(good(**{"x-warning": "one%20two"}), good(304), good(etag='"other"'), good(304))
        remote = script.remote(keeper=made(10_000))
        first, second, third, fourth = (remote.answer(ASK) for _ in range(4))
        assert [request.headers.get("if-none-match") for request in script.requests] == [
            None,
            '"tag"',
            '"tag"',
            '"other"',
        ]
        assert first.body == second.body == third.body == fourth.body == TRUE
        assert second.snapshot == first.snapshot == "0123456789abcdef"
        assert second.warnings == first.warnings == ("one two",)
        assert (third.warnings, fourth.warnings) == ((), ())

    def test_no_store_is_kept_to(self, made: Callable[[int], InMemory | InFolder]) -> None:
        script = Script(good(**{"cache-control": "no-store"}), good())
        remote = script.remote(keeper=made(10_000))
        remote.answer(ASK)
        remote.answer(ASK)
        assert "if-none-match" not in script.requests[1].headers

    def test_answers_to_one_token_are_not_found_with_another(self, made: Callable[[int], InMemory | InFolder]) -> None:
        keeper = made(10_000)
        for token in ("one", "two"):
            script = Script(good())
            script.remote(keeper=keeper, token=token).answer(ASK)
            assert script.requests[0].headers["authorization"] == f"Bearer {token}"
            assert "if-none-match" not in script.requests[0].headers

    def test_it_is_bounded(self, made: Callable[[int], InMemory | InFolder]) -> None:
        keeper = made(3000)
        for number in range(8):
            keeper.put(str(number), Reply(200, b"x" * 700, {"etag": '"a"'}))
        kept = [number for number in range(8) if keeper.get(str(number))]
        assert kept
        assert kept == list(range(8 - len(kept), 8))
        assert len(kept) <= 4
        keeper.put("big", Reply(200, b"x" * 5000, {"etag": '"a"'}))
        assert keeper.get("big") is None

    def test_a_folder_is_the_users_own(self, tmp_path: Path) -> None:
        keeper = InFolder(tmp_path / "a" / "kept")
        keeper.put("key", Reply(200, b"x", {"etag": '"a"'}))
        (file,) = keeper.folder.iterdir()
        assert stat.S_IMODE(keeper.folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert users_folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/skillgraph/client")

    @pytest.mark.parametrize("content", [b"", b"{}\nx", b"[]\nx", b'{"sha256": "0", "fields": {}, "warnings": []}\nx'])
    def test_a_file_that_is_not_whole_is_no_answer(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "key").write_bytes(content)
        assert InFolder(tmp_path).get("key") is None

    def test_a_folder_that_cannot_be_is_no_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        keeper = InFolder(tmp_path / "file" / "kept")
        keeper.put("key", Reply(200, b"x", {"etag": '"a"'}))
        assert keeper.get("key") is None

    def test_a_client_takes_the_cache_that_it_is_told(self, tmp_path: Path) -> None:
        script = Script(good(), good(304))
        for _ in range(2):
            with Client(ADDRESS, cache=tmp_path, transport=httpx.MockTransport(script.handle)) as client:
                assert client.query("ASK {}")
        assert script.requests[1].headers["if-none-match"] == '"tag"'
        assert len(list(tmp_path.iterdir())) == 1
        assert key_of("a", "b", "") != key_of("a", "b", "c")


class TestProblems:
    """What a server says is wrong becomes the error that it was there."""

    @pytest.mark.parametrize(("cls", "problem"), TABLE, ids=lambda one: getattr(one, "name", ""))
    def test_every_kind_of_problem(self, cls: type[SkillgraphError], problem: Any) -> None:
        error = cls.__new__(cls)
        SkillgraphError.__init__(error, "What is wrong.", "What to do.")
        for name, value in {"line": 2, "column": 3, "limit": "memory", "near": (), "is_given": True}.items():
            setattr(error, name, value)
        for name, value in {"whose": "server", "retry_after": 3, "allow": "GET", "accepted": "text/turtle"}.items():
            setattr(error, name, value)
        answer = refused(error)
        found = error_of(Reply(answer.status_code, answer.content, dict(answer.headers)), ADDRESS)
        assert (found.message, found.hint) == ("What is wrong.", "What to do.")
        if cls.__module__ == "skillgraph.errors":
            assert type(found) is cls
        else:  # errors that only HTTP has
            assert isinstance(found, errors.UsageError)
        for name in ("line", "column", "limit", "retry_after", "is_given"):
            if hasattr(found, name):
                assert getattr(found, name) == getattr(error, name)

    def test_no_kind_is_forgotten(self) -> None:
        assert len(PROBLEMS) >= 20

    def test_things_that_are_near_are_iris_again(self) -> None:
        error = errors.Gone("It was retired.", "", [f"{ID}task/43", "https://elsewhere.example/id/x"])
        document = members(error, "https://public.example/graph")
        reply = Reply(410, json.dumps(document).encode(), {"content-type": "application/problem+json"})
        found = error_of(reply, ADDRESS)
        assert isinstance(found, errors.Gone)
        assert found.near == error.near

    def test_a_token_that_is_missing_and_one_that_is_wrong(self) -> None:
        for is_given in (True, False):
            answer = refused(AccessDenied("No.", is_given=is_given))
            found = error_of(Reply(answer.status_code, answer.content, dict(answer.headers)), ADDRESS)
            assert isinstance(found, AccessDenied)
            assert found.is_given is is_given

    def test_a_problem_of_a_later_version(self) -> None:
        for status, cls in ((418, errors.UsageError), (599, NoAnswer)):
            document = {"type": f"{ADDRESS}/problems/new", "detail": "New.", "status": status}
            reply = Reply(status, json.dumps(document).encode(), {"content-type": "application/problem+json"})
            found = error_of(reply, ADDRESS)
            assert (type(found), found.message) == (cls, "New.")

    def test_a_token_does_not_show(self) -> None:
        assert "secret" not in repr(Server(ADDRESS, token="secret"))  # noqa: S106  # an invented one
