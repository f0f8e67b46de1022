"""The questions about cover under one roof: what each takes, how it is asked, and the difference between two answers.

The table is what the command line, the routes under /coverage and the what-if questions are made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from skillgraph.coverage.question import TARGETS, Form, Given, Parameter, Question, Report, Row, Table, Type, seconds
from skillgraph.coverage.reports import cover, funding, leave, resilience, team, train
from skillgraph.coverage.training import Goal
from skillgraph.coverage.world import Day, World
from skillgraph.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Difference:
    """How one answer became another: rows by what they are about; `same` counts those that did not change."""

    columns: tuple[str, ...]
    keys: int
    gone: tuple[Row, ...]
    new: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]
    same: int

    @property
    def is_empty(self) -> bool:
        """Whether the answers are equal."""
        return not (self.gone or self.new or self.changed)


def _whole(name: str, about: str, least: int, most: int | None, default: str = "", example: str = "") -> Parameter:
    limits = Decimal(least), None if most is None else Decimal(most)
    return Parameter(name, about, Type.INTEGER, (), default, *limits, example=example)


TABLE: tuple[Question, ...] = (
    Question(
        "cover",
        "Who covers all targets together, best first, and what is missing.",
        (
            TARGETS,
            Parameter("holder", "Only this holder, requirement by requirement.", is_many=True, example="H07"),
            Parameter("before", "Name what expires before it; in a year by default.", Type.DAY, example="2027-12-01"),
        ),
        cover.report,
        cover.compared,
    ),
    Question(
        "team",
        "The smallest teams that cover all targets together.",
        (
            TARGETS,
            _whole("limit", "Most teams listed.", 1, 1000, default="20"),
            Parameter("staffing", "Give working time to the tasks instead.", Type.FLAG),
            Parameter("keep", "With staffing: beside today's allocations.", Type.FLAG),
            seconds("20"),
        ),
        team.report,
        team.compared,
        steps=4,
    ),
    Question(
        "resilience",
        "How many departures leave tasks uncovered.",
        (
            TARGETS,
            _whole("k", "What is not robust against K departures.", 0, None, example="1"),
            _whole("months", "What expires in so many.", 1, 120, example="12"),
            Parameter("holders", "What depends on each single holder.", Type.FLAG),
            _whole("communities", "The load of bringing in so many VOs at once.", 1, 50, example="2"),
            seconds("1"),
        ),
        resilience.report,
        resilience.compared,
        steps=8,
    ),
    Question(
        "leave",
        "What breaks if somebody leaves, several together, or a site.",
        (
            Parameter("holder", "Who leaves, or several.", is_many=True, example="H07"),
            Parameter("site", "Everybody who is based there and nowhere else.", example="example-east"),
        ),
        leave.report,
    ),
    Question(
        "funding",
        "Which FTE and tasks end with a source, a work package or a group.",
        (
            Parameter(
                "without",
                "What ends: a source, wp=NUMBER or group=NAME.",
                is_required=True,
                example="EGItoUK",
                others={"source": "", "package": "wp=", "all-of": "group="},
            ),
            TARGETS,
        ),
        funding.report,
    ),
    Question(
        "train",
        "The cheapest training plan for a goal.",
        (
            TARGETS,
            Parameter(
                "goal",
                "A goal, or 'unlock' or 'shadow' for advice.",
                values=(*Goal, train.UNLOCK, train.SHADOW),
                default=Goal.COVER.value,
            ),
            Parameter("task", "A task that the plan is for, by its number.", is_many=True, example="43"),
            Parameter("holder", "Only this holder learns and counts.", is_many=True, example="H05"),
            Parameter("newcomer", "Somebody of whom nothing is recorded learns.", Type.FLAG),
            Parameter("cap", "The most days per person.", Type.DAYS, example="15"),
            Parameter("days-per-level", "Assumed where no effort is stated.", Type.DAYS, example="2.5"),
            seconds("30"),
        ),
        train.report,
        train.compared,
        steps=1,
    ),
)
QUESTIONS = tuple(one.name for one in TABLE)
EXPLAIN = Form(
    "explain",
    "Why a holder covers all targets together or not, with the statements used.",
    (
        Parameter("target", TARGETS.help.partition(";")[0] + ".", is_many=True, is_required=True, example="43"),
        Parameter("holder", "The holder.", is_required=True, example="H07"),
    ),
)
ALWAYS = ("cover", "resilience", "team", "train")  # of those that need nothing but targets, what a change is shown by

# What can be told beside a question's own parameters: the day, and for a change who leaves and what is asked.
ON = Parameter("on", "The day asked for; today by default.", Type.DAY, example="2027-06-01")
WITHOUT = Parameter("without", "A holder who leaves, or several.", is_many=True, example="H07")
QUESTION = Parameter(
    "question",
    f"What is asked before and after the change; without it {', '.join(ALWAYS)}.",
    values=tuple(one.name for one in TABLE),
    example="resilience",
)


def question(name: str) -> Question:
    """The question of that name; UnknownName where there is none."""
    for one in TABLE:
        if one.name == name:
            return one
    raise UnknownName(f"There is no question {name[:100]!r}.", f"There are: {', '.join(QUESTIONS)}.")


def report(world: World, name: str, given: Given, day: Day) -> Report:
    """The answer to a question as a report."""
    return question(name).report(world, given, day)


def given_in(asked: Question, words: Sequence[str]) -> Given:
    """What words say: settings, such as `goal=cover`, and what can be covered, such as `43` and `group=UK`."""
    pairs = [word.partition("=")[::2] for word in words]
    named = [(key, value) for key, value in pairs if asked.parameter(key)]
    plain = [("target", word) for word, (key, _) in zip(words, pairs, strict=True) if not asked.parameter(key)]
    return asked.given([*named, *plain])


def ask(world: World, name: str, words: Sequence[str], day: Day) -> Table:
    """The answer to a question as a table that can be compared; UsageError where a word is not understood.

    All tasks are meant where no target is named.
    """
    asked = question(name)
    return compared(world, asked, given_in(asked, words), day)


def compared(world: World, asked: Question, given: Given, day: Day) -> Table:
    """The table of an answer in which a change is looked for."""
    return asked.compared(world, given, day) if asked.compared else asked.report(world, given, day).table


def difference(before: Table, after: Table) -> Difference:
    """What changed from one answer to the other, in the order of the rows; rows about the same are compared in turn."""
    old, new = _by_key(before), _by_key(after)
    changed = tuple((old[key], row) for key, row in new.items() if key in old and old[key] != row)
    return Difference(
        after.columns,
        after.keys,
        tuple(row for key, row in old.items() if key not in new),
        tuple(row for key, row in new.items() if key not in old),
        changed,
        len(old.keys() & new.keys()) - len(changed),
    )


def _by_key(table: Table) -> dict[tuple[Row, int], Row]:
    """The rows by what they are about, and the how manyth of these a row is."""
    seen = Counter[Row]()
    found = {}
    for row in table.rows:
        key = row[: table.keys]
        found[key, seen[key]] = row
        seen[key] += 1
    return found
