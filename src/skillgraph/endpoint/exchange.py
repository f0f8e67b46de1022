"""What is asked of an endpoint, and the answer while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One request: the fields of a form that is sent by POST, what may come back, and within which bounds.

    `most` is in bytes. `holds` is a text that the replica's state has to hold (see `Replicas`); empty: any replica.
    `replica` is the URL of the one that is meant, where only one is.
    """

    fields: Fields
    accept: str
    seconds: float
    most: int
    holds: str = ""
    replica: str = ""


class Answering(Protocol):
    """The body of a successful answer, read piece by piece; EndpointError or a limit's error where it breaks off."""

    media_type: str
    replica: str  # the URL that answered
    most_rows: int  # the server says that it cuts results after so many rows; 0: it says nothing
    is_delimited: bool  # whether the end of the body can be told from a broken connection

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, empty at the end."""

    def close(self) -> None:
        """Lets go of the connection, also in the middle."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Transport(Protocol):
    """Who can ask."""

    def open(self, question: Question) -> Answering:
        """The answer of one replica, its head read; raises an error of `errors` where there is none."""
