"""The server behind nginx as docs/deployment.md sets it up, but for TLS."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from served import ROOT, Served, free_port, served

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.xdist_group("proxy"),
    pytest.mark.skipif(NGINX is None and os.environ.get("CI") != "true", reason="nginx is not installed"),
]
MAIN = """daemon off;
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


def recipe(server: Served, port: int) -> str:
    """The recipe of the page, with these ports and without TLS."""
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    text = page.partition("```nginx\n")[2].partition("```")[0]
    lines = [line for line in text.splitlines(keepends=True) if "ssl_certificate" not in line]
    changed = "".join(lines).replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    changed = changed.replace("server_name graph.example.org;", "server_name localhost;")
    return changed.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of nginx, which stands before a server that trusts it."""
    assert NGINX is not None
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    settings = {"PUBLIC_URL": "https://graph.example.org", "TRUSTED_PROXIES": "127.0.0.1", "CLIENT_SECONDS": "2"}
    settings |= {"ALLOWED_HOSTS": "localhost,127.0.0.1", "QUERY_SECONDS": "2"}
    with served(tmp_path_factory.mktemp("server"), **settings) as server:
        configuration = folder / "nginx.conf"
        configuration.write_text(MAIN.format(folder=folder, recipe=recipe(server, port)))
        process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(configuration)])
        try:
            with httpx.Client(base_url=f"http://localhost:{port}", timeout=30) as client:
                _wait(client, process, folder)
                yield client
        finally:
            process.terminate()
            process.wait(10)


def _wait(client: httpx.Client, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, (folder / "error.log").read_text()
        try:
            client.get("/livez")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("nginx did not answer within 10 s")


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
