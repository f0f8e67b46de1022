"""Linked data: every IRI of the graph answers, as a page or in any RDF format (Cool URIs for the Semantic Web, 4.2).

A thing is no document: `/id/...` leads to the document about it (303, RFC 9110, section 15.4.4). A suffix decides the
format before Accept does; where Accept leaves the choice, it is Turtle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from skillgraph.describe import formats_of
from skillgraph.findings import Finding
from skillgraph.results import Format, format_named
from skillgraph.terms import ID
from skillgraph_api.description import answer, negotiated
from skillgraph_api.pages import PAGE
from skillgraph_api.turn import turn_of

router = APIRouter(tags=["linked data"])

_MOST_FINDINGS = 20


@router.get("/id/{kind}/{slug}", summary="A thing: leads to the document about it", status_code=303)
async def thing(request: Request, kind: str, slug: str) -> Response:
    """303 to `/doc/...`, with the suffix where there is one."""
    base_url = turn_of(request).state.settings.base_url
    where = f"{base_url}/doc/{quote(kind, safe='')}/{quote(slug, safe='')}"
    headers = {"Location": where, "Vary": "Accept, Accept-Encoding", "Cache-Control": "public, no-cache"}
    return Response(f"See {where}\n", 303, headers, "text/plain")


@router.get("/doc/{kind}/{slug}", summary="The document about a thing", response_class=Response)
async def document(request: Request, kind: str, slug: str) -> Response:
    """What is said of it and what points to it; 410 where it was retired, 404 with what may be meant."""
    stem, suffix = _split(slug, formats_of(f"id/{kind}/{slug}"))
    name = f"id/{kind}/{stem}"
    if not _is_page(request, name, suffix):
        return await answer(request, name, suffix)
    turn = turn_of(request)
    settings = turn.state.settings
    told = _told(turn.state.findings, f"{ID}{kind}/{stem}")
    given = {"kind": kind, "slug": stem, "findings": told, "edit_url": settings.edit_url}
    return await turn.page("resource", {**given, "commits": turn.state.commits})


@router.get("/doc/{kind}/{slug}/neighbours.{suffix}", summary="What a thing is linked with", response_class=Response)
async def neighbours(request: Request, kind: str, slug: str, suffix: str) -> Response:
    """Its direct neighbours as nodes and edges (`json`), or as a table (`csv`)."""
    return await answer(request, f"neighbours/{kind}/{slug}", suffix)


def _publish(name: str, summary: str, about: str) -> None:
    """The routes of a document that comes whole, in a format by its suffix, and module by module."""

    @router.get(f"/{name}", summary=summary, description=about, operation_id=name, response_class=Response)
    async def whole(request: Request) -> Response:
        return await _module(request, name)

    in_a_format, a_module = f"{summary}, in a format", f"{summary}: a module"

    @router.get(f"/{name}.{{suffix}}", summary=in_a_format, operation_id=f"{name}_in_format", response_class=Response)
    async def in_format(request: Request, suffix: str) -> Response:
        """`ttl`, `nt`, `jsonld`, `rdf` or `html`."""
        return await _module(request, f"{name}.{suffix}")

    @router.get(f"/{name}/{{module:path}}", summary=a_module, operation_id=f"{name}_module", response_class=Response)
    async def part(request: Request, module: str) -> Response:
        """By the IRI of the module or of its version, such as `/ns/skill` and `/ns/skill/1.0.0`."""
        return await _module(request, f"{name}/{module}")


_publish("ns", "The ontology", "Every class and property of the vocabulary; terms are its fragments, as `/ns#Skill`.")
_publish(
    "shapes", "The shapes that data have to conform to", "SHACL; each shape is a fragment, such as `/shapes#Task`."
)


@router.get("/graph/{path:path}", summary="A named graph", response_class=Response)
async def graph(request: Request, path: str) -> Response:
    """The graph of a file or of a rule, by its own IRI; `/dump/...` has it under a suffix for each format."""
    name = f"graph/{path}"
    if _is_page(request, name, ""):
        turn = turn_of(request)
        return await turn.page("graph", {"path": path, "commits": turn.state.commits})
    return await answer(request, name)


@router.get("/context/{version}.jsonld", summary="A version of the JSON-LD context", response_class=Response)
async def context(request: Request, version: str) -> Response:
    """The context that documents name; `/context.jsonld` is the present one."""
    return await answer(request, f"context/{version}", "jsonld")


async def _module(request: Request, path: str) -> Response:
    stem, suffix = _split(path, formats_of(path.partition(".")[0].partition("/")[0]))
    if not _is_page(request, stem, suffix):
        return await answer(request, stem, suffix)
    name, _, module = stem.partition("/")
    return await turn_of(request).page({"ns": "ontology"}.get(name, name), {"module": module})


def _split(name: str, formats: Sequence[Format]) -> tuple[str, str]:
    """A name without the suffix of a format, and that suffix; a full stop may be part of a name."""
    stem, _, suffix = name.rpartition(".")
    return (stem, suffix) if stem and suffix in {PAGE.name, *(one.name for one in formats)} else (name, "")


def _is_page(request: Request, name: str, suffix: str) -> bool:
    formats = (*formats_of(name), PAGE)
    accept = request.headers.get("accept", "")
    return (format_named(suffix, formats) if suffix else negotiated(accept, formats)) is PAGE


def _told(findings: Sequence[Finding], iri: str) -> str:
    """The findings about a thing, as JSON."""
    about = [found for found in findings if found.focus == iri][:_MOST_FINDINGS]
    rows = [[one.code, one.severity.value, one.message, one.path, one.line, one.hint] for one in about]
    return json.dumps(rows)
