"""Templates to bytes. Everything that a template shows is escaped; a name that a model lacks is an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from skillgraph import __version__
from skillgraph.pages.compiled import Compiled
from skillgraph.pages.files import read_assets
from skillgraph.pages.navigation import NAVIGATION
from skillgraph.pages.site import Site
from skillgraph.terms import compact

# What no page may hold (HTML, section 13.5).
_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

_FORMATS = {
    "arrow": "Arrow",
    "jsonld": "JSON-LD",
    "markdown": "Markdown",
    "nq": "N-Quads",
    "nt": "N-Triples",
    "objects": "JSON objects",
    "parquet": "Parquet",
    "rdf": "RDF/XML",
    "trig": "TriG",
    "ttl": "Turtle",
    "xlsx": "Excel",
}


@cache
def environment() -> Environment:
    """All templates of this package."""
    folder = files("skillgraph.pages") / "templates"
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".html")}
    made = Environment(
        loader=DictLoader(texts),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=Compiled(Path(str(folder)), "escaped, blocks trimmed"),
    )
    made.filters["compact"] = compact
    made.filters["format_name"] = format_name
    made.filters["fte"] = fte
    made.filters["amount"] = amount
    return made


def format_name(name: str) -> str:
    """What people call a format."""
    return _FORMATS.get(name, name.upper())


def fte(number: Decimal) -> str:
    """FTE with two decimals, as most of the document's are, and with more where there are more."""
    return f"{number:.2f}" if number == round(number, 2) else f"{number:f}"


def amount(number: Decimal) -> str:
    """A number without zeros at its end."""
    return f"{number.normalize():f}"


def compile_all() -> None:
    """Has every template and asset ready: a request need not wait for that, and a process that answers could not."""
    read_assets()
    made = environment()
    for name in made.list_templates():
        made.get_template(name)


def render(site: Site, template: str, model: Mapping[str, Any]) -> bytes:
    """A whole page."""
    assets = {name: f"{site.root}{asset.path}" for name, asset in read_assets().items()}
    text = (
        environment()
        .get_template(template)
        .render(site=site, assets=assets, navigation=NAVIGATION, version=__version__, **model)
    )
    return _UNSHOWN.sub("\ufffd", text).encode()
