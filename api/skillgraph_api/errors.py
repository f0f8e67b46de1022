"""Errors that only HTTP has."""

from __future__ import annotations

from skillgraph.errors import UsageError


class UnsupportedMediaType(UsageError):
    """A body of a type or coding that is not understood; `accepted` are those that are (RFC 9110, section 15.5.16)."""

    def __init__(
        self, message: str, hint: str, accepted: str = "application/sparql-query, application/x-www-form-urlencoded"
    ) -> None:
        super().__init__(message, hint)
        self.accepted = accepted


class MethodNotAllowed(UsageError):
    """A method that the resource does not have; `allow` lists those it has (section 15.5.6)."""

    def __init__(self, method: str, allow: str) -> None:
        super().__init__(f"{method[:40]} is not allowed here.", f"Use {allow}.")
        self.allow = allow


class RequestTimeout(UsageError):
    """The request did not arrive in time (section 15.5.9)."""


class AddressTooLong(UsageError):
    """The URL, or the query in it, is longer than a limit allows (section 15.5.15)."""


class HeadersTooLarge(UsageError):
    """The header section is longer than a limit allows (RFC 6585, section 5)."""
