"""Settings as one table that code, documentation and tests read alike.

A setting comes from, in this order: the value given in the program or on the command line, the environment
variable `SKILLGRAPH_<NAME>`, the default. Nothing is read when this module is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from skillgraph.errors import UnknownName, UsageError


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    default: str | int
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"SKILLGRAPH_{self.name.upper()}"


def _row(default: str | int, text: str) -> Any:
    return field(default=default, metadata={"help": text})


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; each field carries its help, and `TABLE` is read off the fields."""

    workspace: str = _row("", "folder that holds ontology/, shapes/, data/ and queries/; empty: look for one")
    cache: str = _row("", "folder for built snapshots; empty: the user's cache folder; 'off': none")
    host: str = _row("127.0.0.1", "address that the server listens on")
    port: int = _row(8000, "port that the server listens on")
    public_url: str = _row("", "address under which clients reach the server; empty: http://host:port")
    query_text_get: int = _row(16_384, "longest query text by GET, in bytes")
    query_text_post: int = _row(65_536, "longest query text by POST, in bytes")
    query_tokens: int = _row(4096, "most words and signs in a query")
    nesting: int = _row(64, "deepest nesting of brackets in a query")
    threads: int = _row(4, "queries that the server evaluates at once")
    watch: str = _row("true", "whether the server follows the files while they are edited: true or false")

    @property
    def base_url(self) -> str:
        """The public address without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def watches(self) -> bool:
        """Whether the server follows the files; UsageError where the setting is neither true nor false."""
        if self.watch not in ("true", "false"):
            raise UsageError(f"SKILLGRAPH_WATCH is {self.watch!r}.", "It takes true or false.")
        return self.watch == "true"


TABLE: tuple[Setting, ...] = tuple(
    Setting(row.name, cast("str | int", row.default), row.metadata["help"]) for row in fields(Settings)
)


def load(environ: Mapping[str, str], **given: str | int | None) -> Settings:
    """Settings from the environment and the given values; UsageError names what is not well formed."""
    rows = {row.name: row for row in TABLE}
    unknown = [name for name in given if name not in rows]
    if unknown:
        raise UnknownName(f"There is no setting called {unknown[0]!r}.", f"Settings: {', '.join(rows)}.")
    values: dict[str, str | int] = {}
    for row in TABLE:
        raw = given.get(row.name)
        if raw is None:
            raw = environ.get(row.variable)
        if raw is not None:
            values[row.name] = _typed(row, raw)
    return Settings(**values)  # type: ignore[arg-type]  # each value was typed by its row


def _typed(row: Setting, raw: str | int) -> str | int:
    if isinstance(row.default, str):
        return str(raw)
    try:
        number = int(raw)
    except ValueError:
        raise UsageError(f"{row.variable} is {raw!r}.", f"It takes a whole number: {row.help}.") from None
    if number < 0:
        raise UsageError(f"{row.variable} is {number}.", f"It takes a number from 0: {row.help}.")
    return number
