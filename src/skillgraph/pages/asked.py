"""What the pages about cover are told by their addresses, and the addresses of these pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from skillgraph.coverage.matching import Status
from skillgraph.coverage.naming import slug
from skillgraph.coverage.question import day_of
from skillgraph.coverage.world import Day
from skillgraph.errors import UsageError
from skillgraph.pages.site import Site

SIGNS: Mapping[str, str] = {Status.COVERED: "✓", Status.UNKNOWN: "?", Status.GAP: "✗"}
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


def text_of(parameters: Mapping[str, str], name: str) -> str:
    """The value of a parameter without spaces around it, empty where there is none; UsageError where it is too long."""
    text = parameters.get(name, "").strip()
    if len(text) > LONGEST:
        raise UsageError(f"{name} has {len(text)} characters.", f"Write up to {LONGEST}.")
    return text


def on_of(site: Site, parameters: Mapping[str, str]) -> On:
    """The day of the parameter `on`; UsageError where it is none."""
    text = text_of(parameters, "on")
    return On(day_of(text or site.today), text)


def one_of(parameters: Mapping[str, str], name: str, values: Iterable[str]) -> str:
    """The value of a parameter that has to be one of these or empty; UsageError where it is not."""
    known, text = list(values), text_of(parameters, name)
    if text and text not in known:
        raise UsageError(f"There is no {name} {text!r}.", f"There are: {', '.join(known)}.")
    return text


def address(site: Site, *steps: str, **parameters: str) -> str:
    """The address of a page of this site: its path step by step, and the parameters that have a value."""
    return site.address("".join(f"/{quote(step, safe='')}" for step in steps), parameters)


def task_address(site: Site, task: str, on: On) -> str:
    """The page of a task on a day."""
    return address(site, "task", slug(task), on=on.text)


def holder_address(site: Site, holder: str, on: On) -> str:
    """The page of a holder on a day."""
    return address(site, "holder", slug(holder), on=on.text)


def why_address(site: Site, target: str, holder: str, on: On) -> str:
    """The page that explains why a holder covers a target or not."""
    return address(site, "coverage", "explain", target=slug(target), holder=slug(holder), on=on.text)
