"""The gate of a private server: every request but /livez needs a token (RFC 6750).

It is passed before anything else is looked at, so that nothing behind it runs for those who hold none.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterable

from skillgraph.access import TokenFile, verify
from skillgraph.errors import AccessDenied, NotReady, UsageError
from skillgraph_api.answer import Field, Fields
from skillgraph_api.request import Request

OPEN = ("/livez",)
_UNSHARED: Fields = ((b"cache-control", b"private, no-store"), (b"vary", b"Authorization"))


def utc_now() -> datetime.datetime:
    """The time it is."""
    return datetime.datetime.now(datetime.UTC)


class Gate:
    """Lets requests with a good token pass."""

    def __init__(self, tokens: TokenFile, now: Callable[[], datetime.datetime] = utc_now) -> None:
        self._tokens = tokens
        self._now = now

    def need_token(self) -> None:
        """UsageError where nobody could pass: the server then does not start."""
        self._tokens.need_good(self._now())

    def check(self, request: Request) -> None:
        """AccessDenied for a request without a good token, NotReady where the file of tokens cannot be believed.

        A browser asks whether a page may send its request, and does so without a token (Fetch, section 3.2.2).
        """
        if request.path in OPEN or (request.method == "OPTIONS" and request.asks_for_method):
            return
        try:
            verify(self._tokens.tokens(), request.authorization, self._now())
        except AccessDenied:
            raise
        except UsageError as error:  # the file of tokens; what is wrong with it is nothing for clients
            sys.stderr.write(f"skillgraph: {error}\n")
            raise NotReady("Tokens cannot be compared now.", "Try again later.") from None


def unshared(fields: Iterable[Field]) -> list[Field]:
    """The fields of an answer that no cache may keep or hand to another client."""
    return [*(row for row in fields if row[0] != b"cache-control"), *_UNSHARED]


def challenge(error: AccessDenied) -> bytes:
    """The value of WWW-Authenticate (RFC 6750, section 3): no error code where no token was given."""
    realm = 'Bearer realm="skillgraph"'
    text = f'{realm}, error="invalid_token", error_description="{error.message}"' if error.is_given else realm
    return text.encode()
