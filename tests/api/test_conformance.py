"""The page of figures, as data and for a browser."""

from __future__ import annotations

import httpx

from skillgraph_api.conformance import figures


def test_the_figures_are_served(client: httpx.Client) -> None:
    answer = client.get("/conformance")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json() == figures()
    assert len(answer.json()["suites"]) == 18


def test_a_suite_adds_up() -> None:
    for row in figures()["suites"]:
        assert row["cases"] == row["hold"] + row["deviate"] + row["not_applicable"]
    assert sum(row["deviate"] for row in figures()["suites"]) == len(figures()["deviations"])
    assert sum(row["not_applicable"] for row in figures()["suites"]) == len(figures()["not_applicable"])


def test_a_browser_gets_a_page(client: httpx.Client) -> None:
    answer = client.get("/conformance", headers={"Accept": "text/html,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")
    for deviation in figures()["deviations"]:
        assert deviation["case"] in answer.text
    assert answer.text.count("<script") == answer.text.count('<script type="module" src="/assets/')
