"""What a server hands to the processes that answer: canned queries, read already, or all files, as one file each."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from skillgraph.isolation import Source
from skillgraph.queries import Catalogue
from skillgraph.settings import Settings
from skillgraph.snapshot.given import Held
from skillgraph.snapshot.prepared import Prepared
from skillgraph.turtle import KeptFiles, pack_sources
from skillgraph.workspace import Contents, SourceFile

LOADER = "skillgraph.service.desk:open_desk"
THREADS = ("rocksdb:low", "rocksdb:high")  # of a dataset on disk: they wait for work that reading never gives them
SPOOLED = (".nq", ".notes", ".lines", ".disk", ".sources", ".queries", ".contents", ".files", ".commits")


def source_of(
    prepared: Prepared,
    catalogue: Catalogue,
    base_url: str,
    imports: tuple[str, ...],
    commits: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Source:
    """What the processes load: the quads of a snapshot, and the canned queries, files and commits, written beside them.

    `commits` has the last commit of a file and its day by path.
    """
    queries, files = prepared.file.with_suffix(".queries"), prepared.file.with_suffix(".contents")
    told = commits_file(prepared)
    told.write_text(json.dumps(dict(commits), sort_keys=True), encoding="utf-8")
    queries.write_bytes(pack_queries(catalogue))
    files.write_bytes(pack_files(prepared.contents))
    argument = {
        "quads": str(prepared.file),
        "queries": str(queries),
        "sources": str(prepared.sources),
        "contents": str(files),
        "commits": str(told),
        "base_url": base_url,
        "digest": prepared.contents.digest,
    }
    return Source(LOADER, argument, imports, THREADS)


def source_of_given(
    held: Held,
    contents: Contents,
    catalogue: Catalogue,
    folder: Path,
    told: Mapping[str, Any],
    imports: tuple[str, ...],
) -> Source:
    """What the processes load where a dataset was given as one file; what is of the workspace goes into the folder.

    `told` are further arguments of `open_desk`. Where the dataset's statements are written, nobody knows.
    """
    files = KeptFiles()
    parts = {
        "queries": pack_queries(catalogue),
        "sources": pack_sources((), files.readable(contents.turtle("shapes"))),
        "ontology": pack_sources((), files.readable(contents.turtle("ontology"))),
    }
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    argument = {"quads": str(held.folder), **{name: str(folder / name) for name in parts}, **told}
    return Source(LOADER, argument, imports, THREADS)


def digest_of_given(held: Held, contents: Contents) -> str:
    """The digest of a snapshot of a dataset with the queries and shapes of a workspace."""
    return hashlib.sha256(f"{held.digest}\0{contents.digest}".encode()).hexdigest()


def commits_file(prepared: Prepared) -> Path:
    """The file for the last commits of a snapshot's files."""
    return prepared.file.with_suffix(".commits")


def sweep(folder: Path, keep: Collection[str]) -> None:
    """Removes the files of all snapshots but those, from a folder that is the server's own."""
    for path in folder.iterdir():
        if path.stem in keep or path.suffix not in SPOOLED:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def limits_in(settings: Settings, text: int, most: int) -> dict[str, int]:
    """The bounds of one query as a job is given them: its text has `text` bytes at most, its answer `most`."""
    return {
        "text": text,
        "nesting": settings.nesting,
        "tokens": settings.query_tokens,
        "patterns": settings.patterns,
        "rows": settings.rows,
        "bytes": most,
    }


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
