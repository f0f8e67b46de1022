"""What search engines read in a page: the thing in the words of schema.org."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from skillgraph.describe import stated
from skillgraph.describe.resource import path_of_document
from skillgraph.engine import Engine
from skillgraph.terms import expand

CONTEXT = "https://schema.org"
_ABOUT = {
    "name": expand("dcterms:title") or "",
    "description": expand("dcterms:description") or "",
    "license": expand("dcterms:license") or "",
}
# The first class that a thing is of decides; anything else is a Thing.
_TYPES = (
    ("sg:Skill", "DefinedTerm"),
    ("sg:RoleClass", "Occupation"),
    ("sg:TrainingBook", "Book"),
    ("sg:TrainingResource", "LearningResource"),
    ("sg:SourceDocument", "CreativeWork"),
    ("dcat:Dataset", "Dataset"),
    ("sg:Site", "Organization"),
    ("org:Organization", "Organization"),
)


def metadata(
    engine: Engine, base_url: str, iri: str, label: str, definition: str, classes: Collection[str]
) -> dict[str, Any]:
    """The thing, and the page as what is about it; keys that have no value are left out."""
    kind = next((name for cls, name in _TYPES if expand(cls) in classes), "Thing")
    address = f"{base_url}{path_of_document(iri)}"
    page = {"@type": "WebPage", "@id": address, "isPartOf": dataset(engine, base_url)}
    thing = {"@context": CONTEXT, "@type": kind, "@id": iri, "name": label, "description": definition}
    return {**_held(thing), "url": address, "subjectOf": page}


def dataset(engine: Engine, base_url: str) -> dict[str, Any]:
    """The dataset as it is served here, with what the data state of it."""
    about = stated.of_dataset(engine)
    said = {key: str(about.first(iri) or "") for key, iri in _ABOUT.items()} if about else {}
    return {"@type": "Dataset", "@id": f"{base_url}/.well-known/void#dataset", "url": f"{base_url}/", **_held(said)}


def _held(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value}
