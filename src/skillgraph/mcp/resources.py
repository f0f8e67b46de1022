"""The resources: the vocabulary, the prefixes, what the snapshot is, and each thing as a document."""

from __future__ import annotations

import json

from mcp_types import Resource, ResourceTemplate

from skillgraph import __version__
from skillgraph.errors import UnknownName
from skillgraph.mcp.graph import Graph, State
from skillgraph.terms import sparql_prologue

SCHEME = "skillgraph://"
_TURTLE, _JSON, _QUERY = "text/turtle", "application/json", "application/sparql-query"
SNAPSHOT, PREFIXES = f"{SCHEME}snapshot", f"{SCHEME}prefixes"
# Addresses whose documents the processes make, by their names there.
_MADE = {f"{SCHEME}ontology": "ns", f"{SCHEME}dataset": "dataset", f"{SCHEME}shapes": "shapes"}
_BELOW = {f"{SCHEME}ontology/": "ns/", f"{SCHEME}thing/": "id/"}

RESOURCES = (
    Resource(
        uri=SNAPSHOT,
        name="snapshot",
        title="The snapshot",
        description="Which state of the files answers come from, its size, and the canned queries by topic.",
        mime_type=_JSON,
    ),
    Resource(
        uri=f"{SCHEME}ontology",
        name="ontology",
        title="The ontology",
        description="Every class, property and code with its definition; what SPARQL can ask for.",
        mime_type=_TURTLE,
    ),
    Resource(
        uri=f"{SCHEME}shapes",
        name="shapes",
        title="The shapes",
        description="What the data has to look like: which properties a thing of each class has.",
        mime_type=_TURTLE,
    ),
    Resource(
        uri=f"{SCHEME}dataset",
        name="dataset",
        title="The dataset",
        description="Title, licence and distributions as DCAT.",
        mime_type=_TURTLE,
    ),
    Resource(
        uri=PREFIXES,
        name="prefixes",
        title="The prefixes",
        description="The prefixes that queries may use without declaring them.",
        mime_type=_QUERY,
    ),
)
TEMPLATES = (
    ResourceTemplate(
        uri_template=f"{SCHEME}ontology/{{module}}",
        name="ontology module",
        description="One module of the ontology, such as funding, skill or requirement.",
        mime_type=_TURTLE,
    ),
    ResourceTemplate(
        uri_template=f"{SCHEME}thing/{{kind}}/{{slug}}",
        name="thing",
        description="All that is said of a thing, such as skillgraph://thing/task/43 or skillgraph://thing/skill/bash.",
        mime_type=_TURTLE,
    ),
)


async def read(graph: Graph, uri: str, client: str) -> tuple[str, str]:
    """Media type and text of a resource; UnknownName where there is none of that address."""
    state = graph.state
    if uri == SNAPSHOT:
        return _JSON, _snapshot(state)
    if uri == PREFIXES:
        return _QUERY, sparql_prologue()
    name = _MADE.get(uri, "")
    for start, folder in _BELOW.items():
        if uri.startswith(start):
            name = folder + uri.removeprefix(start)
    if not name:
        raise UnknownName(
            f"There is no resource {uri[:200]!r}.", f"There are: {', '.join(one.uri for one in RESOURCES)}."
        )
    reply = await graph.run(state, "document", {"name": name, "format": "ttl"}, client)
    return _TURTLE, reply.body.decode()


def _snapshot(state: State) -> str:
    topics: dict[str, dict[str, str]] = {}
    for query in state.catalogue:
        topics.setdefault(query.topic, {})[query.name] = query.summary
    about = {"snapshot": state.id, "statements": state.quads, "version": __version__, "queries": topics}
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"
