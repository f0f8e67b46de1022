"""The job `page`: a page of the site, made and rendered."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from skillgraph.describe.links import header
from skillgraph.isolation.reply import Reply
from skillgraph.pages import Allowance, Site, make_page
from skillgraph.results import HTML
from skillgraph.service.query import limits_of
from skillgraph.service.snapshot import Loaded, bounds_of, packed


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
        loaded.recorded.shapes,
        loaded.vocabulary,
        Allowance(limits_of(arguments), bounds_of(arguments), float(arguments["seconds"])),
        read_world=lambda: loaded.recorded.world,
        contents=loaded.contents,
        commits=loaded.commits,
        noted=loaded.noted,
    )
    page = make_page(site, arguments["name"], arguments.get("parameters", {}))
    return packed(
        page.render(site),
        HTML,
        arguments,
        form="page",
        link=header(page.links),
        rows=page.rows,
        status=page.status,
        today=page.depends_on_today,
        volatile=page.is_volatile or page.status != HTTPStatus.OK,
        warnings=page.warnings,
    )
