"""The gate of a private server: every request but /livez needs a token (RFC 6750).

It stands in front of the whole application, and makes its own answers, so that nothing behind it runs for those who
hold none.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skillgraph.access import TokenFile, verify
from skillgraph.errors import AccessDenied, UsageError
from skillgraph_api.problems import problem

OPEN = ("/livez",)
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "WWW-Authenticate",
    "Cache-Control": "no-store",
}
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, *",
    "Access-Control-Max-Age": "600",
}


def utc_now() -> datetime.datetime:
    """The time it is."""
    return datetime.datetime.now(datetime.UTC)


class Gate:
    """Lets requests with a good token through to an application, and forbids caches to share their answers."""

    def __init__(self, app: ASGIApp, tokens: TokenFile, now: Callable[[], datetime.datetime] = utc_now) -> None:
        self._app = app
        self._tokens = tokens
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (scope["type"] == "http" and scope["path"] in OPEN):
            await self._app(scope, receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
        elif _is_preflight(scope):
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)(scope, receive, send)
        elif (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, _not_shared(send))

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request without a good token, or None where it has one."""
        try:
            verify(self._tokens.tokens(), _authorization(scope), self._now())
        except AccessDenied as error:
            answer = problem(HTTPStatus.UNAUTHORIZED, error.message, hint=error.hint)
            answer.headers["WWW-Authenticate"] = _challenge(error)
        except UsageError as error:  # the file of tokens; what is wrong with it is nothing for clients
            sys.stderr.write(f"skillgraph: {error}\n")
            answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, "Tokens cannot be compared now.", hint="Try again later.")
            answer.headers["Retry-After"] = "60"
        else:
            return None
        answer.headers.update(_CORS)
        return answer


def _authorization(scope: Scope) -> str:
    """The one Authorization header of a request; two are as good as a wrong one."""
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
    return ", ".join(found)


def _challenge(error: AccessDenied) -> str:
    """The header of section 3: no error code where no token was given."""
    realm = 'Bearer realm="skillgraph"'
    return f'{realm}, error="invalid_token", error_description="{error.message}"' if error.is_given else realm


def _is_preflight(scope: Scope) -> bool:
    """Whether a browser asks if a page may send its request; it does so without a token (Fetch, section 3.2.2)."""
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


def _not_shared(send: Send) -> Send:
    """Sends on with `Cache-Control: private, no-store` in the place of any other."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() != b"cache-control"]
            kept += [(b"cache-control", b"private, no-store"), (b"vary", b"Authorization")]
            message = {**message, "headers": kept}
        await send(message)

    return sent
