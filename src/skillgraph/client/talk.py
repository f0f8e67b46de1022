"""What a client says and hears, whoever answers: calls, replies, and conversations that are made of them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

T = TypeVar("T")
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One thing asked: a path of the server's, its parameters, the media types that are understood, Turtle to send."""

    path: str
    fields: Fields
    accept: str
    turtle: str = ""

    def text(self, name: str) -> str:
        """The value of a parameter, empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; the names of header fields are in small letters."""

    status: int
    body: bytes
    fields: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that answered."""
        return self.fields.get("x-snapshot", "")


Talk: TypeAlias = Generator[Call, Reply, T]
"""A conversation: it yields calls, is sent good replies, and ends in a value. Errors are raised to whoever leads it."""


class Talker(Protocol):
    """Whoever answers calls: a server, or this process."""

    @property
    def address(self) -> str:
        """What is asked."""

    def answer(self, call: Call) -> Reply:
        """A good reply; raises the errors of `skillgraph.errors` and `skillgraph.client.errors`."""

    def close(self) -> None:
        """Lets go of connections."""
