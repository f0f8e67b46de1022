"""A look at the installation: what is there, what is missing, what to do."""

from __future__ import annotations

import platform
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from skillgraph.access import TokenFile
from skillgraph.errors import UsageError, WorkspaceError
from skillgraph.settings import Settings
from skillgraph.snapshot import Cache
from skillgraph.workspace import locate, read

_PACKAGES = ("pyoxigraph", "rdflib", "pyshacl", "owlready2", "ortools", "fastapi", "uvicorn")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `state` is ok, optional (absent, and only some commands need it) or missing."""

    what: str
    state: str
    detail: str


def examine(settings: Settings, start: Path, environ: Mapping[str, str]) -> list[Check]:
    """All checks, in a fixed order."""
    return [
        *_software(),
        _workspace(settings, start),
        _cache(settings, environ),
        _tokens(settings, environ),
        _java(),
        _port(settings),
    ]


def _software() -> Iterator[Check]:
    yield Check("python", "ok", platform.python_version())
    for package in _PACKAGES:
        try:
            yield Check(package, "ok", metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Check(package, "missing", f"pip install {package}")


def _workspace(settings: Settings, start: Path) -> Check:
    try:
        contents = read(locate(settings, start))
    except WorkspaceError as error:
        return Check("workspace", "missing", str(error))
    private = sum(file.is_private for file in contents.files)
    count = f"{len(contents.files)} files" + (f", {private} of them private" if private else "")
    return Check("workspace", "ok", f"{contents.root}, {count}, digest {contents.id}")


def _cache(settings: Settings, environ: Mapping[str, str]) -> Check:
    folder = Cache.of(settings, environ).folder
    if folder is None:
        return Check("cache", "optional", "off: every start builds the snapshot anew")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Check("cache", "optional", f"{folder}: {error.strerror}; every start builds the snapshot anew")
    return Check("cache", "ok", str(folder))


def _tokens(settings: Settings, environ: Mapping[str, str]) -> Check:
    file = TokenFile.of(settings, environ)
    try:
        count = len(file.tokens())
    except UsageError as error:
        return Check("tokens", "missing", str(error))
    if not count:
        return Check("tokens", "optional", "none; only 'skillgraph serve --private' needs one")
    return Check("tokens", "ok", f"{count} in {file.path}")


def _java() -> Check:
    path = shutil.which("java")
    if path is None:
        return Check("java", "optional", "not found; only 'skillgraph reason' needs it")
    return Check("java", "ok", path)


def _port(settings: Settings) -> Check:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            hint = "choose another with SKILLGRAPH_PORT"
            return Check("port", "optional", f"{settings.host}:{settings.port}: {error.strerror}; {hint}")
    return Check("port", "ok", f"{settings.host}:{settings.port} is free")
