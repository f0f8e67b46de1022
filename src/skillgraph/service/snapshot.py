"""What a desk has before it, and how it packs an answer."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from skillgraph.coverage import World, load_world
from skillgraph.describe import Document
from skillgraph.engine import Bounds, Dataset, Engine, Finished
from skillgraph.errors import LimitReached
from skillgraph.isolation.reply import Reply, Shared
from skillgraph.queries import Catalogue
from skillgraph.queries.vocabulary import Vocabulary
from skillgraph.results import Context, Format
from skillgraph.turtle import Sources
from skillgraph.workspace import Contents

Commits = Mapping[str, tuple[str, str]]  # the last commit of a file and its day, by path
SNAPSHOT_DIGITS = 16  # of its digest, which are its id
_WORTH_PACKING = 1024
_LEVEL = 3


class Recorded:
    """What takes longer to read than a snapshot may take to be served, read when it is first asked for."""

    def __init__(self, engine: Engine, sources: Sources, ontology: bytes = b"", too_many: int = 0) -> None:
        self.documents: dict[tuple[str, str], Document] = {}  # by name and format, those that were made ahead
        self._engine = engine
        self._sources = sources
        self._ontology = ontology
        self._too_many = too_many  # quads, where there are too many for the world

    @property
    def holds_world(self) -> bool:
        """Whether the world can be read."""
        return not self._too_many

    @cached_property
    def world(self) -> World:
        """Who can what: the world of the snapshot; LimitReached where it does not go into memory."""
        if not self.holds_world:
            raise LimitReached(
                f"The dataset has {self._too_many:,} quads, and who can what is read into memory for this answer.",
                "memory",
                "Ask a canned query such as who-covers, or with SPARQL.",
            )
        return load_world(self._engine)

    @cached_property
    def ontology(self) -> Engine | None:
        """An engine over the workspace's ontology; None where it is part of the dataset."""
        return _engine_over(self._ontology) if self._ontology else None

    @cached_property
    def shapes(self) -> Engine:
        """An engine over the shapes, which are no part of the dataset."""
        return _engine_over(self._sources.shapes)

    def forget(self) -> None:
        """Lets the world be read and documents be made again: what they were made from has changed meanwhile."""
        vars(self).pop("world", None)
        self.documents.clear()


@dataclass(frozen=True, slots=True)
class Loaded:
    """One snapshot, ready to be asked: its engine, queries, terms, what it records, its sources, files and commits."""

    engine: Engine
    catalogue: Catalogue
    context: Context
    vocabulary: Vocabulary
    base_url: str
    digest: str
    recorded: Recorded
    sources: Sources
    contents: Contents
    commits: Commits = field(default_factory=dict)
    noted: Finished | None = None  # what is known of a dataset in which nothing can be counted for an answer


def _engine_over(nquads: bytes) -> Engine:
    dataset = Dataset()
    dataset.load_nquads(nquads)
    return dataset.engine()


def bounds_of(arguments: Mapping[str, Any]) -> Bounds:
    """The bounds on the answer that a job was given; none where it was given none."""
    limits = arguments.get("limits", {})
    unbounded = Bounds()
    return Bounds(limits.get("rows", unbounded.rows), limits.get("bytes", unbounded.size))


def packed(
    body: bytes,
    chosen: Format,
    arguments: Mapping[str, Any],
    *,
    warnings: Sequence[str] = (),
    rows: int | None = None,
    **head: str | int,
) -> Reply:
    """An answer with its head, compressed where that was asked for and is worth it. The same body, the same bytes."""
    encoding = ""
    if arguments.get("gzip") and len(body) > _WORTH_PACKING:
        packer = zlib.compressobj(_LEVEL, wbits=31)  # gzip, without a time
        body, encoding = packer.compress(body) + packer.flush(), "gzip"
    told = (chosen.name, chosen.content_type, encoding, tuple(warnings), tuple(head.items()))
    return Reply(_head(*told), body, rows)


@lru_cache(maxsize=256)
def _head(
    name: str, content_type: str, encoding: str, warnings: tuple[str, ...], more: tuple[tuple[str, str | int], ...]
) -> Shared:
    """One head for all answers that are described alike."""
    about = {"format": name, "content_type": content_type, "encoding": encoding, "warnings": list(warnings)}
    return Shared({**about, **dict(more)})
