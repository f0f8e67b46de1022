"""`/sparql`: the query part of the SPARQL 1.1 Protocol (section 2.1), by GET, form POST and direct POST."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from skillgraph.describe import signposts
from skillgraph.describe.links import header
from skillgraph.errors import ForbiddenQuery, NotAcceptable, TooLarge, UsageError
from skillgraph.isolation import Common, Worded
from skillgraph.results import GRAPH_FORMATS, SOLUTION_FORMATS, TYPED_FORMATS, Format, acceptable
from skillgraph.service import limits_in
from skillgraph.settings import Settings
from skillgraph_api.asking import Question
from skillgraph_api.errors import AddressTooLong, UnsupportedMediaType
from skillgraph_api.request import Fields, Request, decoded, text_of

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
ALLOW = "GET, HEAD, OPTIONS, POST"
# A page comes last in both families, and its name stands for both: so one order by liking fits either family.
FORMATS: tuple[Format, ...] = tuple(
    sorted((*SOLUTION_FORMATS, *TYPED_FORMATS, *GRAPH_FORMATS), key=lambda one: one.name == "html")
)
_SLACK = 8192  # bytes of a form beside the query
_UTF8 = ("", "utf-8", "utf8", "us-ascii")

# Names that clients send as `format`, beside our own: what SPARQLWrapper and others call the formats.
ALIASES: dict[str, tuple[str, ...]] = {
    "json": ("json", "jsonld"),
    "xml": ("xml", "rdf"),
    "turtle": ("ttl",),
    "n3": ("ttl",),
    "ntriples": ("nt",),
    "n-triples": ("nt",),
    "nquads": ("nq",),
    "n-quads": ("nq",),
    "rdf+xml": ("rdf",),
    "rdf-xml": ("rdf",),
    "rdfxml": ("rdf",),
    "json-ld": ("jsonld",),
    "arrows": ("arrow",),  # the suffix of a stream where it is a file
    "jsonl": ("ndjson",),
}


async def fields_of(request: Request, settings: Settings) -> Fields:
    """The parameters of a request, wherever they are; a body that is a query counts as one."""
    fields = request.parameters()
    if request.method != "POST":
        return fields
    media, _, parameters = request.content_type.partition(";")
    media = media.strip().lower()
    if media not in (FORM, QUERY, UPDATE):
        raise UnsupportedMediaType(
            f"A body of type {media[:100] or 'nothing stated'} is not understood.", f"Send {QUERY} or {FORM}."
        )
    charset = re.search(r'charset\s*=\s*"?([^\s";]+)', parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in _UTF8:
        raise UnsupportedMediaType(f"A body in {charset[1][:40]} is not understood.", "Send it as UTF-8.")
    if media == UPDATE:
        raise read_only()
    limit = settings.query_text_post if media == QUERY else 3 * settings.query_text_post + _SLACK
    body = await request.body(limit, settings.read_seconds)  # a form writes a byte as up to three
    return [*fields, ("query", text_of(body))] if media == QUERY else [*fields, *decoded(body, "The body")]


def read_only() -> ForbiddenQuery:
    """What an update is answered."""
    return ForbiddenQuery("This dataset is read-only.", "Edit the files in git instead.")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query's request asks for beside its text."""

    arguments: Common
    formats: tuple[Format, ...]
    names: tuple[str, ...]  # of the formats
    seconds: float
    asked: str  # what of the arguments tells one answer from another


class Shapes:
    """The shapes of requests under some settings. Few are in use, so each is read once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.link = links_of(settings.base_url)
        self._known = lru_cache(maxsize=256)(self._read)

    def of(self, request: Request, fields: tuple[tuple[str, str], ...]) -> Shape:
        """The shape of a request with these parameters beside the query; UsageError and its like."""
        read = self._known if sum([len(value) for _, value in fields]) <= _SLACK else self._read
        return read(request.accept, request.gzip, request.method == "POST", fields)

    def _read(self, accept: str, gzip: bool, posted: bool, fields: tuple[tuple[str, str], ...]) -> Shape:
        settings = self.settings
        formats = formats_of(accept, list(fields))
        names = tuple(found.name for found in formats)
        asked: dict[str, Any] = {
            "default_graphs": [value for name, value in fields if name == "default-graph-uri"],
            "named_graphs": [value for name, value in fields if name == "named-graph-uri"],
        }
        if wants_labels(fields):
            asked["labels"] = True
        text = settings.query_text_post if posted else settings.query_text_get
        more = {"formats": list(dict.fromkeys(names)), "limits": limits(settings, text), "gzip": gzip}
        return Shape(Common(asked | more), formats, names, seconds_of(fields, settings), repr(asked))


def question(request: Request, fields: Fields, shapes: Shapes) -> Question | None:
    """What a request asks; None where it asks nothing. UsageError and its like say what is wrong with it."""
    queries = [value for name, value in fields if name == "query"]
    others = tuple([field for field in fields if field[0] != "query"])
    if any(name == "update" for name, _ in others):
        raise read_only()
    if not queries and request.method != "POST":
        return None
    if len(queries) > 1:
        raise UsageError(f"There are {len(queries)} queries.", "Send one.")
    text = queries[0] if queries else ""
    if not text.strip() and request.method != "POST" and "text/html" in request.accept:
        return None  # a form that was sent empty
    if not text.strip():
        raise UsageError("There is no query.", "Send one as the parameter 'query'.")
    shape = shapes.of(request, others)
    _check_length(request, text, shapes.settings)
    arguments = Worded(shape.arguments, "query", text)
    return Question("query", arguments, shape.formats, shape.seconds, text, shapes.link, shape.names, shape.asked)


@cache
def links_of(base_url: str) -> str:
    """What belongs to every answer: the descriptions of the service and of the dataset."""
    return header(signposts.of_endpoint(base_url))


def _check_length(request: Request, text: str, settings: Settings) -> None:
    """Raises where the query has more bytes than it may."""
    posted = request.method == "POST"
    limit = settings.query_text_post if posted else settings.query_text_get
    size = len(text) if text.isascii() else len(text.encode())
    if size > limit:
        kind = TooLarge if posted else AddressTooLong
        hint = "Shorten it." if posted else f"Send it by POST, up to {settings.query_text_post} bytes."
        raise kind(f"The query has {size} bytes, and {limit} are allowed here.", hint)


def limits(settings: Settings, text: int) -> dict[str, int]:
    """The bounds of one query."""
    return limits_in(settings, text, settings.answer_bytes)


def formats_of(accept: str, fields: Fields, offered: tuple[Format, ...] = FORMATS) -> tuple[Format, ...]:
    """The formats that a request allows, best liked first: by `format`, else by Accept. NotAcceptable for none."""
    named = [value for name, value in fields if name == "format" and value]
    if named:
        name = named[0].lower()
        wanted = ALIASES.get(name, (name,))
        found = tuple(one for one in offered if one.name in wanted or name in one.media_types)
        asked = f"format={named[0][:100]!r}"
    else:
        found = acceptable(accept, offered)
        asked = f"Accept: {accept[:200]!r}"
    if not found:
        names = ", ".join(dict.fromkeys(f"{one.media_types[0]} ({one.name})" for one in offered))
        raise NotAcceptable(f"Nothing here can be sent for {asked}.", f"There are: {names}.")
    return found


def wants_labels(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether a column with labels is to stand beside each column of IRIs; UsageError for what says neither."""
    word = next((value for name, value in fields if name == "labels" and value), "false")
    if word not in ("true", "false"):
        raise UsageError(f"labels is {word[:100]!r}.", "It takes true or false.")
    return word == "true"


def seconds_of(fields: Iterable[tuple[str, str]], settings: Settings) -> float:
    """The deadline: that of the settings, or a shorter one that the parameter `timeout` asks for, in seconds."""
    most = float(settings.query_seconds)
    asked = next((value for name, value in fields if name == "timeout"), "")
    if not asked or not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", asked) or not float(asked):
        return most
    return min(most, float(asked))
