"""What a server hands to the processes that answer, as one file: canned queries that were read, or a workspace."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents, SourceFile


def pack_queries(catalogue: Catalogue) -> bytes:
    """The canned queries for `unpack_queries`; nobody else may be able to write the file that they go into."""
    catalogue.read_all()
    return pickle.dumps(catalogue)


def unpack_queries(packed: bytes) -> Catalogue:
    """What `pack_queries` packed."""
    catalogue = pickle.loads(packed)  # noqa: S301  # from a folder that is the server's own
    assert isinstance(catalogue, Catalogue)
    return catalogue


def pack_files(contents: Contents) -> bytes:
    """All files as JSON; bytes that are no UTF-8 come through as they are."""
    files = {file.path: file.content.decode(errors="surrogateescape") for file in contents.files}
    return json.dumps({"files": files}, sort_keys=True).encode()


def unpack_files(packed: bytes) -> Contents:
    """A workspace with the files that were packed alone."""
    files = json.loads(packed)["files"]
    return Contents(
        Path(),
        tuple(SourceFile(path, text.encode(errors="surrogateescape")) for path, text in sorted(files.items())),
    )
