"""The Python interface: what `skillgraph.coverage` exports, and the examples of its description."""

from __future__ import annotations

import dataclasses
import doctest
import inspect

from skillgraph import coverage
from skillgraph.engine import InProcess
from skillgraph.snapshot import Snapshot
from skillgraph.workspace import Contents


def test_the_examples_are_true(contents: Contents, snapshot_engine: InProcess) -> None:
    opened = Snapshot(contents, snapshot_engine, 0, from_cache=True)
    names = {**vars(coverage), "snapshot": opened}
    found = doctest.DocTestParser().get_doctest(coverage.__doc__ or "", names, "coverage", None, None)
    said: list[str] = []
    done = doctest.DocTestRunner().run(found, out=said.append)
    assert "".join(said) == ""
    assert done.attempted >= 15


def test_every_question_is_asked_in_the_examples() -> None:
    for name in ("cover", "match", "explain", "smallest_teams", "staff", "bus_factors", "leave", "expiries"):
        assert f"{name}(" in (coverage.__doc__ or "")
    for name in ("onboarding_load", "plan", "openings", "exposure", "compare", "without"):
        assert f"{name}(" in (coverage.__doc__ or "")


def test_what_is_exported_is_documented_typed_and_frozen() -> None:
    assert list(coverage.__all__) == sorted(coverage.__all__)
    for name in coverage.__all__:
        thing = getattr(coverage, name)
        assert inspect.getdoc(thing), name
        if dataclasses.is_dataclass(thing):
            assert thing.__dataclass_params__.frozen, name  # type: ignore[attr-defined]
        elif inspect.isfunction(thing):
            assert inspect.signature(thing).return_annotation is not inspect.Signature.empty, name
