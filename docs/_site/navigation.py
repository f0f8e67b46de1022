"""Where each page stands: by its folder, or for pages that lie in `docs/` itself by the table below.

A page of a folder that is new, or one that the table does not name, is found as well: it becomes a how-to guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """A part of the documentation: its folder, its title, what it is for, and pages of `docs/` that belong to it."""

    folder: str
    title: str
    about: str
    pages: tuple[str, ...] = ()


KINDS = (
    Kind("tutorials", "Tutorials", "Ten minutes each, from nothing to a first answer.", ("curating",)),
    Kind("how-to", "How-to guides", "Steps to something that you want to have done.", ("private", "deployment")),
    Kind("recipes", "Recipes", "Short pieces to copy, each of them tried by the tests."),
    Kind(
        "reference",
        "Reference",
        "What there is, complete. Most of it is made from the code when these pages are built.",
        ("reference", "endpoint", "linked-data", "description", "sparql", "queries", "rules", "conformance"),
    ),
    Kind("explanation", "Explanations", "Why it is so.", ("coverage", "architecture")),
    Kind("project", "The project", "How it is kept."),
)
_OTHERS = "how-to"


def pages_of(kind: Kind, source: Path) -> list[str]:
    """The pages of a part as Sphinx names them: those of the table, then those of its folder by name."""
    own = [path.stem for path in sorted((source / kind.folder).glob("*.md")) if path.stem != "index"]
    loose = [name for name in kind.pages if (source / f"{name}.md").exists()]
    if kind.folder == _OTHERS:
        placed = {name for one in KINDS for name in one.pages} | {"index"}
        loose += [path.stem for path in sorted(source.glob("*.md")) if path.stem not in placed]
    return [*(f"../{name}" for name in loose), *own]
