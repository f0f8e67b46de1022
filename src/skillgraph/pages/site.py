"""What a page is made from, and where a thing has its page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from skillgraph.engine import UNBOUNDED, Bounds, Engine
from skillgraph.queries import NOTHING_KNOWN, OF_WORKSPACE, Catalogue, Limits, Vocabulary
from skillgraph.results import Context
from skillgraph.terms import GRAPH, ID, LABELS, NS, SHAPES, compact

_LABELS = """SELECT ?thing (MIN(?text) AS ?label) {{
  VALUES ?thing {{ {} }} VALUES ?property {{ {} }} ?thing ?property ?text
}} GROUP BY ?thing"""
_LOCAL = ((ID, "/id/"), (GRAPH, "/graph/"), (NS, "/ns#"), (SHAPES, "/shapes#"))


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a query on a page may take: of its text, of its answer, and seconds (0 for any)."""

    limits: Limits = OF_WORKSPACE
    bounds: Bounds = UNBOUNDED
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Site:
    """One snapshot with its queries, the public address, and the day that is meant by today (an ISO date)."""

    engine: Engine
    catalogue: Catalogue
    context: Context
    base_url: str
    digest: str
    today: str
    vocabulary: Vocabulary = NOTHING_KNOWN
    allowed: Allowance = Allowance()
    clock: Callable[[], float] = time.perf_counter

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
        for base, path in _LOCAL:
            if iri.startswith(base):
                return f"{self.root}{path}{quote(iri[len(base) :], safe='/._-~')}"
        return iri if iri.startswith(("https://", "http://")) else ""

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Labels by IRI; the short form of the IRI where there is none."""
        wanted = dict.fromkeys(iris)
        known = {iri: compact(iri) for iri in wanted}
        if wanted:
            things, properties = (" ".join(f"<{iri}>" for iri in some) for some in (wanted, LABELS))
            for thing, label in self.engine.select(_LABELS.format(things, properties)).rows:
                if label is not None:
                    known[str(thing)] = str(label)
        return known
