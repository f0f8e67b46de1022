"""Programs from elsewhere against the server, with the requests that they make by themselves: curl and Comunica."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from foreign import PACKAGES
from served import Served

pytestmark = pytest.mark.xdist_group("interop")

COMUNICA = PACKAGES / ".bin" / "comunica-sparql"
LABELS = "SELECT ?label { task:43 skos:prefLabel ?label }"
PREFIXES = "PREFIX sg: <https://w3id.org/skillgraph/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "


def needs(program: str, there: bool) -> pytest.MarkDecorator:
    """Skips where a program is absent, but never in CI, which installs it."""
    return pytest.mark.skipif(not there and os.environ.get("CI") != "true", reason=f"{program} is not installed")


def run(*command: str) -> str:
    """What a program writes to standard output; it has to end well."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs("curl", shutil.which("curl") is not None)
class TestCurl:
    """curl with no option but what its user would type."""

    def test_get(self, endpoint: Served) -> None:
        out = run("curl", "-sfG", f"{endpoint.address}/sparql", "--data-urlencode", f"query={LABELS}")
        assert len(json.loads(out)["results"]["bindings"]) == 1

    def test_form(self, endpoint: Served) -> None:
        out = run("curl", "-sf", f"{endpoint.address}/sparql", "--data-urlencode", f"query={LABELS}")
        assert len(json.loads(out)["results"]["bindings"]) == 1

    def test_direct(self, endpoint: Served) -> None:
        head = "Content-Type: application/sparql-query"
        out = run("curl", "-sf", f"{endpoint.address}/sparql", "-H", head, "--data-binary", LABELS)
        assert len(json.loads(out)["results"]["bindings"]) == 1

    def test_csv(self, endpoint: Served) -> None:
        out = run("curl", "-sfG", f"{endpoint.address}/sparql", "-H", "Accept: text/csv", "-d", "query=ASK%7B%7D")
        assert out.strip() == "true"

    def test_compressed(self, endpoint: Served) -> None:
        query = "query=SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500"
        plain = run("curl", "-sfG", f"{endpoint.address}/sparql", "--data-urlencode", query)
        packed = run("curl", "-sfG", "--compressed", f"{endpoint.address}/sparql", "--data-urlencode", query)
        assert json.loads(packed) == json.loads(plain)

    def test_head(self, endpoint: Served) -> None:
        out = run("curl", "-sfI", f"{endpoint.address}/sparql?query=ASK%7B%7D")
        assert "200" in out.splitlines()[0]
        assert "content-length: " in out.lower()

    def test_a_canned_query(self, endpoint: Served) -> None:
        out = run("curl", "-sf", f"{endpoint.address}/queries/who-can-cover.csv?task=43&on=2026-12-01")
        assert out.splitlines()[1].endswith("seed interpretation example")

    def test_a_failure_is_a_failure(self, endpoint: Served) -> None:
        done = subprocess.run(
            ["curl", "-sf", f"{endpoint.address}/sparql?query=ASK"], capture_output=True, timeout=30, check=False
        )
        assert done.returncode == 22  # curl's word for a status from 400


@needs("Comunica", COMUNICA.exists())
class TestComunica:
    """Comunica finds out by itself what an address is, and asks it."""

    def ask(self, endpoint: Served, *arguments: str) -> str:
        """The output of its command for one source."""
        return run("node", str(COMUNICA.resolve()), f"{endpoint.address}/sparql", *arguments)

    def test_select(self, endpoint: Served) -> None:
        query = (
            PREFIXES + "SELECT ?task ?label { ?task a sg:ServiceTask ; skos:prefLabel ?label } ORDER BY ?task LIMIT 3"
        )
        rows = json.loads(self.ask(endpoint, query, "-t", "application/json"))
        assert len(rows) == 3

    def test_as_a_sparql_endpoint(self, endpoint: Served) -> None:
        out = run(
            "node",
            str(COMUNICA.resolve()),
            f"sparql@{endpoint.address}/sparql",
            PREFIXES + "SELECT (COUNT(*) AS ?n) { ?task a sg:ServiceTask }",
            "-t",
            "application/json",
        )
        (row,) = json.loads(out)
        assert int(row["n"].split('"')[1]) >= 43

    def test_ask(self, endpoint: Served) -> None:
        assert self.ask(endpoint, PREFIXES + "ASK { ?task a sg:ServiceTask }").strip() == "true"

    def test_construct(self, endpoint: Served) -> None:
        query = PREFIXES + "CONSTRUCT { ?task a sg:ServiceTask } { ?task a sg:ServiceTask }"
        out = self.ask(endpoint, query, "-t", "application/n-triples")
        assert len(out.splitlines()) >= 43

    def test_optional_filter_and_path(self, endpoint: Served) -> None:
        query = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
        query += (
            "SELECT ?c ?l { ?c rdfs:subClassOf+ ?d . ?d a owl:Class OPTIONAL { ?c rdfs:label ?l } FILTER(?c != ?d) }"
        )
        assert json.loads(self.ask(endpoint, query, "-t", "application/json"))
