"""Errors that only HTTP has."""

from __future__ import annotations

from skillgraph.errors import UsageError


class UnsupportedMediaType(UsageError):
    """A body of a type that is not understood."""
