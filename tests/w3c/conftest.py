"""Where the W3C's conformance cases are: `SKILLGRAPH_W3C`, or beside the project; they are no part of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DEFAULT = Path(__file__).parents[3] / "shared" / "w3c"


def w3c_folder() -> Path:
    """The folder that may hold the cases."""
    return Path(os.environ.get("SKILLGRAPH_W3C", DEFAULT))


def needs(folder: Path) -> pytest.MarkDecorator:
    """Skips where the cases are absent, and says so."""
    return pytest.mark.skipif(not folder.is_dir(), reason=f"no W3C cases in {folder}; set SKILLGRAPH_W3C")
