"""Canned questions as functions that are made of their descriptions: `client.q.who_can_cover(task=43)`."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar

from skillgraph.client.described import Described, question_named
from skillgraph.client.result import Result
from skillgraph.client.talk import Talk
from skillgraph.client.talks import ask_described
from skillgraph.errors import UnknownName

R_co = TypeVar("R_co", covariant=True)
Known = Callable[[], Mapping[str, Described]]


class Question(Generic[R_co]):
    """One canned question. Its signature and documentation say what it takes and gives."""

    def __init__(self, described: Described, address: str, lead: Callable[[Talk[Result]], R_co]) -> None:
        self.described = described
        self._address = address
        self._lead = lead
        self.__name__ = self.__qualname__ = described.name
        self.__doc__ = described.documentation

    @property
    def __signature__(self) -> inspect.Signature:
        return self.described.signature(Result)

    def __call__(self, *places: object, labels: bool = False, timeout: float | None = None, **named: object) -> R_co:
        """The answer; BadParameter where a value is unknown, missing or wrong."""
        fields = self.described.fields(places, named)
        return self._lead(ask_described(self._address, self.described, fields, labels, timeout))

    def __repr__(self) -> str:
        return f"<{self.__name__}{self.__signature__.replace(return_annotation=inspect.Signature.empty)}>"


class AnyQuestions:
    """The questions of a server or a workspace, asked for when they are first looked at."""

    def __init__(self, address: str, known: Known, lead: Callable[[Talk[Result]], Result]) -> None:
        self._address = address
        self._known = known
        self._lead = lead

    def __getitem__(self, name: str) -> Question[Result]:
        """The question of that name, as it is written there or here; UnknownName proposes the nearest."""
        return Question(question_named(name, self._known()), self._address, self._lead)

    def __getattr__(self, name: str) -> Question[Result]:
        return _attribute(name, self.__getitem__)

    def __dir__(self) -> list[str]:
        return sorted(self._known())

    def __repr__(self) -> str:
        return f"<{len(self._known())} questions: {', '.join(sorted(self._known()))}>"


class AnyAsyncQuestions:
    """The same to be awaited; a question is looked up when it is asked."""

    def __init__(
        self,
        address: str,
        known: Callable[[], Awaitable[Mapping[str, Described]]],
        so_far: Known,
        lead: Callable[[Talk[Result]], Awaitable[Result]],
    ) -> None:
        self._address = address
        self._known = known
        self._so_far = so_far
        self._lead = lead

    def __getitem__(self, name: str) -> Callable[..., Awaitable[Result]]:
        """The question of that name."""

        async def ask(*places: object, **given: Any) -> Result:
            described = question_named(name, await self._known())
            return await Question(described, self._address, self._lead)(*places, **given)

        known = self._so_far()
        return ask if name not in known else Question(known[name], self._address, self._lead)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Result]]:
        return _attribute(name, self.__getitem__)

    def __dir__(self) -> list[str]:
        """Those that are known already, which are all after the first question or `await client.questions()`."""
        return sorted(self._so_far())


T = TypeVar("T")


def _attribute(name: str, item: Callable[[str], T]) -> T:
    """A question as an attribute; what has an underscore before it is asked for by tools and is none."""
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return item(name)
    except UnknownName as error:
        raise UnknownAttribute(error.message, error.hint) from None


class UnknownAttribute(UnknownName, AttributeError):
    """There is no question of that name; for `hasattr` and `getattr` it is a missing attribute."""
