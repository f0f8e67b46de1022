"""The tree of errors: as drawn, and each with a message that says what to do next."""

from __future__ import annotations

import inspect
import re

import pytest

from skillgraph import errors
from skillgraph.errors import InvalidWorkspace, QuerySyntaxError, SkillgraphError, UnknownName
from skillgraph.findings import Finding, Severity

CLASSES = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, SkillgraphError)]


def drawn() -> dict[str, str]:
    """Each class of the picture in the module's docstring with the class that it hangs on."""
    parents: dict[int, str] = {}
    tree: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"( +)((?:│   |    )*(?:[├└]── )?)([A-Z][A-Za-z]+)(?: |$)", line)
        if match and line.startswith("    "):
            depth = len(match[1]) + len(match[2])
            tree[match[3]] = next((parents[d] for d in sorted(parents, reverse=True) if d < depth), "Exception")
            parents = {d: name for d, name in parents.items() if d < depth} | {depth: match[3]}
    return tree


def test_the_tree_is_as_drawn() -> None:
    actual = {cls.__name__: cls.__bases__[0].__name__ for cls in CLASSES}
    assert drawn() == actual
    assert len(actual) == 20


def test_message_and_hint_make_the_text() -> None:
    error = UnknownName("There is no x.", "Use y.")
    assert (error.message, error.hint, str(error)) == ("There is no x.", "Use y.", "There is no x. Use y.")
    assert str(UnknownName("There is no x.")) == "There is no x."


def test_a_syntax_error_has_a_place() -> None:
    error = QuerySyntaxError("wrong", 3, 7)
    assert (error.line, error.column, error.hint) == (3, 7, "")


@pytest.mark.parametrize(("count", "words"), [(1, "1 finding stands"), (2, "2 findings stand")])
def test_an_invalid_workspace_counts_its_findings_and_quotes_the_first(count: int, words: str) -> None:
    findings = [Finding("SG101", Severity.VIOLATION, f"Fault {n}.", "data/seed/a.ttl", n) for n in (1, 2)][:count]
    error = InvalidWorkspace(findings)
    assert error.findings == tuple(findings)
    assert error.message.startswith(f"{words} in the way of a snapshot, first: data/seed/a.ttl:1 SG101 Fault 1.")
