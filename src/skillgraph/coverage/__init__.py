"""Who can cover what, why and why not, what breaks, what to train and what a source's end touches.

`World` holds what is recorded as plain values; every answer is a function of a world and a day, and a frozen value.
A world is loaded from the engine of a snapshot:

>>> snapshot = open_snapshot(read(folder), Cache(None))  # doctest: +SKIP
>>> world, day = load_world(snapshot.engine), Day(2026, 12, 1)
>>> asked = targets_of(world, ["43"])
>>> h05, h07 = find(world, "holder", "H05"), find(world, "holder", "H07")

Who covers it, and why somebody does not:

>>> best = cover(world, asked, day)[0]
>>> best.holder, best.status.value, best.expires.isoformat()
('https://w3id.org/skillgraph/id/holder/H03', 'covered', '2028-05-01')
>>> [reason(world, one) for one in match(world, h07, asked, day).essential if one.state is State.EXPIRED]
['expired on 2026-09-01: Incident response 3 by H07-incident-response (peer)']
>>> why = explain(world, snapshot.engine, snapshot.contents, asked, h07, day)
>>> why.match.status.value, why.additions.size, why.steps[0].name, why.statements[0].line
('gap', 1, 'stated requirement', 15)
>>> as_turtle(why).startswith(b"@prefix")
True

Teams, working time and what breaks:

>>> uk = targets_of(world, ["group=UK"])
>>> smallest_teams(world, uk, day).size, staff(world, uk, day).shortfall
(7, Decimal('1.71'))
>>> [one.alone for one in bus_factors(grid_of(world, asked, day))]
[2]
>>> leave(world, [h07], tasks(world), day).fte
Decimal('0.8')
>>> len(expiries(world, uk, day, 12)) > 0, onboarding_load(world, 2, day).needed
(True, 14)

Training, funding, and any of it on a changed world:

>>> plan(world, asked, Goal.COVER, day, holders=[h05]).days
Decimal('14.0')
>>> openings(world, uk, day)[0].skill_level.level
3
>>> exposure(world, Ending.SOURCE, find(world, "funding-source", "egi-to-uk"), tasks(world)).certain
Decimal('1.02')
>>> compare(world, without(world, [h07]), "cover", ["43"], (day, day)).is_empty
False
"""

from skillgraph.coverage.additions import Additions, additions
from skillgraph.coverage.advice import Opening, Shadowing, openings, shadowing
from skillgraph.coverage.advice import path as newcomer_path
from skillgraph.coverage.asking import targets_of, tasks
from skillgraph.coverage.expiry import Expiry, expiries
from skillgraph.coverage.explanation import Explanation, explain
from skillgraph.coverage.funding import Ending, Exposure, Risk, exposure, risks
from skillgraph.coverage.grid import Grid
from skillgraph.coverage.grid import grid as grid_of
from skillgraph.coverage.leaving import Leave, leave
from skillgraph.coverage.load import load_world
from skillgraph.coverage.matching import Answer, Match, State, Status, answer, cover, match
from skillgraph.coverage.naming import find
from skillgraph.coverage.onboarding import Load
from skillgraph.coverage.onboarding import onboarding as onboarding_load
from skillgraph.coverage.positions import SiteCover, by_site, vacancies
from skillgraph.coverage.provenance import as_jsonld, as_turtle
from skillgraph.coverage.reasons import reason
from skillgraph.coverage.resilience import BusFactor, TruckFactor, Way, bus_factors, robust, truck_factor, weak
from skillgraph.coverage.scenario import Scenario, changed, compare, evaluate, without
from skillgraph.coverage.staffing import Staffing, staff
from skillgraph.coverage.teams import Teams, smallest_teams
from skillgraph.coverage.training import Goal, Plan, Terms, plan
from skillgraph.coverage.world import Day, World

__all__ = [
    "Additions",
    "Answer",
    "BusFactor",
    "Day",
    "Ending",
    "Expiry",
    "Explanation",
    "Exposure",
    "Goal",
    "Grid",
    "Leave",
    "Load",
    "Match",
    "Opening",
    "Plan",
    "Risk",
    "Scenario",
    "Shadowing",
    "SiteCover",
    "Staffing",
    "State",
    "Status",
    "Teams",
    "Terms",
    "TruckFactor",
    "Way",
    "World",
    "additions",
    "answer",
    "as_jsonld",
    "as_turtle",
    "bus_factors",
    "by_site",
    "changed",
    "compare",
    "cover",
    "evaluate",
    "expiries",
    "explain",
    "exposure",
    "find",
    "grid_of",
    "leave",
    "load_world",
    "match",
    "newcomer_path",
    "onboarding_load",
    "openings",
    "plan",
    "reason",
    "risks",
    "robust",
    "shadowing",
    "smallest_teams",
    "staff",
    "targets_of",
    "tasks",
    "truck_factor",
    "vacancies",
    "weak",
    "without",
]
