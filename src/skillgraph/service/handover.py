"""What a server hands to the processes that answer: the files of a workspace, or its canned queries, as one file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from skillgraph.workspace import Contents, SourceFile


def pack_queries(contents: Contents) -> bytes:
    """The query files as JSON; bytes that are no UTF-8 come through as they are."""
    return _packed(contents.text("queries", ".rq"))


def pack_files(contents: Contents) -> bytes:
    """All files, likewise."""
    return _packed(contents.files)


def _packed(chosen: Iterable[SourceFile]) -> bytes:
    files = {file.path: file.content.decode(errors="surrogateescape") for file in chosen}
    return json.dumps({"files": files}, sort_keys=True).encode()


def unpack(packed: bytes) -> Contents:
    """A workspace with the files that were packed alone."""
    files = json.loads(packed)["files"]
    return Contents(
        Path(),
        tuple(SourceFile(path, text.encode(errors="surrogateescape")) for path, text in sorted(files.items())),
    )
