"""The job `document`: what the endpoint says of itself, its dumps, and the context of its JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.describe import Served, document, in_all_formats
from skillgraph.isolation.reply import Reply
from skillgraph.service.snapshot import SNAPSHOT_DIGITS, Loaded, packed

AHEAD = "service"  # what a client asks for before anything else


def write_ahead(loaded: Loaded) -> None:
    """Makes the service description in all its formats, so that nobody waits for the counts in it."""
    for made in in_all_formats(_served(loaded), AHEAD):
        loaded.recorded.documents[AHEAD, made.format.name] = made


def answer_document(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The document of that `name` and `format`; the head has its typed links as a Link field's value, `link`."""
    asked = arguments["name"], arguments["format"]
    found = loaded.recorded.documents.get(asked) or document(_served(loaded), *asked)
    wants_gzip = arguments.get("gzip") and found.format.media_types[0] != "application/gzip"
    return packed(
        found.body,
        found.format,
        {"gzip": wants_gzip},
        form="document",
        link=found.link,
        today=False,
        volatile=False,
    )


def _served(loaded: Loaded) -> Served:
    snapshot = loaded.digest[:SNAPSHOT_DIGITS]
    parts = (loaded.engine, loaded.catalogue, loaded.base_url, snapshot, loaded.context)
    return Served(*parts, loaded.sources, loaded.recorded.shapes, loaded.recorded.ontology, loaded.noted)
