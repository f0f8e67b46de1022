"""What a parent process loads: the name of a function, and what it is called with."""

from __future__ import annotations

import importlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from skillgraph.errors import IsolationError
from skillgraph.isolation.reply import Reply


class Desk(Protocol):
    """What a loader gives: it does one job at a time, in the process and thread that called it."""

    def run(self, job: str, arguments: dict[str, Any], /) -> Reply:
        """The whole answer; a SkillgraphError reaches the front as what it is."""
        ...

    def prepare(self) -> bool:
        """Called in the parent, a moment after it began to serve: gets something that later workers shall have.

        Whether there is now what a worker gets slowly or not at all: those that were forked before are replaced, and
        this is called again.
        """
        ...


@runtime_checkable
class Outgoing(Protocol):
    """A desk whose workers have one way out: a socket that each is given, to a process that asks for them.

    The sandbox stays as it is: a worker can open nothing. `run` and `prepare` are those of `Desk`.
    """

    def outlet(self) -> socket.socket:
        """Called in the parent before a fork: the worker's end; OSError where the other side has gone."""
        ...

    def attach(self, outlet: socket.socket, /) -> None:
        """Called in the worker before its first job."""
        ...

    @property
    def is_cut_off(self) -> bool:
        """Whether the other side has gone, so that the parent has to be started again."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """`loader` is `package.module:function`; it is called in the parent with `argument`, which JSON can hold.

    `threads` names threads of libraries that it may leave behind: such as hold no lock while they wait. What it leaves
    open stays open in the workers.
    """

    loader: str
    argument: Mapping[str, Any]
    imports: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The fields, as `Source(**fields)` takes them on the other side."""
        listed = {"imports": list(self.imports), "threads": list(self.threads)}
        return {"loader": self.loader, "argument": dict(self.argument), **listed}

    def load(self) -> Desk:
        """The loader's desk; IsolationError where there is no such function."""
        module, _, name = self.loader.partition(":")
        try:
            loader = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError) as error:
            raise IsolationError(
                f"There is no loader {self.loader!r}: {error}.", "Write package.module:function."
            ) from None
        desk: Desk = loader(dict(self.argument))
        return desk
