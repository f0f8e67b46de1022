"""The JSON schema of SARIF."""

from __future__ import annotations

import json

import jsonschema
import pytest

from foreign import installed


@pytest.fixture(scope="session")
def sarif_schema() -> jsonschema.Draft202012Validator:
    """The schema of SARIF 2.1.0 (OASIS Standard), as Microsoft's SARIF Multitool carries it."""
    text = installed("@microsoft/sarif-multitool-linux/sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))
