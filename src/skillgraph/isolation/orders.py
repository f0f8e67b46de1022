"""A job on its way to a worker: its name and arguments in the head of a frame, and for many a text as the body.

What many jobs have in common beside such a text is written once, and read once by each worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.isolation import frames
from skillgraph.isolation.frames import Frame


class Common(dict[str, Any]):
    """Arguments that many jobs share, each beside a text of its own. They do not change."""

    __slots__ = ("_heads",)

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        super().__init__(arguments)
        self._heads: dict[tuple[str, str, float], bytes] = {}

    def head(self, job: str, name: str, seconds: float) -> bytes:
        """The head of such a job, whose text is the argument of that name."""
        asked = job, name, seconds
        if asked not in self._heads:
            head = {"job": job, "arguments": self, "seconds": seconds, "text": name}
            self._heads[asked] = frames.written(head)
        return self._heads[asked]


class Worded(dict[str, Any]):
    """Arguments of which one, `name`, is a text, and the others are common ones."""

    __slots__ = ("common", "name")

    def __init__(self, common: Common, name: str, text: str) -> None:
        super().__init__(common)
        self[name] = text
        self.common = common
        self.name = name


def order(job: str, arguments: Mapping[str, Any], seconds: float) -> bytes:
    """The frame that has a job done."""
    if isinstance(arguments, Worded):
        text = arguments[arguments.name].encode()
        return frames.framed(arguments.common.head(job, arguments.name, seconds), text)
    return frames.framed(frames.written({"job": job, "arguments": arguments, "seconds": seconds}))


def arguments_of(request: Frame) -> dict[str, Any]:
    """The arguments of a job, as they were given to `order`; what is in them is not to be changed."""
    arguments: dict[str, Any] = request.head["arguments"]
    name = request.head.get("text")
    return arguments if name is None else {**arguments, name: request.body.decode()}
