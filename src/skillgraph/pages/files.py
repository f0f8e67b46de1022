"""Style sheets, scripts and images: files of this package, each under an address that its bytes decide.

Scripts are built by `make` from npm packages into `assets/built/`; without them the pages do without.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class Asset:
    """A file that a page loads: its name, its bytes, and its address below the root of the site."""

    name: str
    content: bytes
    content_type: str

    @cached_property
    def path(self) -> str:
        """`/assets/style.0123456789ab.css`: other bytes, another address."""
        stem, _, suffix = self.name.rpartition(".")
        return f"/assets/{stem}.{hashlib.blake2b(self.content, digest_size=6).hexdigest()}.{suffix}"

    @cached_property
    def packed(self) -> bytes:
        """The bytes compressed with gzip, as well as it can; made when it is first asked for."""
        return gzip.compress(self.content, mtime=0)


@cache
def read_assets() -> dict[str, Asset]:
    """Every asset by name."""
    folder = files("skillgraph.pages") / "assets"
    found = sorted((*_files(folder), *_files(folder / "built")), key=lambda file: file.name)
    return {file.name: Asset(file.name, file.read_bytes(), _TYPES[_suffix(file)]) for file in found}


def _files(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if _suffix(file) in _TYPES] if folder.is_dir() else []


def _suffix(file: Traversable) -> str:
    return f".{file.name.rpartition('.')[2]}"
