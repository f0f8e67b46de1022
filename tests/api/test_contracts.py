"""Interfaces change only where the changelog says so: OpenAPI, columns, the JSON of answers, the context, the terms.

`--accept-contracts 'what changed, and why'` writes the files of tests/contracts/ anew and the declaration into
CHANGELOG.md; after a merge too, whatever the files look like then.
"""

from __future__ import annotations

import json

import httpx
import pytest

from interfaces import (
    CHANGELOG,
    COMMAND,
    CONTRACTS,
    FOLDER,
    Facts,
    declared,
    differences,
    digest,
    form,
    text_of,
    with_declared,
)
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents

_MOST_SHOWN = 40


@pytest.fixture
def accepted(request: pytest.FixtureRequest) -> str:
    """Why contracts are to be written anew; empty where they are to be held."""
    return str(request.config.getoption("--accept-contracts"))


@pytest.fixture(params=CONTRACTS)
def contract(request: pytest.FixtureRequest, client: httpx.Client, contents: Contents) -> tuple[str, Facts]:
    """Each contract by name, as the program has it now."""
    name = str(request.param)
    more = (Catalogue(contents),) if name == "queries" else ()
    return name, CONTRACTS[name](client, *more)


def test_an_interface_is_what_was_declared(contract: tuple[str, Facts], accepted: str) -> None:
    name, now = contract
    if accepted:
        _accept(name, text_of(now), accepted)
    changes = differences(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")), now)
    listed = "".join(f"  {one}\n" for one in changes[:_MOST_SHOWN])
    more = f"  and {len(changes) - _MOST_SHOWN} more\n" if len(changes) > _MOST_SHOWN else ""
    assert not changes, (
        f"\nThe interface {name!r} has changed, which others build on:\n{listed}{more}"
        f"If that is not meant, undo it. If it is, declare it:\n  {COMMAND}"
    )


def _accept(name: str, text: str, why: str) -> None:
    """Writes a contract and declares it, where it is not kept or not declared as it is."""
    file, changelog = FOLDER / f"{name}.json", CHANGELOG.read_text(encoding="utf-8")
    if file.exists() and file.read_text(encoding="utf-8") == text and declared(changelog, name) == digest(text):
        return
    file.write_text(text, encoding="utf-8")
    CHANGELOG.write_text(with_declared(changelog, name, digest(text), why), encoding="utf-8")


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_changelog_names_each_state(name: str) -> None:
    """A file that was edited by hand, or merged, has another digest than the one that the changelog declares."""
    state = digest((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert declared(CHANGELOG.read_text(encoding="utf-8"), name) == state, (
        f"\nCHANGELOG.md does not declare the state {state} of tests/contracts/{name}.json.\n"
        f"After a merge, or where the file was changed by hand, run\n  {COMMAND}"
    )


def test_each_contract_says_something(contract: tuple[str, Facts]) -> None:
    name, now = contract
    least = {"openapi": 60, "queries": 40, "answers": 15, "context": 200, "vocabulary": 150}
    assert len(now) >= least[name]


def test_a_change_is_told_down_to_the_member() -> None:
    old = {"a": {"columns": ["x: iri", "n: integer"], "parameters": {"on": ["date", "today"]}}, "b": 1}
    new = {"a": {"columns": ["x: iri", "n: decimal"], "parameters": {"on": ["date", ""]}}, "c": 1}
    assert differences(old, new) == [
        "c is new",
        "b is gone",
        "a: columns: 'n: decimal' is new",
        "a: columns: 'n: integer' is gone",
        "a: parameters: on: '' is new",
        "a: parameters: on: 'today' is gone",
    ]
    assert differences({"a": ["x", "y"]}, {"a": ["y", "x"]}) == ["a: the order is another: y, x"]
    assert differences(old, old) == []


def test_the_form_of_json_has_types_and_no_data() -> None:
    rows = [{"a": 1, "b": None}, {"a": 2.5, "b": "x", "c": [True]}]
    assert form(rows) == [{"a": "number", "b": "null|string", "c?": ["boolean"]}]
    assert form({"http://a/b": 1, "http://a/c": "x"}) == {"*": "number|string"}
    assert form({"a": []}) == {"a": []}


def test_a_declaration_is_one_line_that_keeps_its_reasons() -> None:
    log = "# Changelog\n\n## Unreleased\n\n- Something.\n\n## 1.0\n\n- Older.\n"
    once = with_declared(log, "queries", "a" * 12, "First.")
    assert "- Something.\n- Interface `queries` is `aaaaaaaaaaaa`: First.\n\n## 1.0" in once
    twice = with_declared(once, "queries", "b" * 12, "Second.")
    assert "- Interface `queries` is `bbbbbbbbbbbb`: First. Second.\n" in twice
    assert (declared(once, "queries"), declared(twice, "queries"), declared(log, "queries")) == ("a" * 12, "b" * 12, "")
