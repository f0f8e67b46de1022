"""The job `document`: what the endpoint says of itself, its dumps, and the context of its JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.describe import Served, document
from skillgraph.isolation.reply import Reply
from skillgraph.service.snapshot import SNAPSHOT_DIGITS, Loaded, packed


def answer_document(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The document of that `name` and `format`; the head has its typed links as a Link field's value, `link`."""
    snapshot = loaded.digest[:SNAPSHOT_DIGITS]
    parts = (loaded.engine, loaded.catalogue, loaded.base_url, snapshot, loaded.context)
    served = Served(*parts, loaded.sources, loaded.recorded.shapes, loaded.recorded.ontology, loaded.noted)
    found = document(served, arguments["name"], arguments["format"])
    wants_gzip = arguments.get("gzip") and found.format.media_types[0] != "application/gzip"
    return packed(
        found.body,
        found.format,
        {"gzip": wants_gzip},
        form="document",
        link=found.link,
        warnings=[],
        today=False,
        volatile=False,
    )
