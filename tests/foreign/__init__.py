"""Programs and schemas of others that tests hold our output against; `make test` installs them with npm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parents[2] / ".venv" / "node" / "node_modules"


def installed(path: str) -> Path:
    """A file of an installed package. Without it the test is skipped, but where CI runs it fails."""
    found = PACKAGES / path
    if not found.exists():
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(f"{path} is not installed; 'make test' does that where there is npm.")
    return found
