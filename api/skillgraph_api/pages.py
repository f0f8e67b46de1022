"""Who is shown a page: whoever likes one better than what programs read."""

from __future__ import annotations

from skillgraph.results import GRAPH_FORMATS, Family, Format, negotiate

JSON = Format("json", Family.SOLUTIONS, ("application/json",))
PAGE = Format("html", Family.SOLUTIONS, ("text/html", "application/xhtml+xml"))
DESCRIPTIONS: tuple[Format, ...] = tuple(
    found for found in GRAPH_FORMATS if found.name in ("ttl", "jsonld", "nt", "rdf")
)


def is_liked(accept: str, *others: Format) -> bool:
    """Whether a page is liked better than the other formats, as by browsers."""
    return negotiate(accept, (*others, PAGE)) == PAGE
