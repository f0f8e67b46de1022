"""The gate in front of an application that answers everything: who gets in, and what the others are told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from skillgraph.access import TokenFile
from skillgraph.errors import UsageError
from skillgraph.settings import Settings
from skillgraph_api.access import Gate
from skillgraph_api.app import create_app

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
Headers = dict[str, str] | list[tuple[str, str]]


async def secret_application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers whatever it is asked, for caches to keep."""
    headers = {"Cache-Control": "public, max-age=60", "Vary": "Accept", "ETag": '"1"'}
    await PlainTextResponse("secret", headers=headers)(scope, receive, send)


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "tokens.json")


def ask(
    tokens: TokenFile, path: str = "/sparql", method: str = "GET", headers: Headers | None = None, **more: object
) -> httpx.Response:
    gate = Gate(secret_application, tokens, lambda: NOW)

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app=gate)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    return asyncio.run(answer())


def test_a_good_token_opens_and_no_cache_may_keep_the_answer(tokens: TokenFile) -> None:
    answer = ask(tokens, headers={"Authorization": f"Bearer {tokens.new('ops', 1, NOW)}"})
    assert (answer.status_code, answer.text) == (200, "secret")
    assert answer.headers.get_list("cache-control") == ["private, no-store"]
    assert answer.headers.get_list("vary") == ["Accept", "Authorization"]
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/readyz", "/status", "/openapi.json", "//livez", "/livez/", "/LIVEZ"]
)
def test_without_one_nothing_is_told(tokens: TokenFile, method: str, path: str) -> None:
    tokens.new("ops", 1, NOW)
    answer = ask(tokens, path, method)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="skillgraph"'
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in answer.text
    assert method == "HEAD" or "Authorization" in answer.json()["hint"]


def test_life_is_told_to_everybody(tokens: TokenFile) -> None:
    assert ask(tokens, "/livez").text == "secret"


def test_a_token_in_the_address_or_the_body_is_none(tokens: TokenFile) -> None:
    secret = tokens.new("ops", 1, NOW)
    assert ask(tokens, f"/sparql?access_token={secret}").status_code == 401
    assert ask(tokens, method="POST", data={"access_token": secret}).status_code == 401
    assert ask(tokens, headers={"Cookie": f"access_token={secret}"}).status_code == 401
    assert ask(tokens, headers={"X-Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_wrong_an_expired_and_a_doubled_one_are_told_apart(tokens: TokenFile) -> None:
    good, old = tokens.new("ops", 1, NOW), tokens.new("old", 1, NOW - timedelta(days=2))
    wrong = ask(tokens, headers={"Authorization": "Bearer x"})
    expired = ask(tokens, headers={"Authorization": f"Bearer {old}"})
    doubled = ask(tokens, headers=[("Authorization", f"Bearer {good}"), ("Authorization", f"Bearer {good}")])
    assert {answer.status_code for answer in (wrong, expired, doubled)} == {401}
    challenge = 'Bearer realm="skillgraph", error="invalid_token", error_description='
    assert wrong.headers["www-authenticate"] == f'{challenge}"The token is not known here."'
    assert expired.headers["www-authenticate"] == f'{challenge}"The token expired on 2026-11-21."'
    assert "expired on 2026-11-21" in expired.json()["detail"]
    assert doubled.headers["www-authenticate"].startswith(challenge)
    assert good not in doubled.text


def test_a_revoked_token_is_refused_at_once(tokens: TokenFile) -> None:
    header = {"Authorization": f"Bearer {tokens.new('ops', 1, NOW)}"}
    assert ask(tokens, headers=header).status_code == 200
    TokenFile(tokens.path).revoke("ops")
    assert ask(tokens, headers=header).status_code == 401


def test_a_browser_may_ask_whether_it_may_ask(tokens: TokenFile) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = ask(tokens, method="OPTIONS", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_a_file_of_tokens_that_cannot_be_trusted_opens_to_nobody(
    tokens: TokenFile, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tokens.new("ops", 1, NOW)
    tokens.path.chmod(0o666)
    answer = ask(tokens, headers={"Authorization": f"Bearer {secret}"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert str(tokens.path) not in answer.text
    assert "can be written by others" in capsys.readouterr().err


def test_other_protocols_are_closed(tokens: TokenFile) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/livez", "headers": []}
    asyncio.run(Gate(secret_application, tokens, lambda: NOW)(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def test_the_application_itself_does_not_start_without_a_token(tmp_path: Path) -> None:
    app = create_app(Settings(private="true", tokens=str(tmp_path / "none.json")))

    async def start() -> None:
        async with app.router.lifespan_context(app):
            raise AssertionError("it started")

    with pytest.raises(UsageError, match="no token that is good"):
        asyncio.run(start())
