"""Where the W3C's conformance cases are: `SKILLGRAPH_W3C`, or beside the project; they are no part of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from served import UNHURRIED, served

DEFAULT = Path(__file__).parents[3] / "shared" / "w3c"


def w3c_folder() -> Path:
    """The folder that may hold the cases."""
    return Path(os.environ.get("SKILLGRAPH_W3C", DEFAULT))


def needs(folder: Path) -> pytest.MarkDecorator:
    """Skips where the cases are absent, and says so."""
    return pytest.mark.skipif(not folder.is_dir(), reason=f"no W3C cases in {folder}; set SKILLGRAPH_W3C")


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """An HTTP client of a server over the data of all cases."""
    from w3c.suite import dataset

    with (
        served(tmp_path_factory.mktemp("w3c"), dataset(), **UNHURRIED) as server,
        httpx.Client(base_url=server.address, timeout=60) as http,
    ):
        yield http
