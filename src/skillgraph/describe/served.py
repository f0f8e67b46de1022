"""What is described, and the addresses of its parts."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from skillgraph.describe.dumps import WHOLE_DUMPS, WholeDump
from skillgraph.engine import Dataset, Engine, Finished
from skillgraph.errors import UsageError, WorkspaceError
from skillgraph.queries import CannedQuery, Catalogue
from skillgraph.results import Context
from skillgraph.terms import path_of
from skillgraph.turtle import Sources

_ADDRESS = re.compile(
    r"https?://(?:[\w.~-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?(?:/(?:[\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+)*", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Served:
    """A dataset with its canned queries, the address under which it is served, its snapshot's id, its JSON-LD context.

    `sources` says where everything is written; `shapes` is an engine over the shapes. `ontology` is one over the
    ontology where the dataset has none. `noted` is what was counted while a dataset was made in which nothing can be
    counted each time that somebody asks.
    UsageError where the address is no absolute http or https URL, or ends in a slash, a query or a fragment.
    """

    engine: Engine
    catalogue: Catalogue
    base_url: str
    snapshot: str
    context: Context | None = None
    sources: Sources = field(default_factory=Sources)
    shapes: Engine = field(default_factory=lambda: Dataset().engine())
    ontology: Engine | None = None
    noted: Finished | None = None

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.base_url):
            raise UsageError(
                f"{self.base_url!r} is no address that a description can name.",
                "SKILLGRAPH_PUBLIC_URL is written as https://host or https://host/path.",
            )

    @property
    def queries(self) -> tuple[CannedQuery, ...]:
        """The canned queries that can be read; the others answer nobody."""
        found = []
        for name in self.catalogue.names:
            with suppress(WorkspaceError):
                found.append(self.catalogue[name])
        return tuple(found)

    @property
    def whole_dumps(self) -> tuple[WholeDump, ...]:
        """The files with all graphs; none where they would be too long."""
        return () if self.noted else WHOLE_DUMPS

    def url(self, path: str) -> str:
        """The absolute address of a route."""
        return f"{self.base_url}{path}"

    @property
    def endpoint(self) -> str:
        """The address of the SPARQL endpoint."""
        return self.url("/sparql")

    @property
    def service(self) -> str:
        """The service behind the endpoint."""
        return self.url("/sparql#service")

    @property
    def dataset(self) -> str:
        """The dataset as it is served here: the union of its graphs."""
        return self.url("/.well-known/void#dataset")

    def part(self, kind: str, of: str) -> str:
        """A part of the dataset: of the kind graph, layer, class or property."""
        return self.url(f"/.well-known/void#{kind}/{quote(of, safe='/._-')}")

    def graph(self, graph: str) -> str:
        """The subset that one named graph is."""
        return self.part("graph", path_of(graph) or graph)

    def query(self, query: str) -> str:
        """A canned query."""
        return self.url(f"/queries/{quote(query, safe='')}")
