"""The routes of the OpenAPI document, asked by machine with good and bad values: never a server error."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks.corpus import Canary
from served import UNHURRIED, Served, served

pytestmark = pytest.mark.xdist_group("attacks")


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Served]:
    """A server with far limits: one that is reached is told as 503, which is no fault, and looks like one."""
    with served(tmp_path, **UNHURRIED, QUERY_SECONDS="20") as server:
        yield server


def test_no_route_has_a_server_error(patient: Served, canary: Canary, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "run", f"{patient.address}/openapi.json", "--checks", "not_a_server_error"]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "1", "--no-color"]
    command += ["--suppress-health-check", "all", "--generation-database", "none", "--warnings", "off"]
    command += ["--request-timeout", "120"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    (selected,) = re.findall(r"Operations:\s+(\d+) selected", done.stdout)
    assert int(selected) >= 60
    assert patient.process.poll() is None
    assert canary.heard == []
