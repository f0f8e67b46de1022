"""The gate of a private server: who gets in, and what the others are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fronts import Answered, Fronted, fronted
from skillgraph.access import TokenFile
from skillgraph.errors import UsageError
from skillgraph.settings import Settings
from skillgraph_api.access import Gate
from skillgraph_api.app import create_app

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ASK = "/sparql?query=ASK%20%7B%7D"


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "tokens.json")


@pytest.fixture
def private(tokens: TokenFile) -> Fronted:
    """A private server, at noon."""
    made = fronted(private="true", tokens=str(tokens.path))
    made.front._gate = Gate(tokens, lambda: NOW)
    return made


async def ask(server: Fronted, token: str, path: str = ASK) -> Answered:
    return await server.call(path, authorization=f"Bearer {token}")


async def test_a_good_token_opens_and_no_cache_may_keep_the_answer(private: Fronted, tokens: TokenFile) -> None:
    answer = await ask(private, tokens.new("ops", 1, NOW))
    assert answer.status == 200
    assert [value for name, value in answer.fields if name == "cache-control"] == ["private, no-store"]
    assert "Authorization" in answer["vary"]
    assert answer["etag"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/queries/things", "/readyz", "/status", "/openapi.json", "//livez", "/livez/", "/LIVEZ"]
)
async def test_without_one_nothing_is_told(private: Fronted, tokens: TokenFile, method: str, path: str) -> None:
    tokens.new("ops", 1, NOW)
    answer = await private.call(path, method)
    assert answer.status == 401
    assert answer["www-authenticate"] == 'Bearer realm="skillgraph"'
    assert answer["content-type"] == "application/problem+json"
    assert answer["access-control-allow-origin"] == "*"
    assert answer["cache-control"] == "private, no-store"
    assert private.pool.asked == []
    assert method == "HEAD" or "Authorization" in answer.json()["hint"]


async def test_life_is_told_to_everybody(private: Fronted) -> None:
    assert (await private.call("/livez")).status == 200


async def test_a_token_in_the_address_or_the_body_is_none(private: Fronted, tokens: TokenFile) -> None:
    secret = tokens.new("ops", 1, NOW)
    form = {"content_type": "application/x-www-form-urlencoded"}
    answers = [
        await private.call(f"{ASK}&access_token={secret}"),
        await private.call("/sparql", "POST", f"query=ASK%20%7B%7D&access_token={secret}".encode(), **form),
        await private.call(ASK, cookie=f"access_token={secret}"),
        await private.call(ASK, x_authorization=f"Bearer {secret}"),
    ]
    assert {answer.status for answer in answers} == {401}


async def test_a_wrong_an_expired_and_a_doubled_one_are_told_apart(private: Fronted, tokens: TokenFile) -> None:
    good, old = tokens.new("ops", 1, NOW), tokens.new("old", 1, NOW - timedelta(days=2))
    wrong, expired = await ask(private, "x"), await ask(private, old)
    doubled = await private.call(ASK, authorization=f"Bearer {good},Bearer {good}")
    assert {answer.status for answer in (wrong, expired, doubled)} == {401}
    challenge = 'Bearer realm="skillgraph", error="invalid_token", error_description='
    assert wrong["www-authenticate"] == f'{challenge}"The token is not known here."'
    assert expired["www-authenticate"] == f'{challenge}"The token expired on 2026-11-21."'
    assert "expired on 2026-11-21" in expired.json()["detail"]
    assert doubled["www-authenticate"].startswith(challenge)
    assert good.encode() not in doubled.body


async def test_a_revoked_token_is_refused_at_once(private: Fronted, tokens: TokenFile) -> None:
    secret = tokens.new("ops", 1, NOW)
    assert (await ask(private, secret)).status == 200
    TokenFile(tokens.path).revoke("ops")
    assert (await ask(private, secret)).status == 401


async def test_what_is_kept_in_memory_is_for_no_one_else(private: Fronted, tokens: TokenFile) -> None:
    assert (await ask(private, tokens.new("ops", 1, NOW))).status == 200
    assert private.front.quick.head_of([(b"host", b"example.org")]) is None
    assert (await private.call(ASK)).status == 401


async def test_a_browser_may_ask_whether_it_may_ask(private: Fronted) -> None:
    answer = await private.call("/sparql", "OPTIONS", origin="https://example.org", access_control_request_method="GET")
    assert (answer.status, answer.body) == (204, b"")
    assert answer["access-control-allow-origin"] == "*"
    assert "Authorization" in answer["access-control-allow-headers"]
    assert answer["access-control-allow-credentials"] == ""


async def test_a_file_of_tokens_that_cannot_be_trusted_opens_to_nobody(
    private: Fronted, tokens: TokenFile, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tokens.new("ops", 1, NOW)
    tokens.path.chmod(0o666)
    answer = await ask(private, secret)
    assert answer.status == 503
    assert int(answer["retry-after"]) > 0
    assert str(tokens.path).encode() not in answer.body
    assert "can be written by others" in capsys.readouterr().err


async def test_the_application_itself_does_not_start_without_a_token(tmp_path: Path) -> None:
    app = create_app(Settings(private="true", tokens=str(tmp_path / "none.json")))
    sent = []

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, str]) -> None:
        sent.append(message)

    await app({"type": "lifespan"}, receive, send)
    assert [message["type"] for message in sent] == ["lifespan.startup.failed"]
    assert isinstance(app.failure, UsageError)
    assert "no token that is good" in app.failure.message
