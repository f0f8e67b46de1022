"""Pages that a server shows of itself: problems, its state, its conformance. They need no snapshot and no worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from skillgraph import __version__
from skillgraph.pages.files import read_assets
from skillgraph.pages.navigation import NAVIGATION
from skillgraph.pages.rendering import environment


def render_own(base_url: str, template: str, title: str, model: Mapping[str, Any], here: str = "") -> bytes:
    """The whole page as UTF-8, in the clothes of all others."""
    root = urlsplit(base_url).path.rstrip("/")
    site = {"root": root, "base_url": base_url, "snapshot": ""}
    assets = {name: f"{root}{asset.path}" for name, asset in read_assets().items()}
    known = {"site": site, "assets": assets, "navigation": NAVIGATION, "version": __version__}
    own = {"title": title, "here": here, "names_people": False}
    return environment().get_template(template).render(**known, **own, **model).encode()
