"""Templates as they were compiled, kept beside them as Python keeps its modules, so that they are compiled once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_SIZE = hashlib.sha256().digest_size


class Compiled(BytecodeCache):
    """Nothing is kept where `sys.dont_write_bytecode` is set or the folder cannot be written.

    What is kept is believed while it is whole, and while its template's text, the `options` that it was compiled with
    (in any words) and the versions of Python and Jinja are the same.
    """

    def __init__(self, folder: Path, options: str) -> None:
        self._folder = folder
        self._options = options

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name of the template."""
        return name

    def get_source_checksum(self, source: str) -> str:
        """What tells one text of a template, compiled in one way, from any other."""
        return super().get_source_checksum(f"{jinja2.__version__} {self._options}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket, where there is something of use."""
        with contextlib.suppress(OSError):
            kept = self._path(bucket).read_bytes()
            if hashlib.sha256(kept[_SIZE:]).digest() == kept[:_SIZE]:
                bucket.bytecode_from_string(kept[_SIZE:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what is in the bucket, whole or not at all."""
        if sys.dont_write_bytecode:
            return
        path, code = self._path(bucket), bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
                beside.write(hashlib.sha256(code).digest() + code)
            os.replace(beside.name, path)  # noqa: PTH105  # as importlib does it

    def _path(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(self._folder / bucket.key)))
