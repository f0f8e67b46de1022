"""The server behind each proxy as docs/deployment.md sets it up, but for TLS."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from served import ROOT, Served, free_port, served

pytestmark = pytest.mark.xdist_group("proxy")

NGINX = """daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{recipe}}}
"""
CADDY = """{{
    admin off
    auto_https off
}}
{recipe}"""
APACHE = """ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
{recipe}"""


@dataclass(frozen=True)
class Proxy:
    """A program, the language of its recipe on the page, the configuration around that, and how it is started."""

    program: str
    language: str
    around: str
    command: tuple[str, ...]

    @property
    def path(self) -> str | None:
        """Where the program is."""
        return shutil.which(self.program) or shutil.which(self.program, path="/usr/sbin")

    def configuration(self, folder: Path, server: Served, port: int) -> str:
        """The recipe of the page with these ports, without TLS, and what it needs around it."""
        page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
        text = page.partition(f"```{self.language}\n")[2].partition("```")[0]
        assert text, f"the page has no recipe for {self.program}"
        lines = [line for line in text.splitlines(keepends=True) if not re.search("ssl_cert|SSL", line)]
        changed = "".join(lines).replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        for theirs, ours in (
            ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
            ("graph.example.org {", f"http://localhost:{port} {{"),
            ("*:443", f"*:{port}"),
            ("graph.example.org", "localhost"),
        ):
            changed = changed.replace(theirs, ours)
        return self.around.format(folder=folder, port=port, recipe=changed)


PROXIES = (
    Proxy("nginx", "nginx", NGINX, ("-p", "{folder}", "-c", "{file}")),
    Proxy("caddy", "caddy", CADDY, ("run", "--adapter", "caddyfile", "--config", "{file}")),
    Proxy("apache2", "apache", APACHE, ("-D", "FOREGROUND", "-f", "{file}")),
)


@pytest.fixture(scope="module", params=PROXIES, ids=lambda proxy: proxy.program)
def behind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a proxy, which stands before a server that trusts it."""
    proxy: Proxy = request.param
    if proxy.path is None and os.environ.get("CI") != "true":
        pytest.skip(f"{proxy.program} is not installed")
    assert proxy.path is not None, f"{proxy.program} is not installed"
    folder, port = tmp_path_factory.mktemp(proxy.program), free_port()
    settings = {"PUBLIC_URL": "https://graph.example.org", "TRUSTED_PROXIES": "127.0.0.1", "CLIENT_SECONDS": "2"}
    settings |= {"ALLOWED_HOSTS": "localhost,127.0.0.1", "QUERY_SECONDS": "2"}
    with served(tmp_path_factory.mktemp("server"), **settings) as server:
        file = folder / "configuration"
        file.write_text(proxy.configuration(folder, server, port))
        command = [proxy.path, *(part.format(folder=folder, file=file) for part in proxy.command)]
        own = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
        with (folder / "output").open("wb") as output:
            process = subprocess.Popen(command, env={**os.environ, **own}, stdout=output, stderr=output)
        try:
            with httpx.Client(base_url=f"http://localhost:{port}", timeout=30) as client:
                _wait(client, process, folder / "output")
                yield client
        finally:
            process.terminate()
            process.wait(10)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], output: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, output.read_text()
        try:
            client.get("/livez")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the proxy did not answer within 10 s")


def test_answers_come_through_as_they_are(behind: httpx.Client) -> None:
    answer = behind.get("/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 100"})
    assert answer.status_code == 200
    assert len(answer.json()["results"]["bindings"]) == 100
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["access-control-allow-origin"] == "*"
    again = behind.get(
        "/sparql",
        params={"query": "SELECT * { ?s ?p ?o } LIMIT 100"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304


def test_addresses_are_the_public_ones(behind: httpx.Client) -> None:
    assert "https://graph.example.org/sparql" in behind.get("/sparql").text


def test_the_limits_are_the_servers_own(behind: httpx.Client) -> None:
    long = behind.get("/sparql", params={"query": "ASK {} #" + "x" * 20_000})
    assert long.status_code == 414
    assert long.headers["content-type"] == "application/problem+json"
    assert behind.post("/sparql", data={"query": "ASK {} #" + "x" * 70_000}).status_code == 413
    assert behind.get("/livez", headers={"X-Long": "x" * 66_000}).status_code == 431


def test_a_long_answer_is_whole(behind: httpx.Client) -> None:
    answer = behind.get(
        "/sparql", params={"query": "SELECT * { ?s ?p ?o } LIMIT 20000"}, headers={"Accept": "text/csv"}
    )
    assert answer.text.count("\r\n") > 20_000


def test_a_client_cannot_take_another_address(behind: httpx.Client) -> None:
    """Its query time is spent although it claims to be somebody else each time."""
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } # "
    statuses = [
        behind.get(
            "/sparql", params={"query": f"{endless}{number}"}, headers={"X-Forwarded-For": f"192.0.2.{number}"}
        ).status_code
        for number in range(4)
    ]
    assert statuses[0] == 503
    assert statuses[-1] == 429
