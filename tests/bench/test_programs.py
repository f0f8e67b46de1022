"""Every program of bench/ starts and says what it is for, in its smallest form.

Figures are not looked at: they are those of a busy machine, over data that are too small to say anything.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

import served
from endpoints import oxigraph_program
from served import ROOT

SECONDS = 120  # on a busy machine


def program(*words: object, codes: tuple[int, ...] = (0,)) -> tuple[str, str]:
    """What a program of bench/ wrote to standard output and to standard error."""
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "TESTS_BUILT": str(served.BUILT[0])},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode in codes, done.stdout + done.stderr
    return done.stdout, done.stderr


def need(what: str, is_there: bool) -> None:
    """Skips where a program is missing; on CI that is a failure."""
    if not is_there:
        assert os.environ.get("CI") != "true", f"{what} is missing"
        pytest.skip(f"{what} is not installed")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files as pages, and says nothing."""

    def guess_type(self, path: object) -> str:
        return "text/html"

    def log_message(self, *_: object) -> None:
        pass


def test_no_program_is_left_out() -> None:
    """A program has a part that runs when it is called; the other files are read by those."""
    text = Path(__file__).read_text()
    programs = [path.name for path in (ROOT / "bench").glob("*.py") if '__name__ == "__main__"' in path.read_text()]
    assert programs
    assert [name for name in programs if f'"bench/{name}"' not in text and name != "compare_child.py"] == []


def test_edits() -> None:
    said, _ = program("bench/reload.py", "0", "--small", "--edits", 1, "--rest", 0, "--only", "text of a skill")
    assert re.fullmatch(r"text of a skill +([\d.]+) \1 \1 s\n", said)


def test_differences() -> None:
    said, _ = program("bench/diff.py", 800)
    assert re.match(r"800 statements: compared in [\d.]+ s, command [\d.]+ s\n", said)
    assert "until 2029-03-01 -> 2030-03-01" in said


def test_cover() -> None:
    said, _ = program("bench/coverage.py", 1, 14, 3)
    lines = said.splitlines()
    assert lines[0] == "14 tasks x 3 holders"
    assert len(lines) == 27
    assert all(re.search(r" s +[\d.]+ s CPU  \S", line) for line in lines[1:])


def test_a_size_of_cover_that_there_is_not() -> None:
    _, told = program("bench/coverage.py", 1, 46, codes=(1,))
    assert told == "Give HOLDERS too, or one of 45, 500 tasks.\n"


def test_what_a_federation_costs_and_its_curves(tmp_path: Path) -> None:
    said, _ = program("-m", "bench.world", 100, tmp_path / "world")
    assert said.startswith("100 holders, 4 sites, ")
    line, _ = program("bench/scaling.py", tmp_path / "world", tmp_path / "disk", 1)
    told = json.loads(line)
    assert told["holders"] == 100
    assert {"build", "open", "count", "edit_1", "memory", "bytes"} <= told.keys()
    lines, picture = tmp_path / "lines.json", tmp_path / "curves.svg"
    lines.write_text(line)
    _, message = program("bench/curves.py", lines, picture, codes=(1,))
    assert "has no two sizes" in message
    lines.write_text(line + json.dumps({**told, "holders": 200, "quads": 2 * told["quads"]}) + "\n")
    program("bench/curves.py", lines, picture)
    assert "<svg" in picture.read_text()


def test_what_a_federation_costs_a_server(tmp_path: Path) -> None:
    program("-m", "bench.world", 100, tmp_path / "world")
    said, _ = program("bench/live.py", tmp_path / "world", tmp_path / "live", 1, 0)
    told = [json.loads(line) for line in said.splitlines()]
    names = ["start", "edit", "afterwards", "start from the cache", "edit", "afterwards"]
    assert [line["what"] for line in told] == names
    assert all(line["memory"] > 0 for line in told if line["what"] != "edit")


ENDPOINT = "bench/endpoint.py", "--holders", 2, "--asked", "canned", "--seconds", 0.1, "--rounds", 1, "--hostile", 0


def test_the_endpoint_beside_those_that_are_installed(tmp_path: Path) -> None:
    found = oxigraph_program()
    need("the Oxigraph server (package oxigraph)", found is not None)
    (tmp_path / "oxigraph").symlink_to(found or "")
    said, _ = program(*ENDPOINT, "--binaries", tmp_path, "-o", tmp_path / "report")
    assert "rdflib-endpoint is not installed and left out." in said
    assert "oxigraph is not installed" not in said
    rows = json.loads((tmp_path / "report.json").read_text())["speed"]
    assert [(row["clients"], row["server"], row["failed"]) for row in rows] == [
        (clients, server, 0) for clients in (1, 16) for server in ("skillgraph", "Oxigraph server")
    ]
    assert all(row["per_second"] > 0 for row in rows)
    assert said.endswith((tmp_path / "report.md").read_text())


def test_canned_queries_beside_a_library() -> None:
    asked = "--queries", "roles", "tasks", "--rounds", 1, "--holders", 100
    said, _ = program("bench/compare.py", "--part", "canned", "--peers", "embedded", "rdflib", *asked)
    assert re.search(r"^## canned 100: [\d,]+ quads$", said, re.M)
    for peer in ("embedded", "rdflib"):
        assert re.search(rf"^\| {peer} \| [\d.]+ \| 2 \| 0 \| 0 \| 0 \| [\d.]+ \|$", said, re.M)
    assert re.search(r"^\| roles \| [\d.]+ \| [\d.]+ \|$", said, re.M)


def test_the_other_parts_beside_a_server(tmp_path: Path) -> None:
    found = oxigraph_program()
    need("the Oxigraph server (package oxigraph)", found is not None)
    peers = "--peers", "oxigraph", "fuseki", "--binaries", Path(found or "").parent, "--fuseki", tmp_path
    parts = "--part", "university", "http", "start", "edit", "--rounds", 1, "--http-seconds", 0.1, "--clients", 1, 2
    said, told = program("bench/compare.py", *peers, *parts, "-o", tmp_path / "report")
    assert "fuseki is not installed and left out" in told
    number = r"[\d.,]+"
    for row in (
        rf"\| oxigraph \| {number} \| 10 \| 0 \| 0 \| 0 \| 1.00 \|",
        r"\| server \| 1 client \| 2 clients \|",
        rf"\| oxigraph \| {number} \| {number} \|",
        r"\| peer \| load \| least \| median \| most \|",
        rf"\| oxigraph \| {number} \| {number} \| {number} \| {number} \|",
        rf"\| oxigraph \| {number} \| {number} \| {number} \|",
    ):
        assert re.search(f"^{row}$", said, re.M), row
    assert said.strip() == (tmp_path / "report.md").read_text().strip()
    plots = {path.name for path in tmp_path.glob("*.svg")}
    assert plots == {f"report-{part}.svg" for part in ("university", "http", "start", "edit")}


def test_a_large_federation_is_made_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With as much about the same things in the same graphs; there the engine writes decimals in its own form."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    data = importlib.import_module("compare_data")
    found = []
    for name, least in (("memory", 10**9), ("disk", 0)):
        monkeypatch.setattr(data, "DISK_FROM", least)
        made = data.federation(Namespace(quads=""), 100, tmp_path / name)
        plain = re.sub(rb"_:\w+", b"_:b", made.quads.read_bytes())
        found.append([(*line.split(b" ")[:2], line.split(b" ")[-2]) for line in plain.splitlines()])
    assert Counter(found[0]) == Counter(found[1])
    monkeypatch.setattr(data, "MOST_IN_MEMORY", 0)
    assert data.Known(made, tmp_path / name).close() == len(found[1])


def test_a_peer_that_is_none() -> None:
    _, told = program("bench/compare.py", "--peers", "oracle", codes=(2,))
    assert "invalid choice: 'oracle'" in told


def test_mixed_load_with_kills() -> None:
    """Whether memory is flat cannot be told in two seconds, so both codes will do."""
    said, _ = program("bench/soak.py", 2, codes=(0, 1))
    lines, _, report = said.partition("{")
    assert re.match(r" +\d+ s +\d+ processes +\d+ MiB +\d+ descriptors  \d+ answers\n", lines)
    told = json.loads(f"{{{report}")
    assert told["same_process"] is True
    assert told["left_behind"] == 0
    assert told["kills"] > 0
    assert told["answers"]["200"] > 0


def test_pictures(tmp_path: Path) -> None:
    """Of any page: what those of the site look like is for others to test."""
    need("Chromium", shutil.which("chromium") is not None)
    page = tmp_path / "site" / "doc" / "skill" / "networking"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html><title>Networking</title><p>Words</p>")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "site")))
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_address[1]}"
        program("bench/screenshots.py", address, tmp_path / "pictures", "--readme", "--only", "thing")
    finally:
        server.shutdown()
        server.server_close()
    (picture,) = (tmp_path / "pictures").iterdir()
    assert picture.name == "thing.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
