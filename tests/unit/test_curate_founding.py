"""An empty workspace for another organisation: good at once, its own, and silent about its people in public."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from pathlib import Path

import pytest

from answers import rows_of
from served import HTTP, served
from sites import site_of
from skillgraph import workspace
from skillgraph.access import TokenFile
from skillgraph.check.run import check
from skillgraph.curate.founding import QUESTIONS, found
from skillgraph.errors import UsageError
from skillgraph.pages import make_page
from skillgraph.queries import Catalogue, run
from skillgraph.snapshot.builder import build

TODAY = datetime.date(2026, 12, 1)
NAME = "Example University Library service desk"
PAGES = ("home", "coverage", "funding", "onboarding", "pyramid", "resilience", "training", "quality", "queries")
OTHERS = re.compile(r"GridPP|WLCG|\bEGI\b|\bLHC\b|UK services")
PREFIXES = "".join(
    f"@prefix {kind}: <https://w3id.org/skillgraph/id/{kind}/> .\n"
    for kind in (
        *(
            "agent",
            "area",
            "attestation",
            "attestation-status",
            "basis",
            "confidence",
            "group",
            "holder",
            "involvement",
        ),
        *("level", "necessity", "requirement", "review-status", "scheme", "skill", "task", "uk-requirement"),
    )
)
TERMS = (
    "@prefix prov: <http://www.w3.org/ns/prov#> .\n@prefix sg: <https://w3id.org/skillgraph/ns#> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
JUDGED = (
    'sg:rationale "It is so here."@en ; sg:confidence confidence:high ; sg:reviewStatus review-status:proposed ; '
    "prov:wasAttributedTo agent:curators"
)
REGISTER = """
group:desk a sg:TaskGroup ; skos:prefLabel "Service desk"@en ; skos:notation "DESK" ;
    skos:definition "Tasks that face those who use the library."@en ; sg:firstNumber 1 ; sg:lastNumber 49 ;
    prov:wasAttributedTo agent:curators .
area:enquiries a sg:TaskArea ; skos:prefLabel "Enquiries"@en ; skos:definition "Answering those who ask."@en ;
    sg:listPosition 1 ; prov:wasAttributedTo agent:curators .
"""
TASKS = f"""
task:1 a sg:ServiceTask , sg:Judgement ; skos:prefLabel "Questions about loans"@en ; sg:number 1 ;
    sg:inGroup group:desk ; sg:inArea area:enquiries ; sg:ukRequirement uk-requirement:yes ;
    sg:ukInvolvement involvement:core ; {JUDGED} ;
    sg:statesRequirement requirement:1-general .
requirement:1-general a sg:Requirement , sg:Judgement ; sg:skill skill:general ; sg:level 3 ;
    sg:necessity necessity:essential ; sg:weight 1.0 ; {JUDGED} .
"""
PEOPLE = """
holder:desk-1 a sg:Holder ; skos:prefLabel "Zorillawort"@en .
attestation:desk-1-general a sg:Attestation ; sg:holder holder:desk-1 ; sg:skill skill:general ; sg:level 3 ;
    sg:basis basis:peer ; sg:attestationStatus attestation-status:active ; sg:validFrom "2026-03-01"^^xsd:date ;
    sg:validUntil "2099-01-01"^^xsd:date .
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of an invented service desk with one task and one person, who is private."""
    root = tmp_path_factory.mktemp("founded") / "library"
    paths = found(root, NAME, "https://skills.library.example/")
    assert {"data/people/private/people.ttl", ".gitignore", ".pre-commit-config.yaml", "skillgraph.env"} <= set(paths)
    for path, text in (("seed/desk", REGISTER), ("interpretation/tasks", TASKS), ("people/private/people", PEOPLE)):
        (root / "data" / f"{path}.ttl").write_text(PREFIXES + TERMS + text)
    return root


def test_it_is_good_at_once(tmp_path: Path) -> None:
    paths = found(tmp_path, "An organisation", "")
    assert "skillgraph.env" not in paths
    contents = workspace.read(tmp_path)
    assert [one.one_line() for one in check(contents, TODAY)] == []
    assert len(Catalogue(contents)) == len(QUESTIONS) == 28
    assert not [path for path in paths if path.endswith(".ttl") and path.startswith("data/example")]


def test_it_is_about_the_organisation(library: Path) -> None:
    public = workspace.read(library, private=False)
    built = build(public)
    engine = built.dataset.engine()
    site = site_of(engine, public)
    home = make_page(site, "home", {}).render(site).decode()
    assert f"Skills and services of {NAME}" in home
    for name in PAGES:
        page = make_page(site, name, {}).render(site).decode()
        assert OTHERS.findall(page) == [], name
    assert (library / "skillgraph.env").read_text().endswith("SKILLGRAPH_PUBLIC_URL=https://skills.library.example\n")


def test_cover_is_answered_in_private_and_nobody_is_named_in_public(library: Path) -> None:
    for private, expected in ((True, [("holder:desk-1", "covered")]), (False, [])):
        contents = workspace.read(library, private=private)
        built = build(contents)
        rows = rows_of(run(Catalogue(contents)["who-can-cover"], {"task": "1"}, built.dataset.engine(), TODAY))
        assert [(row["holder"], row["status"]) for row in rows] == expected
        assert (b"Zorillawort" in built.dataset.dump_nquads()) == private
    violations = [one.one_line() for one in check(workspace.read(library), TODAY) if one.severity.value == "violation"]
    assert violations == []


def test_a_private_server_knows_people_and_a_public_one_does_not(library: Path, tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    token = tokens.new("desk", 1, datetime.datetime.now(datetime.UTC))
    asked = "/queries/who-can-cover.json?task=1"
    with served(tmp_path, root=library) as server:
        assert HTTP.get(server.address + asked).json()["results"]["bindings"] == []
        asks = {"query": 'ASK { ?s ?p "Zorillawort"@en }', "format": "json"}
        assert HTTP.get(f"{server.address}/sparql", params=asks).json()["boolean"] is False
    with served(tmp_path, root=library, PRIVATE="true", TOKENS=str(tokens.path)) as server:
        assert HTTP.get(server.address + asked).status_code == 401
        answer = HTTP.get(server.address + asked, headers={"Authorization": f"Bearer {token}"})
        assert [row["status"]["value"] for row in answer.json()["results"]["bindings"]] == ["covered"]


def test_git_leaves_people_out(library: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "."], cwd=library, check=True)
    command = ["git", "status", "--short", "--untracked-files=all"]
    listed = subprocess.run(command, cwd=library, check=True, capture_output=True, text=True).stdout
    assert "data/interpretation/tasks.ttl" in listed
    assert "private" not in listed


def test_what_is_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(UsageError, match=r"is not empty: it holds letter\.txt"):
        found(tmp_path, "An organisation", "")
    with pytest.raises(UsageError, match=r"letter\.txt is a file"):
        found(tmp_path / "letter.txt", "An organisation", "")
    for name in ("", "two\nlines", "x" * 201):
        with pytest.raises(UsageError, match="no name that can be shown"):
            found(tmp_path / "new", name, "")
    for url in ("ftp://example.org", "example.org", "https://example.org/a b"):
        with pytest.raises(UsageError, match="is no address of a server"):
            found(tmp_path / "new", "An organisation", url)
    assert not (tmp_path / "new").exists()


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("skillgraph"))
    command = [program, "init", "library", "--name", 'A "quoted" desk \\ {slug}']
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "next: cd library && skillgraph check" in done.stderr
    text = (tmp_path / "library" / "data" / "seed" / "dataset.ttl").read_text()
    assert 'dcterms:title "Skills and services of A \\"quoted\\" desk \\\\ {slug}"@en' in text
