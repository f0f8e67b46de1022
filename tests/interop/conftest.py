"""A server for programs that nobody here wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from served import UNHURRIED, Served, served


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the shipped workspace."""
    with served(tmp_path_factory.mktemp("interop"), **UNHURRIED) as server:
        yield server
