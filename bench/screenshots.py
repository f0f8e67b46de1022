"""Pictures of every type of page, light and dark, wide and narrow and as printed, from a server that runs.

    skillgraph serve --port 8001 &
    python bench/screenshots.py http://127.0.0.1:8001 SOME/FOLDER [--only NAME ...] [--readme]

With --readme the five pictures of docs/images are made instead, of the upper part of their pages; with --only some.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from palette import with_palette

from browser.crawl import ACCEPT, ERRORS, ONLY_HTML, STATES, crawl, only_html

LOOKS = (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390))
LONGEST = 4000  # pixels; what a page has below that looks like what is above it
QUERY = """SELECT ?source (SUM(?fte) AS ?total)
WHERE {
  ?contribution sg:fundedBy ?source ;
    sg:fte ?fte .
}
GROUP BY ?source
ORDER BY DESC(?total)
"""
README = {
    "coverage": "/coverage",
    "task": "/task/43#who",
    "sparql": f"/sparql?{urlencode({'query': QUERY})}",
    "funding": "/funding",
    "thing": "/doc/skill/networking",
}


def main() -> None:
    """Reads the arguments, and makes the pictures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("address")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--only", nargs="+", default=(), metavar="NAME")
    arguments.add_argument("--readme", action="store_true")
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        if given.readme:
            for name, path in README.items():
                if given.only and name not in given.only:
                    continue
                target = given.folder / f"{name}.png"
                _take(browser, given.address + path, target, "light", 1280, 800)
                target.write_bytes(with_palette(target.read_bytes()))
        else:
            for name, path in _pages(given.address):
                if not given.only or name in given.only:
                    _take_all(browser, given.address + path, given.folder, name)
        browser.close()


def _pages(address: str) -> Iterator[tuple[str, str]]:
    """A page of each type that links lead to, pages in other states, and those that tell of errors."""
    with httpx.Client(base_url=address, headers=ACCEPT, timeout=60, follow_redirects=True) as client:
        for name, path in crawl(client.get, "/", 1, {}, files=0).types().items():
            yield re.sub(r"\W+", "-", name).strip("-") or "home", path
    yield from STATES.items()
    yield from ((f"error-{name}", path) for name, (_, path) in ERRORS.items())


def _take_all(browser: Browser, url: str, folder: Path, name: str) -> None:
    for scheme, width in LOOKS:
        _take(browser, url, folder / f"{name}-{scheme}-{width}.png", scheme, width, None)
    page = browser.new_page()
    page.route(ONLY_HTML, only_html)
    page.goto(url, wait_until="networkidle")
    page.pdf(path=folder / f"{name}.pdf", format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
    page.close()


def _take(browser: Browser, url: str, target: Path, scheme: str, width: int, height: int | None) -> None:
    """A picture of the window, or without a height of the page as far as it goes."""
    page = browser.new_page(viewport={"width": width, "height": height or 800}, color_scheme=scheme)
    page.route(ONLY_HTML, only_html)
    page.goto(url, wait_until="networkidle")
    full = min(LONGEST, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": height or full}
    page.screenshot(path=target, full_page=height is None, clip=clip)
    page.close()


if __name__ == "__main__":
    main()
