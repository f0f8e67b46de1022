"""The `#+` header of a query file: YAML in comment lines at its top."""

from __future__ import annotations

import re
from typing import Any

import yaml

from skillgraph.errors import WorkspaceError
from skillgraph.workspace import SourceFile

MARK = "#+"


def read_header(file: SourceFile) -> tuple[dict[str, Any], str]:
    """The header as a mapping, and the whole text of the file (comments are SPARQL too)."""
    text = file.text()
    lines = [line.removeprefix(MARK) for line in text.splitlines() if line.startswith(MARK)]
    try:
        header = yaml.load("\n".join(line.removeprefix(" ") for line in lines), Loader=_LOADER)  # noqa: S506  # a safe loader, with fewer types still
    except yaml.YAMLError as error:
        reason = str(error).replace("\n", " ")
        raise WorkspaceError(f"{file.path}: the '#+' header is not YAML: {reason}.", "Mend its lines.") from None
    if not isinstance(header, dict):
        raise WorkspaceError(f"{file.path} has no '#+' header.", "Begin with '#+ summary: the question it answers'.")
    return header, text


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader where it is
    """YAML whose scalars stay the text that was written, so that 1.40, 2026-12-01 and `on` are not changed."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)$"), ["n", "~", ""])
_LOADER: Any = _Loader
