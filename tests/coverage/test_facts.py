"""Everything happens in the random worlds: no question is asked only where its answer is plain."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial
from random import Random

from facts import DAY, random_facts
from oracle import Oracle
from oracle_teams import covered_now, lapses, served, teams, truck
from oracle_time import fewest_pairs, fewest_short, needs
from oracle_training import cheapest, opened, shadows

STATES = {"satisfied", "expired", "below level", "missing", "not recorded"}


def test_every_state_and_status_is_frequent() -> None:
    found: Counter[str] = Counter()
    for seed in range(100):
        oracle = Oracle(random_facts(Random(seed)), DAY)  # noqa: S311
        found.update(known.state for known in oracle.table.values())
        found.update(oracle.status(holder, one) for holder in oracle.facts.holders for one in oracle.facts.own)
        found["begins"] += sum(known.begins is not None for known in oracle.table.values())
        found["not counted"] += sum(bool(known.not_counted) for known in oracle.table.values())
    assert found.keys() == {*STATES, "covered", "gap", "unknown", "begins", "not counted"}
    assert min(found.values()) >= 20


def test_teams_departures_and_working_time_are_of_every_size() -> None:
    found: Counter[str] = Counter()
    for seed in range(300):
        facts = random_facts(Random(seed))  # noqa: S311
        oracle, tasks, steps = Oracle(facts, DAY), facts.of_kind("task"), facts.of_kind("step")
        best = teams(oracle, tasks)
        covered = covered_now(oracle, tasks, "together")
        asked = needs(oracle, tasks, oracle.satisfying)
        found["a team of several"] += len(best.teams[0]) > 1
        found["several teams"] += len(best.teams) > 1
        found["something missing"] += bool(best.missing)
        found["several departures"] += truck(oracle, covered, "together", oracle.satisfying, len(covered)) > 1
        found["an expiry"] += bool(lapses(partial(Oracle, facts), tasks, DAY, 12))
        found["a step unserved"] += 0 < served(oracle, steps * 2, oracle.satisfying) < 2 * len(steps)
        found["short and staffed"] += 0 < fewest_short(asked) < len(asked.effort)
        found["several pairs"] += (fewest_pairs(asked) or 0) > 1
        found["an opening"] += bool(opened(oracle, tasks))
        found["a mentor"] += bool(shadows(oracle, tasks))
    assert min(found.values()) >= 15, found


def test_plans_are_of_every_kind() -> None:
    found: Counter[str] = Counter()
    for seed in range(100):
        facts = random_facts(Random(seed), holders=3, courses=4)  # noqa: S311
        oracle, tasks = Oracle(facts, DAY), facts.of_kind("task")
        best = cheapest(oracle, tasks, "no-single-point-of-failure")
        found["several steps"] += best.count > 1
        found["one step"] += best.count == 1
        found["unmet"] += best.unmet > 0
        found["reached by steps"] += best.count > 0 and best.unmet == 0
        found["effort not stated"] += best.not_stated > 0
        capped = cheapest(oracle, tasks, "cover", cap=Decimal(2))
        found["kept down by a cap"] += capped.unmet > cheapest(oracle, tasks, "cover").unmet
    assert min(found.values()) >= 4, found
