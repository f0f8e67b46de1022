"""Settings as one table that code, documentation and tests read alike.

A setting comes from, in this order: the value given in the program or on the command line, the environment
variable `SKILLGRAPH_<NAME>`, the default. Nothing is read when this module is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from skillgraph.errors import UnknownName, UsageError

DISK_FROM = 200_000  # statements: some 4,000 holders, of which the engine takes half a gigabyte of memory


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    default: str | int
    help: str
    is_limit: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"SKILLGRAPH_{self.name.upper()}"


def _row(default: str | int, text: str) -> Any:
    return field(default=default, metadata={"help": text, "is_limit": False})


def _limit(default: int, text: str) -> Any:
    """A row that `serve --explain-limits` prints."""
    return field(default=default, metadata={"help": text, "is_limit": True})


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; each field carries its help, and `TABLE` is read off the fields."""

    workspace: str = _row("", "folder that holds ontology/, shapes/, data/ and queries/; empty: look for one")
    cache: str = _row("", "folder for built snapshots; empty: the user's cache folder; 'off': none")
    disk_from: int = _row(DISK_FROM, "statements in the files from which on a snapshot is kept on disk; 0: always")
    dataset: str = _row("", "file of N-Quads that is served as it stands, in the place of the data; empty: none")
    host: str = _row("127.0.0.1", "address that the server listens on")
    port: int = _row(8000, "port that the server listens on")
    public_url: str = _row("", "address under which clients reach the server; empty: http://host:port")
    edit_url: str = _row("", "address where a file is edited, with {path} and {line} in it; empty: none is shown")
    watch: str = _row("true", "whether the server follows the files while they are edited: true or false")
    private: str = _row("false", "whether the server serves private files, to those who hold a token: true or false")
    tokens: str = _row("", "file of access tokens; empty: tokens.json in the user's configuration folder")
    engine: str = _row("embedded", "who evaluates: embedded, or remote for the endpoint of others that holds the graph")
    endpoint: str = _row("", "URL of that SPARQL endpoint; several replicas with commas between them")
    endpoint_look_seconds: int = _row(2, "how often the endpoint is asked which snapshot it holds, in seconds")
    endpoint_bytes: int = _limit(268_435_456, "most bytes that are read of one answer of the endpoint")
    query_text_get: int = _limit(16_384, "longest query text by GET, in bytes")
    query_text_post: int = _limit(65_536, "longest query text by POST, in bytes")
    delta_bytes: int = _limit(262_144, "longest Turtle by POST to /coverage/what-if, in bytes")
    query_tokens: int = _limit(4096, "most words and signs in a query")
    nesting: int = _limit(64, "deepest nesting of brackets in a query")
    patterns: int = _limit(256, "most triple patterns in a query; a group counts as two, a step of a path as one")
    query_seconds: int = _limit(10, "longest time for a query, from its parsing to its last byte, in seconds")
    query_memory: int = _limit(536_870_912, "most memory that a query may take, in bytes")
    rows: int = _limit(100_000, "most rows or triples in an answer")
    answer_bytes: int = _limit(52_428_800, "longest answer, in bytes before compression")
    workers: int = _limit(0, "queries that the server evaluates at once; 0: one per core")
    queue: int = _limit(16, "requests that wait for a worker")
    client_at_once: int = _limit(5, "queries of one client at once; more of them wait")
    client_seconds: int = _limit(60, "query time of one client a minute, in seconds; 0: any")
    cache_bytes: int = _limit(67_108_864, "memory for answers that are kept, in bytes; 0: none")
    url_bytes: int = _limit(65_536, "longest URL, in bytes")
    header_bytes: int = _limit(65_536, "longest header section of a request, in bytes")
    read_seconds: int = _limit(
        10, "longest time for a request's header section, and for its body, to arrive, in seconds"
    )
    connections: int = _limit(1000, "connections at once")
    trusted_proxies: str = _row("", "addresses or networks whose X-Forwarded-For is believed, with commas between them")
    allowed_hosts: str = _row("", "names that requests may give as Host, with commas between them; empty: any")
    slow_log_seconds: int = _row(1, "queries that take longer are logged, in seconds")
    log_requests: str = _row("false", "whether every request is logged: true or false")
    log_queries: str = _row("false", "whether the log holds the text of queries and not only its hash: true or false")

    @property
    def base_url(self) -> str:
        """The public address without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_remote(self) -> bool:
        """Whether an endpoint of others evaluates; UsageError where the setting is neither of its words."""
        if self.engine not in ("embedded", "remote"):
            raise UsageError(f"SKILLGRAPH_ENGINE is {self.engine!r}.", "It takes embedded or remote.")
        if self.engine == "remote" and self.serves_private:
            raise UsageError("A private server cannot answer from an endpoint of others.", "Leave --private out.")
        return self.engine == "remote"

    @property
    def is_given(self) -> bool:
        """Whether a file of N-Quads is served as it stands; UsageError where an endpoint shall answer as well."""
        if self.dataset and self.is_remote:
            raise UsageError(
                "A dataset of one file is not served from an endpoint of others.", "Leave one of them out."
            )
        return bool(self.dataset)

    @property
    def watches(self) -> bool:
        """Whether the server follows the files; UsageError where the setting is neither true nor false."""
        return self.is_on("watch")

    @property
    def serves_private(self) -> bool:
        """Whether the server serves private files; UsageError where the setting is neither true nor false."""
        return self.is_on("private")

    def is_on(self, name: str) -> bool:
        """The value of a setting that is true or false; UsageError where it is neither."""
        value = getattr(self, name)
        if value not in ("true", "false"):
            raise UsageError(f"SKILLGRAPH_{name.upper()} is {value!r}.", "It takes true or false.")
        return bool(value == "true")

    def listed(self, name: str) -> tuple[str, ...]:
        """The parts of a setting that takes several values with commas between them."""
        return tuple(part.strip() for part in str(getattr(self, name)).split(",") if part.strip())


TABLE: tuple[Setting, ...] = tuple(
    Setting(row.name, cast("str | int", row.default), row.metadata["help"], row.metadata["is_limit"])
    for row in fields(Settings)
)


def origin(row: Setting, environ: Mapping[str, str]) -> str:
    """Where the value of a setting comes from: its environment variable, or the default."""
    return row.variable if row.variable in environ else "default"


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
