"""The client against a running server and against the same files in this process: one interface, the same answers."""

from __future__ import annotations

import asyncio
import datetime
import inspect
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

from client.conftest import DAY
from served import ROOT, Served
from skillgraph.client import IRI, AsyncClient, Client, SnapshotChanged
from skillgraph.client.coverage import Coverage
from skillgraph.client.stubs import main, stubs
from skillgraph.coverage.questions import TABLE
from skillgraph.errors import (
    BadParameter,
    ForbiddenQuery,
    MissingTool,
    QuerySyntaxError,
    SkillgraphError,
    UnknownName,
    UsageError,
)
from skillgraph.workspace import read

pytestmark = pytest.mark.xdist_group("client")

TASK = IRI("task:43")
FACTS = "SELECT ?label ?fte { $task skos:prefLabel ?label OPTIONAL { $task sg:hasEffort/sg:fte ?fte } }"

ADDED = """
@prefix sg: <https://w3id.org/skillgraph/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/skillgraph/id/attestation/H02-incident-response-exercise> a sg:Attestation ;
    sg:holder <https://w3id.org/skillgraph/id/holder/H02> ;
    sg:skill <https://w3id.org/skillgraph/id/skill/incident-response> ;
    sg:level 3 ;
    sg:basis <https://w3id.org/skillgraph/id/basis/peer> ;
    sg:attestationStatus <https://w3id.org/skillgraph/id/attestation-status/active> ;
    sg:validFrom "2026-11-01"^^xsd:date ;
    sg:validUntil "2031-11-01"^^xsd:date .
"""


def test_importing_it_loads_no_heavy_library() -> None:
    heavy = "httpx", "pyoxigraph", "rdflib", "pandas", "polars", "pyarrow", "yaml", "ortools", "IPython"
    program = f"import sys, skillgraph.client; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_asking_a_server_loads_no_rdf_library(server: Served) -> None:
    program = f"""
import sys
from skillgraph.client import Client, IRI
with Client({server.address!r}) as client:
    assert client.q.who_can_cover(43, on={DAY!r}, labels=True).records()
    assert client.query("SELECT ?l {{ $task skos:prefLabel ?l }}", task=IRI("task:43")).scalar()
    assert client.resource("task:43").label
print([name for name in ("pyoxigraph", "rdflib", "pandas", "yaml") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_both_answer_alike_and_from_the_same_snapshot(remote: Client, local: Client) -> None:
    one, other = (client.q.who_can_cover(task=43, on=DAY, labels=True) for client in (remote, local))
    assert one.records() == other.records()
    assert one.snapshot == other.snapshot == read(ROOT).id == remote.snapshot() == local.snapshot()
    assert one.rows == other.rows
    assert one.labels == other.labels


@pytest.mark.parametrize("name", ["task:43", "skill:bash", "sg:Holder", "holder:H03"])
def test_both_say_the_same_of_a_thing(remote: Client, local: Client, name: str) -> None:
    one, other = remote.resource(name), local.resource(name)
    assert one.label == other.label
    assert one.properties["rdf:type"] == other.properties["rdf:type"]
    assert one.incoming == other.incoming


def test_every_canned_question_is_asked_with_its_own_examples(client: Client) -> None:
    known = client.questions()
    assert len(known) == 46
    asked = 0
    for name, described in known.items():
        required = {p.name: p.example for p in described.parameters if p.required}
        if all(required.values()):
            result = client.q[name](**required)
            assert set(result.names) == set(described.helps)
            assert result.records() is not None
            asked += 1
    assert asked >= 40


class TestAnswers:
    """What an answer can be turned into."""

    def test_records_have_types(self, client: Client) -> None:
        first = client.q.who_can_cover(task=43, on=DAY).records()[0]
        assert first["holder"] == "https://w3id.org/skillgraph/id/holder/H03"
        assert isinstance(first["holder"], IRI)
        assert (first["satisfied"], first["optional_satisfied"]) == (4, Decimal("1.0"))
        assert isinstance(first["expires"], datetime.date)

    def test_labels_on_request(self, client: Client) -> None:
        rows = client.query("SELECT ?t { ?t a sg:ServiceTask } ORDER BY ?t", labels=True).records(short=True)
        assert len(rows) == 45
        assert {"t": "task:43", "t_label": "Security Evaluations & Response"} in rows
        assert all(row["t_label"] for row in rows)

    def test_one_value(self, client: Client) -> None:
        assert client.query("SELECT (COUNT(*) AS ?n) { ?t a sg:ServiceTask }").scalar() == 45
        assert client.query("ASK { task:43 a sg:ServiceTask }").scalar() is True
        assert not client.query("ASK { task:43 a sg:Holder }")
        with pytest.raises(UsageError, match="12 rows and 10 columns"):
            client.q.who_can_cover(task=43, on=DAY).scalar()

    def test_a_graph(self, client: Client) -> None:
        result = client.query("CONSTRUCT { ?t skos:prefLabel ?l } WHERE { ?t a sg:ServiceTask ; skos:prefLabel ?l }")
        graph = result.graph()
        assert len(graph) == len(result) == 45
        assert (rdflib.URIRef(TASK), rdflib.SKOS.prefLabel, None) in graph
        assert "skos:prefLabel" in graph.serialize(format="turtle")
        assert {row["predicate"] for row in result} == {IRI("skos:prefLabel")}
        with pytest.raises(UsageError, match="is a table and no graph"):
            client.query("SELECT * { ?s a sg:Holder }").graph()

    def test_a_figure_can_be_cited_and_repeated(self, server: Served, remote: Client) -> None:
        result = remote.q.fte_by_source(group="EGI")
        assert result.citation.startswith("How much effort does each funding source pay for?, 4 rows, ")
        assert result.snapshot in result.citation
        assert result.url == f"{server.address}/queries/fte-by-source?group=EGI"
        with Client(server.address, snapshot=result.snapshot) as again:
            assert again.q.fte_by_source(group="EGI").records() == result.records()
        with Client(server.address, snapshot="0" * 16) as other, pytest.raises(SnapshotChanged, match=result.snapshot):
            other.query("ASK {}")

    def test_warnings_of_the_server_are_told(self, client: Client) -> None:
        (warning,) = client.query("SELECT ?l { ?t skos:prefLable ?l }").warnings
        assert "did you mean skos:prefLabel" in warning

    def test_html_is_escaped(self, client: Client) -> None:
        html = client.query("SELECT ('<script>&' AS ?x) (IRI('javascript:alert(1)') AS ?y) (task:43 AS ?z) {}")
        shown = html._repr_html_()
        assert "&lt;script&gt;&amp;" in shown
        assert "<script" not in shown
        assert 'href="javascript' not in shown
        assert '<a href="https://w3id.org/skillgraph/id/task/43"' in shown
        assert "<b>Security Evaluations &amp; Response</b>" in client.resource("task:43")._repr_html_()

    def test_a_long_answer_shows_its_first_rows(self, client: Client) -> None:
        shown = client.query("SELECT ?s ?p { ?s ?p ?o } LIMIT 100")._repr_html_()
        assert shown.count("<tr>") == 61
        assert "40 more rows." in shown

    def test_a_library_that_is_not_there_is_named(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "polars", None)
        with pytest.raises(MissingTool, match=r"skillgraph\[polars\]"):
            client.query("SELECT (1 AS ?x) {}").pl()


class TestValues:
    """Values in the place of `$names`."""

    def test_they_are_whole_terms(self, client: Client) -> None:
        text = "SELECT ?x { VALUES ?x { $x } }"
        for value in (TASK, 'it\'s "quoted" \\ } # ?x', 7, Decimal("1.40"), True, datetime.date(2026, 12, 1)):
            assert client.query(text, x=value).scalar() == value

    def test_a_list_stands_in_in(self, client: Client) -> None:
        text = "SELECT ?n { ?t sg:number ?n FILTER(?n IN ($numbers)) } ORDER BY ?n"
        assert [row["n"] for row in client.query(text, numbers=[33, 43])] == [33, 43]

    def test_without_values_a_dollar_begins_a_variable(self, client: Client) -> None:
        assert len(client.query("SELECT $t { $t a sg:ServiceTask }")) == 45

    @pytest.mark.parametrize(
        ("text", "values", "message"),
        [
            ("ASK { $task a ?c }", {"tsk": 1}, r"no \$tsk\. Did you mean \$task"),
            ("ASK { $task a $cls }", {"task": TASK}, r"\$cls has no value"),
            ("SELECT $task { $task a ?c }", {"task": TASK}, "column 8: .task stands after SELECT"),
            ("ASK { ?t sg:number $n }", {"n": object()}, "stands for no RDF term"),
            ("ASK { ?t sg:number $n }", {"n": []}, "n is empty"),
            ("ASK { ?t sg:number $n }", {"n": "\ud800"}, "half a character"),
            ("ASK { ?t sg:number $n }", {"n": Decimal("NaN")}, "no decimal number"),
        ],
    )
    def test_what_is_wrong_is_named(self, client: Client, text: str, values: dict[str, object], message: str) -> None:
        with pytest.raises(BadParameter, match=message):
            client.query(text, values)

    @pytest.mark.parametrize("text", ["http://x> ; a <y", "no iri", "task:4 3", "urn:a\\u0020b", "x"])
    def test_no_iri_reaches_out_of_its_brackets(self, text: str) -> None:
        with pytest.raises(BadParameter, match="is no IRI"):
            IRI(text)


class TestErrors:
    """One tree of errors, whoever answers."""

    def test_a_syntax_error_has_place_and_caret(self, client: Client) -> None:
        with pytest.raises(QuerySyntaxError, match="Did you mean FILTER") as caught:
            client.query("SELECT ?l {\n  ?t skos:prefLabel ?l FILTR(?l) }")
        error = caught.value
        assert (error.line, error.column) == (2, 24)
        line, caret = error.source.split("\n")
        assert line == "  ?t skos:prefLabel ?l FILTR(?l) }"
        assert caret.index("^") == 23
        assert error.__notes__ == [error.source]

    def test_an_update_is_forbidden(self, client: Client) -> None:
        with pytest.raises(ForbiddenQuery, match="read-only"):
            client.query("INSERT DATA { <urn:a> <urn:b> <urn:c> }")

    def test_a_value_that_is_wrong(self, client: Client) -> None:
        with pytest.raises(BadParameter, match=r"There is no task 99\. Tasks go from 1 to 45"):
            client.q.who_can_cover(task=99)

    @pytest.mark.parametrize(
        ("places", "named", "message"),
        [
            ((), {}, "needs task: .* For example task='43'"),
            ((43, DAY), {}, "takes 1 values without a name"),
            ((43,), {"task": 43}, "given task twice"),
            ((43,), {"onn": DAY}, "Did you mean on"),
            ((43,), {"on": object()}, "of the type object"),
            ((43,), {"timeout": 0}, "timeout is 0"),
        ],
    )
    def test_a_call_that_is_wrong(
        self, client: Client, places: tuple[object, ...], named: dict[str, object], message: str
    ) -> None:
        with pytest.raises(BadParameter, match=message):
            client.q["who_can_cover"](*places, **named)  # type: ignore[arg-type]

    def test_an_unknown_question_is_a_missing_attribute(self, client: Client) -> None:
        with pytest.raises(UnknownName, match="Did you mean who_can_cover"):
            _ = client.q.who_can_cove
        assert not hasattr(client.q, "who_can_cove")
        assert not hasattr(client.q, "_repr_html_")

    def test_an_unknown_thing(self, client: Client) -> None:
        with pytest.raises(UnknownName):
            client.resource("task:99")
        with pytest.raises(UnknownName, match="Nothing is said about sg:Nothing"):
            client.resource("sg:Nothing")

    def test_near_things_are_named_by_their_iris(self, client: Client) -> None:
        with pytest.raises(UnknownName) as caught:
            client.resource("skill:bahs")
        assert "https://w3id.org/skillgraph/id/skill/bash" in caught.value.near


class TestQuestions:
    """`client.q` is made of the server's own description."""

    def test_completion_signature_and_documentation(self, client: Client) -> None:
        assert "who_can_cover" in dir(client.q)
        question = client.q["who-can-cover"]
        signature = inspect.signature(question)
        assert list(signature.parameters) == ["task", "on", "labels", "timeout"]
        assert signature.parameters["task"].default is inspect.Parameter.empty
        assert signature.parameters["on"].default == "today"
        assert question.__name__ == "who_can_cover"
        assert question.__doc__ is not None
        assert question.__doc__.startswith("Who can cover a task?")
        assert "    task: The task, by number or title." in question.__doc__
        assert "    status: covered, gap or unknown." in question.__doc__

    def test_a_date_a_list_and_a_thing_are_written_as_the_server_reads_them(self, client: Client) -> None:
        one = client.q.who_can_cover(TASK, on=datetime.date(2026, 12, 1))
        assert one.records() == client.q.who_can_cover("43", on=DAY).records()
        lists = [(name, p.name) for name, one in client.questions().items() for p in one.parameters if p.type == "list"]
        for name, parameter in lists:
            with pytest.raises(BadParameter, match="a comma"):
                client.q[name](**{parameter: ["a,b"]})  # type: ignore[arg-type]

    def test_the_stubs_are_current(self, local: Client) -> None:
        """Renewed by `python -m skillgraph.client.stubs > src/skillgraph/client/shipped.pyi`."""
        shipped = ROOT / "src" / "skillgraph" / "client" / "shipped.pyi"
        assert shipped.read_text(encoding="utf-8") == stubs(local.questions().values())

    def test_stubs_are_printed_for_any_server(self, server: Served, capsys: pytest.CaptureFixture[str]) -> None:
        main([server.address])
        printed = capsys.readouterr().out
        assert printed == (ROOT / "src" / "skillgraph" / "client" / "shipped.pyi").read_text(encoding="utf-8")


class TestCoverage:
    """The questions about cover."""

    def test_they_give_their_documents(self, client: Client) -> None:
        found = client.cover(43, on=DAY)
        assert found["matches"][0]["holder"]
        assert client.cover(43, holder="H07", on=DAY) != found
        assert client.leave("H03", "H04", on=DAY)
        assert client.funding(43, without="EGItoUK", on=DAY)

    def test_both_answer_alike(self, remote: Client, local: Client) -> None:
        for ask in (
            lambda client: client.resilience(43, k=1, on=DAY),
            lambda client: client.what_if(33, without="H07", question="cover", on=DAY),
        ):
            assert ask(remote) == ask(local)

    def test_what_is_added_changes_answers_and_is_forgotten(self, client: Client) -> None:
        before = client.cover(43, on=DAY)
        changed = client.what_if(43, added=ADDED, question="cover", on=DAY)
        assert not changed["findings"]
        assert [[row[1:3] for row in pair] for pair in changed["differences"]["cover"]["changed"]] == [
            [["H02", "gap"], ["H02", "covered"]]
        ]
        assert client.cover(43, on=DAY) == before
        found = client.what_if(43, added=ADDED.replace("sg:level 3", "sg:level 7"), question="cover", on=DAY)
        assert [(one["code"], one["line"]) for one in found["findings"]] == [("SG203", 8)]
        with pytest.raises(UsageError, match=r"not well formed, line 1, column 1"):
            client.what_if(43, added="nothing .")

    def test_what_is_wrong_is_told(self, client: Client) -> None:
        with pytest.raises(UsageError, match="no task"):
            client.cover(99)
        with pytest.raises(UsageError, match="Nothing is changed"):
            client.what_if()
        with pytest.raises(UnknownName, match="There is no question"):
            client.coverage("nothing")

    def test_the_methods_take_all_that_the_questions_take(self) -> None:
        for question in TABLE:
            taken = set(inspect.signature(getattr(Coverage, question.name)).parameters) | {"target", "holder"}
            assert {one.name.replace("-", "_") for one in question.parameters} <= taken, question.name


def test_awaited_answers_are_the_same(server: Served, remote: Client) -> None:
    async def ask() -> tuple[object, ...]:
        async with AsyncClient(server.address) as client:
            assert dir(client.q) == []
            rows = await client.q.who_can_cover(task=43, on=DAY)
            assert "who_can_cover" in dir(client.q)
            label = await client.query(FACTS, task=TASK, labels=True)
            thing, cover = await asyncio.gather(client.resource("task:43"), client.cover(43, on=DAY))
            with pytest.raises(QuerySyntaxError) as caught:
                await client.query("SELECT")
            assert caught.value.__notes__
            with pytest.raises(UnknownName):
                await client.q.who_can_cove()
            return rows.records(), label.records(), thing.label, cover, await client.snapshot()

    rows, label, thing, cover, snapshot = asyncio.run(ask())
    assert rows == remote.q.who_can_cover(43, on=DAY).records()
    assert label == remote.query(FACTS, task=TASK, labels=True).records()
    assert (thing, snapshot) == (remote.resource("task:43").label, remote.snapshot())
    assert cover == remote.cover(43, on=DAY)


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://x", "http://user:secret@x", "http://x?y", "http://x y"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is no address of a server"):
        Client(url)


def test_a_long_query_goes_by_post(remote: Client) -> None:
    numbers = list(range(1, 501))
    rows = remote.query("SELECT ?n { ?t sg:number ?n FILTER(?n IN ($numbers)) }", numbers=numbers)
    assert len(rows) == 45


def test_a_folder_without_a_workspace_is_told(tmp_path: Path) -> None:
    with pytest.raises(SkillgraphError, match="is no workspace"):
        Client.local(tmp_path)


def test_answers_can_be_pickled(remote: Client) -> None:
    result = remote.query("SELECT ?t ?l { ?t a sg:ServiceTask ; skos:prefLabel ?l } LIMIT 3")
    again = pickle.loads(pickle.dumps(result.records()))  # noqa: S301  # made here
    assert again == result.records()
    assert [type(value) for value in again[0].values()] == [type(value) for value in result.records()[0].values()]
    assert again[0]["l"].language == "en"


EXAMPLE = """
from skillgraph.client import AsyncClient, Client

client = Client("http://localhost:8000")
reveal_type(client.q.who_can_cover(task=43, on="2026-12-01"))
reveal_type(client.q.who_can_cover(43).scalar())
reveal_type(client.query("ASK {}").pl())
reveal_type(client.cover(43))
client.q.who_can_cover()
client.q.who_can_cover(43, onn="2026-12-01")
client.q.who_can_cover(43, on=7)


async def awaited(client: AsyncClient) -> None:
    reveal_type(await client.q.who_can_cover(43))
    reveal_type(await client.cover(43))
"""


def test_a_type_checker_knows_the_shipped_questions(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(EXAMPLE)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path / "cache")]
    command += ["--config-file", str(ROOT / "pyproject.toml"), "--follow-imports", "silent", "example.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=540)
    said = [line.partition(": ")[2] for line in done.stdout.splitlines()]
    revealed = [line.partition('"')[2].rstrip('"') for line in said if line.startswith("note: Revealed")]
    result = "skillgraph.client.result.Result"
    document = "dict[str, Any]"
    assert [name.replace("builtins.", "") for name in revealed] == [
        result,
        revealed[1],
        "polars.dataframe.frame.DataFrame",
        document,
        result,
        document,
    ], done.stdout
    errors = [line for line in said if line.startswith("error")]
    assert len(errors) == 3, done.stdout
    assert ['Missing positional argument "task"' in errors[0], '"onn"' in errors[1], '"on"' in errors[2]] == [True] * 3
