"""Every command that docs/coverage.md shows runs, and says what the guide says of the example team."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from skillgraph.cli import session
from skillgraph.cli.whole import app
from skillgraph.engine import InProcess
from skillgraph.workspace import Contents

GUIDE = (Path(__file__).parents[2] / "docs" / "coverage.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    skillgraph (.+)$", GUIDE, re.MULTILINE)
SAID = {  # what is in the answer, and the words of the guide that say so
    "cover 43": ("H03,covered,4,4,2028-05-01", "H03 and H04 cover task 43, both until 2028-05-01"),
    "explain 43 H07": ("1 attestation would do; 0 levels above", "H07 lacks one attestation for task 43"),
    "leave H07": ("skill lost,Bash,3", "*Bash 3* is recorded of nobody else"),
    "team group=UK": ("6,H04 H05 H07 H08 H09 H10 H11", "seven people are needed, in six combinations"),
    "train --goal no-single-point-of-failure group=UK --format json": (
        '"days": "80.5"',
        "No single point of failure in the UK services takes 80.5 days",
    ),
    "train --goal two-per-requirement group=UK --format json": (
        '"days": "68.5"',
        "two holders per requirement take 68.5",
    ),
    "train --holder H05 --task 43 --format json": ('"days": "14.0"', "H05 becomes able to cover task 43 in 14 days"),
    "team group=UK --staffing --format json": ('"shortfall": "1.71"', "1.71 find nobody"),
    "funding --without EGItoUK": ("13,Security coordination,0.27,0,1.67,0,8,,1,Coordination 3", "1.02 FTE are lost"),
}
PREFIXES = """@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CHANGE = f"""{PREFIXES}
<https://w3id.org/skillgraph/id/attestation/H02-incident-response-3> a sg:Attestation ;
    sg:holder <https://w3id.org/skillgraph/id/holder/H02> ;
    sg:skill <https://w3id.org/skillgraph/id/skill/incident-response> ;
    sg:level 3 ;
    sg:basis <https://w3id.org/skillgraph/id/basis/peer> ;
    sg:attestationStatus <https://w3id.org/skillgraph/id/attestation-status/active> ;
    sg:validFrom "2026-01-01"^^xsd:date ;
    sg:validUntil "2029-01-01"^^xsd:date .
"""
GONE = "<https://w3id.org/skillgraph/id/task/43> <http://www.w3.org/2004/02/skos/core#altLabel> 'x'@en ."

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, contents: Contents, snapshot_engine: InProcess) -> None:
    """The commands find the snapshot that the tests share, and in their folder the files that the guide names."""
    monkeypatch.setattr(session, "contents", lambda _: contents)
    monkeypatch.setattr(session, "snapshot", lambda _: SimpleNamespace(engine=snapshot_engine))
    monkeypatch.setattr(session, "today", lambda: session.datetime.date(2026, 12, 1))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "change.ttl").write_text(CHANGE, encoding="utf-8")
    (tmp_path / "gone.ttl").write_text(GONE, encoding="utf-8")


def said(command: str) -> str:
    """What a command writes."""
    done = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
    assert done.exit_code in (0, 1), done.output  # 1: a goal that is not reached
    return done.stdout


def test_the_guide_shows_that_many_commands() -> None:
    assert len(COMMANDS) >= 30


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_has_an_answer(command: str) -> None:
    assert len(said(command).splitlines()) > 1


@pytest.mark.parametrize(("command", "both"), SAID.items())
def test_an_answer_is_as_the_guide_says(command: str, both: tuple[str, str]) -> None:
    answer, words = both
    assert answer in said(command)
    assert words in " ".join(GUIDE.split())
