"""The jobs `coverage`, `explain` and `what-if`: answers about cover, why, and what a change does to them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from skillgraph.coverage import World, explain
from skillgraph.coverage.additions import SEARCHES
from skillgraph.coverage.explanation import asked_in
from skillgraph.coverage.naming import find, named_in_parameters
from skillgraph.coverage.question import Given, Report, for_each, within
from skillgraph.coverage.questions import Difference, question
from skillgraph.coverage.reports.explain import EXPLANATION_FORMATS, write_explanation
from skillgraph.coverage.reports.whatif import report
from skillgraph.coverage.scenario import Scenario, differences, without
from skillgraph.coverage.tables import REPORT_FORMATS, write_report
from skillgraph.errors import AnswerTooLarge
from skillgraph.isolation.reply import Reply
from skillgraph.results import Format, format_named
from skillgraph.service.snapshot import Loaded, bounds_of, packed


def answer_coverage(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The report on a question, on the day `on` or, where that is empty, on `today`."""
    asked = question(arguments["question"])
    given = within(asked.steps, given_of(arguments["given"]), arguments["seconds"])
    with named_in_parameters():
        made = asked.report(loaded.recorded.world, given, day_of(arguments))
    return written(made, arguments)


def answer_explain(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """Why the one `holder` covers the `targets` or not; without commits, since nothing here reads the history."""
    world, given = loaded.recorded.world, given_of(arguments["given"])
    seconds = for_each(SEARCHES, arguments["seconds"])
    asked, who = asked_in(world, given.all("target"), given.text("holder"))
    made = explain(world, loaded.engine, loaded.contents, asked, who, day_of(arguments), seconds=seconds)
    chosen = format_named(arguments["format"], EXPLANATION_FORMATS)
    is_kept = not made.additions.sets or made.additions.is_proven
    body = write_explanation(made, chosen)
    return _report(body, chosen, arguments, rows=len(made.because), volatile=not is_kept)


def answer_whatif(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """What the departure of `without`, or another day, does to answers."""
    return whatif(loaded.recorded.world, None, arguments)


def whatif(before: World, changed: Scenario | None, arguments: Mapping[str, Any]) -> Reply:
    """What a change of the files does, and the departure of `without`; None where no file is changed."""
    asked = {name: given_of(given) for name, given in arguments["asked"].items()}
    steps = 2 * sum(question(name).steps for name in asked)
    asked = {name: within(steps, given, arguments["seconds"]) for name, given in asked.items()}
    is_change = changed is not None or bool(arguments["without"])
    day = day_of(arguments)
    days = (day if is_change else datetime.date.fromisoformat(arguments["today"]), day)
    after = before if changed is None else changed.world
    found: dict[str, Difference] | None = None
    with named_in_parameters():
        if after is not None:
            after = without(after, [find(after, "holder", one) for one in arguments["without"]])
            found = differences(before, after, asked, days)
    told = (changed.findings, changed.not_stated) if changed else ()
    made = report(found, days, *told)
    is_today = not arguments["on"] or not is_change
    return written(made, {**arguments, "on": "" if is_today else arguments["on"]}, volatile=changed is not None)


def given_of(texts: Mapping[str, list[str]]) -> Given:
    """What a question was told, as it came through JSON."""
    return Given({name: tuple(values) for name, values in texts.items()})


def day_of(arguments: Mapping[str, Any]) -> datetime.date:
    """The day that is meant."""
    return datetime.date.fromisoformat(arguments["on"] or arguments["today"])


def written(made: Report, arguments: Mapping[str, Any], *, volatile: bool = False) -> Reply:
    """The report in the format asked for. What is not proven may be otherwise the next time, and is not kept."""
    chosen, bounds = format_named(arguments["format"], REPORT_FORMATS), bounds_of(arguments)
    body = write_report(made, chosen.name)
    if len(made.table.rows) > bounds.rows or len(body) > bounds.size:
        raise AnswerTooLarge("The answer is longer than this server sends.", "Ask for fewer targets at once.")
    volatile = volatile or not made.is_proven
    return _report(body, chosen, arguments, rows=len(made.table.rows), volatile=volatile)


def _report(body: bytes, chosen: Format, arguments: Mapping[str, Any], *, rows: int, volatile: bool) -> Reply:
    return packed(body, chosen, arguments, form="report", rows=rows, today=not arguments["on"], volatile=volatile)
