"""Resolution of IRI references (RFC 3986, sections 5.2 and 5.3; RFC 3987 for the characters)."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def is_absolute(iri: str) -> bool:
    """Whether the reference has a scheme of its own."""
    return _ABSOLUTE.match(iri) is not None


def resolve(base: str, reference: str) -> str:
    """The absolute IRI that a reference stands for; an absolute reference is left exactly as it is."""
    if is_absolute(reference):
        return reference
    scheme, authority, path, query, fragment = _split(base)
    _, its_authority, its_path, its_query, its_fragment = _split(reference)
    if its_authority is not None:
        authority, path, query = its_authority, _remove_dots(its_path or ""), its_query
    elif not its_path:
        query = its_query if its_query is not None else query
    else:
        query = its_query
        path = _remove_dots(its_path if its_path.startswith("/") else _merge(authority, path or "", its_path))
    fragment = its_fragment
    return "".join(
        (
            f"{scheme}:" if scheme else "",
            f"//{authority}" if authority is not None else "",
            path or "",
            f"?{query}" if query is not None else "",
            f"#{fragment}" if fragment is not None else "",
        )
    )


def _split(iri: str) -> tuple[str | None, ...]:
    match = _PARTS.fullmatch(iri)
    assert match is not None  # every text has these parts, if only empty ones
    return match.groups()


def _merge(authority: str | None, base_path: str, path: str) -> str:
    if authority is not None and not base_path:
        return f"/{path}"
    return base_path[: base_path.rfind("/") + 1] + path


def _remove_dots(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    out: list[str] = []
    segments = path.split("/")
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == ".":
            if last:
                out.append("")
        elif segment == "..":
            if len(out) > 1 or (out and out[0] != ""):
                out.pop()
            if last:
                out.append("")
        else:
            out.append(segment)
    return "/".join(out)
