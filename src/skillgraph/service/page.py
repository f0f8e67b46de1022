"""The job `page`: a page of the site, made and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skillgraph.describe.links import header
from skillgraph.isolation.reply import Reply
from skillgraph.pages import Site, make_page
from skillgraph.pages.site import SECONDS
from skillgraph.results import HTML
from skillgraph.service.snapshot import Loaded, packed


def answer_page(loaded: Loaded, arguments: Mapping[str, Any]) -> Reply:
    """The page of that `name` with the texts of its `parameters`, made in `seconds`; `today` is an ISO date."""
    site = Site(
        loaded.engine,
        loaded.catalogue,
        loaded.context,
        loaded.base_url,
        loaded.digest,
        str(arguments["today"]),
        loaded.sources,
        loaded.shapes,
        read_world=lambda: loaded.recorded.world,
        contents=loaded.contents,
        seconds=float(arguments.get("seconds", SECONDS)),
    )
    page = make_page(site, arguments["name"], arguments.get("parameters", {}))
    head = {"form": "page", "today": page.depends_on_today, "volatile": not page.is_proven, "link": header(page.links)}
    return packed(page.render(site), HTML, arguments, **head)
