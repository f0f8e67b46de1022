"""What crawlers ask for: robots.txt (RFC 9309) and the site map (sitemaps.org protocol 0.9)."""

from __future__ import annotations

from urllib.parse import urlsplit

from skillgraph.describe.links import uri
from skillgraph.describe.served import Served
from skillgraph.results.markup import content

PAGES = (
    "/",
    "/ns",
    "/shapes",
    "/queries",
    "/coverage",
    "/funding",
    "/pyramid",
    "/quality",
    "/describe/service",
    "/describe/void",
    "/describe/dataset",
    "/describe/queries",
    "/linkset",
)


def robots(served: Served) -> str:
    """Everything but queries of one's own may be read by machines."""
    path = uri(urlsplit(served.endpoint).path)
    return f"User-agent: *\nDisallow: {path}?query=\nSitemap: {uri(served.url('/sitemap.xml'))}\n"


def sitemap(served: Served) -> str:
    """The routes that answer without parameters, absolute. No dates: the data state none for them."""
    asked = [served.query(one.name) for one in served.queries if not any(p.required for p in one.parameters)]
    addresses = [*map(served.url, PAGES), *asked, *(served.url(dump.path) for dump in served.whole_dumps)]
    rows = "".join(f"  <url><loc>{content(uri(address))}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )
