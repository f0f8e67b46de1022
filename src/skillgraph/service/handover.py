"""What a server hands to the process that answers: the canned queries of a snapshot as one file."""

from __future__ import annotations

import json
from pathlib import Path

from skillgraph.workspace import Contents, SourceFile


def pack_queries(contents: Contents) -> bytes:
    """The query files as JSON; bytes that are no UTF-8 come through as they are."""
    files = {file.path: file.content.decode(errors="surrogateescape") for file in contents.text("queries", ".rq")}
    return json.dumps({"files": files}, sort_keys=True).encode()


def unpack_queries(packed: bytes) -> Contents:
    """The workspace that `pack_queries` packed, with its query files alone."""
    files = json.loads(packed)["files"]
    return Contents(
        Path(),
        tuple(SourceFile(path, text.encode(errors="surrogateescape")) for path, text in sorted(files.items())),
    )
