"""A Chromium, started once, and a server for it. Both end with this package: a worker may go on with other tests.

Without a Chromium the tests are skipped, but where CI runs they fail.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, Response, expect, sync_playwright

from browser.crawl import ACCEPT, CAP, CAPS, Crawl, crawl
from served import HTTP, UNHURRIED, Served, served
from skillgraph.pages import read_assets
from skillgraph.snapshot.builder import Built
from skillgraph.terms import GRAPH, ID, OWL, PREFIXES, XSD

# Told of in `refused`; a console repeats it in words of its own.
_REPEATED = "Failed to load resource"
_RETIRED = f"""
<{ID}skill/retired> <{OWL}deprecated> "true"^^<{XSD}boolean> <{GRAPH}data/seed/skills-general.ttl> .
<{ID}skill/retired> <{PREFIXES["dcterms"]}isReplacedBy> <{ID}skill/networking> <{GRAPH}data/seed/skills-general.ttl> .
"""
_TELL = "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"


@dataclass
class Visit:
    """A page and what went wrong on it: errors of scripts, of the console and of the security policy, dialogs, foreign
    requests.

    `refused` are the addresses that were answered with a status of 400 or more.
    """

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def open(self, path: str) -> Response:
        """Goes to a path of the server."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        return answer

    def watch(self) -> None:
        """Takes down what goes wrong from now on."""
        self.page.add_init_script(_TELL)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script on {self.page.url}: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self.page.on("dialog", self._alarmed)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_REPEATED):
            self.faults.append(f"console on {self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"foreign: {request.url}")

    def _alarmed(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")


def needed(thing: object, what: str) -> None:
    """Skips a test where something is missing; fails it where CI runs."""
    if not thing:
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop(f"There {what}.")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    needed(path, "is no Chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=20_000)  # milliseconds, for a machine that many share
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=arguments)
        yield found
        found.close()


@pytest.fixture(scope="package")
def site(snapshot: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the shipped workspace and a thing that was retired."""
    quads = snapshot.dataset.dump_nquads() + _RETIRED.encode()
    with served(tmp_path_factory.mktemp("site"), quads, **UNHURRIED) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, site: Served) -> Iterator[Callable[..., Visit]]:
    """Opens a fresh context with options of Playwright; at the end of the test nothing may have gone wrong."""
    made: list[Visit] = []
    with ExitStack() as contexts:

        def make(**options: Any) -> Visit:
            context = browser.new_context(**options)
            contexts.callback(context.close)
            context.set_default_timeout(20_000)
            one = Visit(context.new_page(), site.address)
            one.watch()
            made.append(one)
            return one

        yield make
    assert [fault for one in made for fault in one.faults] == []


@pytest.fixture
def scripts() -> None:
    """The test needs the scripts, which `make` builds where there is npm."""
    needed("sparql.js" in read_assets(), "are no scripts: 'make' builds them where there is npm")


def running(site: Served, until: int | None = None, seconds: float = 5) -> int:
    """How many jobs a server has under way; with `until`, when it has that many or the seconds have passed."""
    began = time.monotonic()
    while True:
        lines = HTTP.get(f"{site.address}/metrics").text.splitlines()
        gauges = [line.split() for line in lines if line.startswith(("skillgraph_running ", "skillgraph_slow "))]
        found = sum(int(value) for _, value in gauges)
        if until is None or found == until or time.monotonic() - began > seconds:
            return found
        time.sleep(0.05)


@pytest.fixture(scope="package")
def reached(site: Served) -> Crawl:
    """What the links of the site lead to, beginning at the first page."""
    with httpx.Client(base_url=site.address, headers=ACCEPT, timeout=60, follow_redirects=True) as client:
        return crawl(client.get, "/", CAP, CAPS)
