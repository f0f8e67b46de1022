"""Typed links between the routes: `Link` headers (RFC 8288, Signposting) and link sets (RFC 9264)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from skillgraph.terms import GRAPH, ID, NS, SHAPES

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SAFE = "!#$%&'()*+,/:;=?@[]~"  # what a URI may hold beside letters, digits and -._ (RFC 3986, section 2)
_IN_PATH = "/._-~"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a context to a target: its relation, and the target's media type and title where they are known."""

    rel: str
    href: str
    type: str = ""
    title: str = ""


def uri(iri: str) -> str:
    """An IRI as a URI: everything that is not allowed in one is percent-encoded (RFC 3987, section 3.1)."""
    return quote(_BARE_PERCENT.sub("%25", iri), safe=_SAFE)


_BELOW = ((ID, "/id/"), (GRAPH, "/graph/"), (NS, "/ns#"), (SHAPES, "/shapes#"))
_MODULES = ((NS[:-1], "/ns"), (SHAPES[:-1], "/shapes"))


def local(iri: str) -> str:
    """The path, from the root of a site, at which an IRI of ours is answered; '' for any other IRI."""
    places = (*_BELOW, *(place for place in _MODULES if iri[len(place[0]) :][:1] in ("", "/")))
    for base, path in places:
        if iri.startswith(base):
            return f"{path}{quote(iri[len(base) :], safe=_IN_PATH)}"
    return ""


def header(links: Iterable[Link]) -> str:
    """The value of a `Link` header. It is ASCII, and no value can end it or add another link."""
    return ", ".join(_value(link) for link in links)


def linkset_text(contexts: Mapping[str, Iterable[Link]]) -> str:
    """The links of each context as `application/linkset` (RFC 9264, section 4.1)."""
    rows = [_value(link, context) for context, links in contexts.items() for link in links]
    return ",\n".join(rows) + "\n"


def linkset_json(contexts: Mapping[str, Iterable[Link]]) -> str:
    """The links of each context as `application/linkset+json` (RFC 9264, section 4.2)."""
    return json.dumps({"linkset": [_context(anchor, links) for anchor, links in contexts.items()]}, indent=1) + "\n"


def _context(anchor: str, links: Iterable[Link]) -> dict[str, object]:
    found: dict[str, object] = {"anchor": uri(anchor)}
    for link in links:
        target = {"href": uri(link.href)}
        target |= {key: value for key, value in (("type", link.type), ("title", link.title)) if value}
        targets = found.setdefault(link.rel, [])
        assert isinstance(targets, list)
        targets.append(target)
    return found


def _value(link: Link, anchor: str = "") -> str:
    parts = [f"<{uri(link.href)}>", f"rel={_quoted(link.rel)}"]
    if anchor:
        parts.append(f"anchor={_quoted(uri(anchor))}")
    if link.type:
        parts.append(f"type={_quoted(link.type)}")
    if link.title:
        plain = link.title.isascii() and link.title.isprintable()
        parts.append(f"title={_quoted(link.title)}" if plain else f"title*=UTF-8''{quote(link.title, safe='')}")
    return "; ".join(parts)


def _quoted(text: str) -> str:
    """A quoted string (RFC 9110, section 5.6.4); what it cannot hold is percent-encoded."""
    if _TOKEN.fullmatch(text):
        return f'"{text}"'
    kept = "".join(c if c.isascii() and c.isprintable() else quote(c, safe="") for c in text)
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
