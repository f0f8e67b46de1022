"""What a page is made from, and where a thing has its page."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from skillgraph.coverage import Day, World, load_world
from skillgraph.describe.labels import labels
from skillgraph.describe.links import local
from skillgraph.engine import UNBOUNDED, Bounds, Dataset, Engine, Finished
from skillgraph.queries import NOTHING_KNOWN, OF_WORKSPACE, Catalogue, Limits, Vocabulary
from skillgraph.results import Context
from skillgraph.terms import split_id
from skillgraph.turtle import Sources
from skillgraph.workspace import Contents

_OWN_PAGES = ("task", "holder")  # kinds of things


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a page may take: seconds, and for a query on it limits of its text and of its answer."""

    limits: Limits = OF_WORKSPACE
    bounds: Bounds = UNBOUNDED
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Site:
    """One snapshot with its queries, the public address, and the day that is meant by today (an ISO date).

    `sources` says where everything is written; `shapes` is an engine over the shapes; `read_world` gives the world of
    the snapshot where somebody holds it; `contents` are its files, for each statement's line in them; `commits` has the
    last commit of a file and its day (ISO) by path, where git knows it. `noted` is what was counted while a dataset was
    made in which nothing can be counted for a page.
    """

    engine: Engine
    catalogue: Catalogue
    context: Context
    base_url: str
    digest: str
    today: str
    sources: Sources = field(default_factory=Sources)
    shapes: Engine = field(default_factory=lambda: Dataset().engine())
    vocabulary: Vocabulary = NOTHING_KNOWN
    allowed: Allowance = Allowance()
    clock: Callable[[], float] = time.perf_counter
    read_world: Callable[[], World] | None = None
    contents: Contents = field(default_factory=lambda: Contents(Path(), ()))
    commits: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    noted: Finished | None = None

    @property
    def world(self) -> World:
        """What is recorded of who can what."""
        return self.read_world() if self.read_world else load_world(self.engine)

    @property
    def day(self) -> Day:
        """Today."""
        return datetime.date.fromisoformat(self.today)

    @property
    def root(self) -> str:
        """The path of the public address, without a slash at its end: what local addresses begin with."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def snapshot(self) -> str:
        """The first 16 hexadecimal digits of the digest."""
        return self.digest[:16]

    def href(self, iri: str) -> str:
        """Where a click leads: on this site for its own IRIs; nowhere ('') for one that is no http or https URL."""
        if path := local(iri):
            return f"{self.root}{path}"
        return iri if iri.startswith(("https://", "http://")) else ""

    def page(self, iri: str, on: str = "") -> str:
        """Where people read about a thing on a day: a task's or a holder's own page, the document about any other."""
        kind, slug = split_id(iri) or ("", "")
        return self.address(f"/{kind}/{quote(slug, safe='')}", {"on": on}) if kind in _OWN_PAGES else self.href(iri)

    def why(self, target: str, holder: str, on: str = "") -> str:
        """The page that explains why a holder covers a target on a day or not."""
        names = [iri.rpartition("/")[2] for iri in (target, holder)]
        return self.address("/coverage/explain", {"target": names[0], "holder": names[1], "on": on})

    def address(self, path: str, fields: Mapping[str, str]) -> str:
        """A path of this site with the fields that are not empty as its query."""
        query = urlencode([(name, value) for name, value in fields.items() if value])
        return f"{self.root}{path}{'?' if query else ''}{query}"

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Labels by IRI; the short form of the IRI where there is none."""
        return labels(self.engine, iris)
