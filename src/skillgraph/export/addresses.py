"""Which addresses of a server have a place in a copy of its site, and in which file each lies."""

from __future__ import annotations

import hashlib
import posixpath
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

NOTE = "needs-a-server.html"

# What asks something of a server, or tells of one.
_ASKING = re.compile(r"/(?:sparql|search|status|metrics|livez|readyz|linkset|openapi\.json|robots\.txt)(?:[./].*)?")
_SHOWN = "/sparql"  # whose links lead to a note in place of it
_FIELDS = frozenset(("sort", "edit", "query", "format", "timeout", "labels", "q", "search"))
_SUFFIXES = frozenset(("", "html", "csv", "json", "jsonld", "ttl", "xlsx", "js", "css", "svg", "png", "ico", "woff2"))
_OTHERS = frozenset(
    ("tsv", "xml", "markdown", "nt", "nq", "rdf", "trig", "gz", "txt", "arrow", "parquet", "ndjson", "objects")
)
_WHOLE = frozenset(("json", "xlsx"))  # only where nothing was chosen: there are many choices
_ENDINGS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/json": "json",
    "text/csv": "csv",
}
_KEPT = re.compile(r"[^\w.,=@+/-]", re.ASCII)
_LONGEST = 100  # of a name of a file


def has_place(address: str) -> bool:
    """Whether a copy can hold what is at an address (a path, perhaps with a query)."""
    parts = urlsplit(address)
    if _ASKING.fullmatch(parts.path) or any(name in _FIELDS for name, _ in parse_qsl(parts.query)):
        return False
    _, dot, suffix = posixpath.basename(parts.path).rpartition(".")
    return not dot or (suffix not in _OTHERS and not (parts.query and suffix in _WHOLE))


def has_note(address: str) -> bool:
    """Whether a link to an address that has no place leads to the note about it."""
    return urlsplit(address).path == _SHOWN


def file_of(address: str, content_type: str) -> str:
    """The path of the file; its ending tells any web server what is in it."""
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/") or "index"
    asked = ",".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query)))
    ending = _ENDINGS.get(content_type.partition(";")[0].strip(), "")
    stem, dot, suffix = path.rpartition(".")
    if dot and "/" not in suffix and suffix in _SUFFIXES and (not ending or suffix == ending):
        ending = suffix
    else:
        stem = path
    name = f"{stem},{asked}" if asked else stem
    plain = _KEPT.sub("-", "/".join(piece.lstrip(".") or "-" for piece in name.split("/")))
    folder, last = posixpath.split(plain)
    if plain != name or len(last) > _LONGEST:
        last = f"{last[:_LONGEST]}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"
    return posixpath.join(folder, f"{last}.{ending}" if ending else last)


def relative(target: str, page: str, fragment: str = "") -> str:
    """A link from one file of the copy to another."""
    path = quote(posixpath.relpath(target, posixpath.dirname(page) or "."), safe="/,=@+")
    return f"{path}#{fragment}" if fragment else path
