"""What a server hands to the processes that answer: canned queries, read already, or all files, as one file each."""

from __future__ import annotations

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
    """The files of a workspace for `unpack_files`, likewise."""
    return pickle.dumps([(file.path, file.content) for file in contents.files])


def unpack_files(packed: bytes) -> Contents:
    """A workspace with the files that `pack_files` packed."""
    files = pickle.loads(packed)  # noqa: S301  # from a folder that is the server's own
    return Contents(Path(), tuple(SourceFile(path, content) for path, content in files))
