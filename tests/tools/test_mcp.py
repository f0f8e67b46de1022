"""The tools as the protocol's own client sees them, over standard input and output and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from attacks.corpus import Canary, Case, queries
from planted import PLANTS, children, found_in, found_in_memory
from served import HTTP
from skillgraph import workspace
from skillgraph.coverage.questions import TABLE
from skillgraph.queries import Catalogue
from tools.conftest import PROGRAM, Offered

mcp = pytest.importorskip("mcp", reason="the package mcp is not installed")
pytestmark = pytest.mark.xdist_group("tools")

T = TypeVar("T")
TODAY = "2026-12-01"


def over(server: Any, act: Callable[[Any], Awaitable[T]], mode: str = "auto") -> T:
    """What `act` gives with a client of a server."""

    async def run() -> T:
        async with mcp.Client(server, mode=mode, read_timeout_seconds=60) as client:
            return await act(client)

    return asyncio.run(run())


def call(server: Any, name: str, **arguments: Any) -> Any:
    """The result of one call of a tool."""
    return over(server, lambda client: client.call_tool(name, arguments))


def text_of(result: Any) -> str:
    return "\n".join(one.text for one in result.content)


def test_there_is_a_tool_for_every_question(offered: Offered) -> None:
    catalogue = Catalogue(workspace.read(offered.root, private=False))
    tools = {tool.name: tool for tool in over(offered.url, lambda client: client.list_tools()).tools}
    covered = {f"coverage-{one.name}" for one in TABLE}
    assert set(tools) == {"sparql", "coverage-what-if", *covered, *catalogue.names}
    for query in catalogue:
        tool = tools[query.name]
        assert query.summary in tool.description
        assert tool.annotations.read_only_hint
        assert {one.name for one in query.parameters} <= set(tool.input_schema["properties"])
        assert tool.input_schema.get("required", []) == [one.name for one in query.parameters if one.required]
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}", name) for name in tools)


def test_small_classes_are_listed_and_types_are_told(offered: Offered) -> None:
    tools = {tool.name: tool for tool in over(offered.url, lambda client: client.list_tools()).tools}
    group = tools["fte-by-source"].input_schema["properties"]["group"]
    assert group["enum"] == ["egi", "uk", "wlcg"]
    assert "enum" not in tools["who-can-cover"].input_schema["properties"]["task"]
    limit = tools["coverage-team"].input_schema["properties"]["limit"]
    assert (limit["type"], limit["minimum"], limit["default"]) == ("integer", 1, 20)
    assert tools["coverage-team"].input_schema["properties"]["staffing"]["type"] == "boolean"


def test_rows_are_exact_and_name_their_snapshot(offered: Offered) -> None:
    result = call(offered.url, "fte-by-source", group="egi")
    found = result.structured_content
    assert not result.is_error
    assert json.loads(text_of(result)) == found
    assert {row["source"]: row["fte"] for row in found["rows"]} == {
        "funding-source:egi-to-uk": "1.02",
        "funding-source:gridpp": "1.40",
        "funding-source:non-uk": "16.49",
        "funding-source:uk-other": "0.25",
    }
    assert all(isinstance(row["tasks"], int) for row in found["rows"])
    snapshot = over(offered.url, lambda client: client.read_resource("skillgraph://snapshot"))
    assert json.loads(snapshot.contents[0].text)["snapshot"] == found["snapshot"]


def test_long_answers_come_in_pages(offered: Offered) -> None:
    first = call(offered.url, "tasks", max_rows=30).structured_content
    rest = call(offered.url, "tasks", max_rows=30, skip_rows=first["next_skip_rows"]).structured_content
    assert (len(first["rows"]), first["total_rows"], len(rest["rows"])) == (30, 45, 15)
    assert "next_skip_rows" not in rest
    wrong = call(offered.url, "tasks", max_rows=0)
    assert wrong.is_error
    assert "max_rows is '0'" in text_of(wrong)


def test_questions_about_cover_are_answered(offered: Offered) -> None:
    matches = call(offered.url, "coverage-cover", target=["43"], on=TODAY).structured_content["report"]["matches"]
    assert {"holder:H03", "holder:H04"} <= {one["holder"] for one in matches}
    teams = call(offered.url, "coverage-team", target=["43"], limit=1, on=TODAY)
    assert not teams.is_error, text_of(teams)
    ended = call(offered.url, "coverage-funding", source="EGItoUK").structured_content["report"]
    assert ended["exposure"]["ended"] == "funding-source:egi-to-uk"
    gone = call(offered.url, "coverage-what-if", without=["H03"], question=["cover"], target=["43"], on=TODAY)
    assert gone.structured_content["report"]["differences"]["cover"]


def test_sparql_gives_rows_truth_and_graphs(offered: Offered) -> None:
    rows = call(offered.url, "sparql", query="SELECT ?task ?n { ?task sg:number ?n } ORDER BY ?n LIMIT 1")
    assert rows.structured_content["rows"] == [{"task": "task:1", "n": 1}]
    assert call(offered.url, "sparql", query="ASK { task:43 a sg:ServiceTask }").structured_content["boolean"] is True
    graph = call(offered.url, "sparql", query="CONSTRUCT { task:43 ?p ?o } WHERE { task:43 ?p ?o }")
    assert "ServiceTask" in graph.structured_content["turtle"]
    typo = call(offered.url, "sparql", query="SELECT * { ?s a sg:ServiceTusk }").structured_content
    assert "ServiceTask" in typo["warnings"][0]


def test_errors_have_the_place_the_caret_and_what_was_meant(offered: Offered) -> None:
    broken = call(offered.url, "sparql", query="SELECT ?x WHERE {\n  ?x a sg:Skill FILTER(?x = }\n}")
    assert broken.is_error
    assert broken.structured_content["line"] == 2
    assert broken.structured_content["column"] == 29
    assert "  ?x a sg:Skill FILTER(?x = }\n                            ^" in text_of(broken)
    for name, arguments, says in (
        ("who-can-cover", {"tusk": "43"}, "Did you mean task?"),
        ("who-can-cover", {"task": "99"}, "Tasks go from 1 to 45."),
        ("who-can-cover", {}, "who-can-cover needs task, for example task="),
        ("who-can-cover", {"task": {"a": 1}}, "task is no plain value."),
        ("fte-by-source", {"group": "eggi"}, "Did you mean egi?"),
        ("who-can-covr", {}, "Did you mean who-can-cover"),
        ("coverage-cover", {"targets": ["43"]}, "It takes: target, holder, before"),
        ("coverage-cover", {"on": "tomorrow"}, "is no date"),
        ("sparql", {"query": " "}, "There is no query."),
        ("sparql", {"query": "ASK {}", "format": "csv"}, "It takes: query."),
    ):
        result = call(offered.url, name, **arguments)
        assert result.is_error
        assert says in text_of(result)


def test_resources_tell_what_there_is_to_ask_for(offered: Offered) -> None:
    async def read(client: Any) -> dict[str, str]:
        addresses = [one.uri for one in (await client.list_resources()).resources]
        addresses += ["skillgraph://ontology/funding", "skillgraph://thing/task/43"]
        return {str(uri): (await client.read_resource(uri)).contents[0].text for uri in addresses}

    texts = over(offered.url, read)
    assert "sg:ServiceTask a owl:Class" in texts["skillgraph://ontology"]
    assert "PREFIX task: " in texts["skillgraph://prefixes"]
    assert "skos:prefLabel" in texts["skillgraph://thing/task/43"]
    assert "dcat:Dataset" in texts["skillgraph://dataset"]
    assert found_in("\n".join(texts.values())) == set()


@pytest.mark.parametrize(
    ("uri", "says"),
    [
        ("skillgraph://thing/task/99", "There is no task 99"),
        ("skillgraph://passwd", "There is no resource 'skillgraph://passwd'"),
    ],
)
def test_a_resource_that_is_not_there_is_named(offered: Offered, uri: str, says: str) -> None:
    async def read(client: Any) -> str:
        with pytest.raises(mcp.MCPError) as caught:
            await client.read_resource(uri)
        return str(caught.value)

    assert says in over(offered.url, read)


def hostile() -> list[Case]:
    """All that reaches out, and of the rest one for each kind and outcome."""
    kinds: dict[tuple[str, int], Case] = {}
    reaching = [case for case in queries() if case.status == 403]
    for case in queries():
        kinds.setdefault((case.row, case.status), case)
    return list({case.name: case for case in (*reaching, *kinds.values())}.values())


def test_hostile_queries_end_in_their_errors_and_the_server_lives(offered: Offered, canary: Canary) -> None:
    cases = hostile()
    assert len(cases) >= 25

    async def ask(client: Any) -> list[Any]:
        answers = []
        for case in cases:
            query = case.query.replace("127.0.0.1:9", canary.address)
            if len(query) < 1 << 17:  # of longer ones the transport itself is the judge
                answers.append((case, await client.call_tool("sparql", {"query": query})))
        return answers

    answers = over(offered.url, ask)
    assert len(answers) >= 25
    for case, result in answers:
        if case.status in (400, 403, 413, 503):
            assert result.is_error, case.name
            assert result.structured_content["message"]
        if case.status == 403 and case.says:
            assert case.says in text_of(result)
    assert call(offered.url, "sparql", query="ASK {}").structured_content["boolean"] is True
    assert offered.process.poll() is None
    assert canary.heard == []


def test_requests_that_are_too_long_or_come_by_another_name_are_refused(offered: Offered) -> None:
    accept = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    long = HTTP.post(offered.url, content=b'{"jsonrpc":"2.0","a":"' + b"x" * 400_000, headers=accept)
    assert long.status_code == 413
    other = HTTP.post(offered.url, content=b"{}", headers={**accept, "Host": "evil.example"})
    assert other.status_code == 421
    page = HTTP.post(offered.url, content=b"{}", headers={**accept, "Origin": "http://evil.example"})
    assert page.status_code == 403
    assert call(offered.url, "sparql", query="ASK {}").structured_content["boolean"] is True


def test_private_files_are_never_loaded(offered: Offered) -> None:
    listed = over(offered.url, lambda client: client.list_tools()).tools
    assert "quokka-rota" not in {tool.name for tool in listed}
    assert found_in("\n".join(tool.model_dump_json() for tool in listed)) == set()
    hidden = call(offered.url, "sparql", query='ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "private")) }')
    assert hidden.structured_content["boolean"] is False
    try:
        for process in [offered.process.pid, *children(offered.process.pid)]:  # whose forks share their memory
            assert found_in_memory(process, PLANTS) == set()
    except PermissionError:
        assert "CI" not in os.environ, "memory cannot be searched here"


def test_an_edit_is_answered_from_and_a_broken_one_is_not(offered: Offered) -> None:
    async def until(client: Any, wanted: Callable[[Any], bool]) -> Any:
        query = 'SELECT ?s { ?s skos:prefLabel "Tapirs at work"@en }'
        for _ in range(300):
            found = (await client.call_tool("sparql", {"query": query})).structured_content
            if wanted(found):
                return found
            await asyncio.sleep(0.2)
        raise AssertionError(offered.log.read_text())

    file = offered.root / "data" / "example" / "tapirs.ttl"
    good = (
        "@prefix site: <https://w3id.org/skillgraph/id/site/> .\n"
        "@prefix sg: <https://w3id.org/skillgraph/ns#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n"
        'site:tapirs a sg:Site ;\n    skos:prefLabel "Tapirs at work"@en ;\n'
        '    skos:definition "An invented place where nobody works, so that something changes."@en .\n'
    )
    before = over(offered.url, lambda client: until(client, lambda _: True))
    try:
        file.write_text(good)
        after = over(offered.url, lambda client: until(client, lambda found: found["rows"]))
        assert after["snapshot"] != before["snapshot"]
        file.write_text(f"{good}\nsite:broken a ")
        for _ in range(300):
            if "goes on" in offered.log.read_text():
                break
            asyncio.run(asyncio.sleep(0.2))
        assert over(offered.url, lambda client: until(client, lambda found: found["rows"])) == after
    finally:
        file.unlink()
    assert over(offered.url, lambda client: until(client, lambda found: not found["rows"])) == before


def test_over_standard_input_and_output(root: Path, environment: dict[str, str], canary: Canary) -> None:
    watch = {**environment, "SKILLGRAPH_WATCH": "false"}
    server = mcp.StdioServerParameters(command=PROGRAM, args=["mcp", "-w", str(root)], env=watch)

    async def act(client: Any) -> tuple[Any, ...]:
        attack = f"SELECT * {{ SERVICE <http://{canary.address}/> {{ ?s ?p ?o }} }}"
        return (
            client.server_info.name,
            await client.call_tool("who-can-cover", {"task": "43", "on": TODAY}),
            await client.call_tool("sparql", {"query": attack}),
            await client.call_tool("sparql", {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}),
            await client.call_tool("sparql", {"query": "ASK {}"}),
        )

    name, cover, attack, slow, truth = over(server, act, "legacy")
    assert name == "skillgraph"
    assert [row["holder"] for row in cover.structured_content["rows"] if row["status"] == "covered"] == [
        "holder:H03",
        "holder:H04",
    ]
    assert attack.structured_content["error"] == "ForbiddenQuery"
    assert slow.structured_content["limit"] == "time"
    assert truth.structured_content["boolean"] is True
    assert canary.heard == []


def test_it_ends_when_it_is_told_to(root: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [PROGRAM, "mcp", "-w", str(root)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "without private files" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_what_it_is_not_for_is_refused(root: Path, environment: dict[str, str]) -> None:
    for arguments, more, says in (
        (["--port", "1"], {}, "--host and --port are for --http."),
        ([], {"SKILLGRAPH_PRIVATE": "true"}, "Private files are never offered as tools."),
    ):
        command = [PROGRAM, "mcp", "-w", str(root), *arguments]
        done = subprocess.run(command, env=environment | more, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert says in done.stderr
