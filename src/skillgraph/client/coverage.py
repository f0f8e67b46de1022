"""The questions about cover as methods; their answers are the documents that docs/coverage.md describes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Generic, TypeAlias, TypeVar

from skillgraph.client.talk import Talk
from skillgraph.client.talks import ask_coverage

R_co = TypeVar("R_co", covariant=True)
Document: TypeAlias = dict[str, Any]
Day: TypeAlias = "datetime.date | str | None"
Names: TypeAlias = "Iterable[str | int] | str | int"


class Coverage(Generic[R_co]):
    """Who can cover what. A target is 43, `role:NAME`, `area:NAME`, `step:NAME`, `group=UK` or `wp=1`; all tasks
    by default. `on` is the day asked for, today by default.
    """

    def _lead(self, talk: Talk[Document]) -> R_co:
        """Leads a conversation to its end."""
        raise NotImplementedError

    def coverage(self, question: str, /, *targets: str | int, **given: object) -> R_co:
        """The answer to the question of that name, told what its route takes."""
        return self._lead(ask_coverage(question, given, targets))

    def cover(self, *targets: str | int, holder: Names = (), before: Day = None, on: Day = None) -> R_co:
        """Who covers all targets together, best first, and what is missing."""
        return self.coverage("cover", *targets, holder=holder, before=before, on=on)

    def team(
        self,
        *targets: str | int,
        limit: int | None = None,
        staffing: bool = False,
        keep: bool = False,
        seconds: float | None = None,
        on: Day = None,
    ) -> R_co:
        """The smallest teams that cover all targets together; with `staffing`, who gives how much working time."""
        given = {"limit": limit, "staffing": staffing or None, "keep": keep or None, "seconds": seconds, "on": on}
        return self.coverage("team", *targets, **given)

    def resilience(
        self,
        *targets: str | int,
        k: int | None = None,
        months: int | None = None,
        holders: bool = False,
        communities: int | None = None,
        seconds: float | None = None,
        on: Day = None,
    ) -> R_co:
        """How many departures leave tasks uncovered."""
        given = {"k": k, "months": months, "holders": holders or None, "communities": communities}
        return self.coverage("resilience", *targets, **given, seconds=seconds, on=on)

    def leave(self, *holders: str, site: str | None = None, on: Day = None) -> R_co:
        """What breaks if these leave together, or all who are based at a site."""
        return self.coverage("leave", holder=holders, site=site, on=on)

    def funding(self, *targets: str | int, without: str, on: Day = None) -> R_co:
        """Which FTE and tasks end with a source, a work package (`wp=1`) or a group (`group=UK`)."""
        return self.coverage("funding", *targets, without=without, on=on)

    def train(
        self,
        *targets: str | int,
        goal: str | None = None,
        task: Names = (),
        holder: Names = (),
        newcomer: bool = False,
        cap: float | None = None,
        days_per_level: float | None = None,
        seconds: float | None = None,
        on: Day = None,
    ) -> R_co:
        """The cheapest training plan for a goal: cover, no-single-point-of-failure or two-per-requirement."""
        given = {"goal": goal, "task": task, "holder": holder, "newcomer": newcomer or None, "cap": cap}
        return self.coverage("train", *targets, **given, days_per_level=days_per_level, seconds=seconds, on=on)

    def what_if(
        self,
        *targets: str | int,
        added: str = "",
        without: Names = (),
        question: Names = (),
        on: Day = None,
        **given: object,
    ) -> R_co:
        """What Turtle that is `added`, departures or another day do to the answers of questions.

        The questions are told what they take beside. Nothing is kept of what is added; UsageError for what is no
        Turtle.
        """
        changes = {"without": without, "question": question, "on": on}
        return self._lead(ask_coverage("what-if", {**changes, **given}, targets, added))
