"""The job `document`: what the endpoint says of itself, its dumps and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.describe import Served, document
from skillgraph.isolation.reply import Reply
from skillgraph.service.snapshot import Loaded, packed


def answer_document(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The document of that name and format; the head has the value of its `Link` header."""
    served = Served(loaded.engine, loaded.catalogue, loaded.base_url, loaded.digest[:16])
    made = document(served, arguments["name"], arguments["format"])
    return packed(
        made.body,
        made.format,
        arguments,
        form="document",
        rows=0,
        warnings=[],
        today=False,
        volatile=False,
        link=made.link,
    )
