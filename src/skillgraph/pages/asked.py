"""What a page about cover is told by its address: the day, and where it asks a question the parameters of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from skillgraph.coverage.question import Given, Question, day_of, within
from skillgraph.coverage.questions import question
from skillgraph.coverage.world import Day
from skillgraph.errors import UsageError
from skillgraph.pages.site import Site

ON, SECONDS = "on", "seconds"
LONGEST = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class On:
    """The day asked for; `text` is what was given, empty where today is meant."""

    day: Day
    text: str

    @property
    def is_today(self) -> bool:
        """Whether tomorrow the same address asks for another day."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was filled in and the day that is meant, and the same as fields of an address.

    `rest` are the fields that are the page's own.
    """

    question: Question
    given: Given
    on: On
    fields: Mapping[str, str]
    rest: Mapping[str, str]

    @property
    def day(self) -> Day:
        """The day that is meant."""
        return self.on.day

    def address(self, site: Site, suffix: str, **more: str) -> str:
        """Where the same answer is in another format, with more told or, where that is empty, less."""
        return site.address(f"/coverage/{self.question.name}{suffix}", {**self.fields, **more})


def asked(
    site: Site, name: str, parameters: Mapping[str, str], own: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> Asked:
    """What a page was told; empty fields, which forms send, say nothing. UsageError names a field that is wrong.

    The page has fields of its `own` and takes all parameters of the question `but` some.
    """
    about = question(name)
    about = replace(about, parameters=tuple(one for one in about.parameters if one.name not in but))
    told = {key: value for key, value in parameters.items() if value}
    rest = {key: told.pop(key) for key in own if key in told}
    given = about.given((key, value) for key, value in told.items() if key != ON)
    return Asked(about, within(about.steps, given, site.allowed.seconds), on_of(site, told), told, rest)


def on_of(site: Site, parameters: Mapping[str, str]) -> On:
    """The day of the parameter `on`; UsageError where it is none."""
    text = text_of(parameters, ON)
    return On(day_of(text or site.today), text)


def text_of(parameters: Mapping[str, str], name: str) -> str:
    """The value of a parameter without spaces around it, empty where there is none; UsageError where it is too long."""
    text = parameters.get(name, "").strip()
    if len(text) > LONGEST:
        raise UsageError(f"{name} has {len(text)} characters.", f"Write up to {LONGEST}.")
    return text


def one_of(parameters: Mapping[str, str], name: str, values: Iterable[str]) -> str:
    """The value of a parameter that has to be one of these or empty; UsageError where it is not."""
    known, text = list(values), text_of(parameters, name)
    if text and text not in known:
        raise UsageError(f"There is no {name} {text!r}.", f"There are: {', '.join(known)}.")
    return text
