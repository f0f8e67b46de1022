"""The ontology alone, so that a small world can be built into a snapshot of its own."""

from __future__ import annotations

import pytest

from skillgraph.workspace import Contents, SourceFile

pytest.register_assert_rewrite("compared", "made")


@pytest.fixture(scope="session")
def ontology(contents: Contents) -> tuple[SourceFile, ...]:
    """The vocabulary and the rules of this repository's workspace."""
    return tuple(file for file in contents.files if file.part == "ontology")
