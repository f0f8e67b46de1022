"""Every query and update file of the W3C's suites as input, by every way in: an answer or a clear refusal."""

from __future__ import annotations

import httpx
import pytest

from w3c.conftest import needs
from w3c.suite import FOLDER

pytestmark = [needs(FOLDER), pytest.mark.xdist_group("w3c")]

QUERIES = sorted(FOLDER.rglob("*.rq"))
UPDATES = sorted(FOLDER.rglob("*.ru"))
ANSWERS = {200, 400, 403}
NO_DATA = {"default-graph-uri": "urn:nobody"}


def test_the_files_are_there() -> None:
    assert (len(QUERIES), len(UPDATES)) == (334, 148)


def test_every_query_is_answered_or_refused(client: httpx.Client) -> None:
    for path in QUERIES:
        text = path.read_bytes()
        by_get = client.get("/sparql", params={"query": text.decode(), **NO_DATA})
        by_post = client.post(
            "/sparql", params=NO_DATA, content=text, headers={"Content-Type": "application/sparql-query"}
        )
        assert by_get.status_code in ANSWERS, path
        assert by_post.status_code == by_get.status_code, path


def test_no_update_is_done(client: httpx.Client) -> None:
    for path in UPDATES:
        text = path.read_bytes()
        as_query = client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-query"})
        assert as_query.status_code in {400, 403}, path
        assert client.post("/sparql", data={"update": text.decode()}).status_code == 403, path
        direct = client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-update"})
        assert direct.status_code == 403, path
