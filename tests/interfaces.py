"""Interfaces that others build on, as plain facts by name; wording is no part of them.

`tests/api/test_contracts.py` compares them with the files of tests/contracts/.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from skillgraph.queries import Catalogue
from skillgraph.terms import NS, compact

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "contracts"
CHANGELOG = ROOT / "CHANGELOG.md"
COMMAND = ".venv/bin/pytest tests/api/test_contracts.py --accept-contracts 'what changed, and why'"

Facts = dict[str, Any]

_DAY = "2026-12-01"
# Of each route that answers in JSON a request whose answer has every member.
ANSWERS: dict[str, str] = {
    "GET /queries": "/queries",
    "GET /coverage": "/coverage",
    "GET /coverage/cover": f"/coverage/cover.json?target=43&on={_DAY}",
    "GET /coverage/team": f"/coverage/team.json?target=43&on={_DAY}",
    "GET /coverage/resilience": f"/coverage/resilience.json?target=43&on={_DAY}",
    "GET /coverage/leave": f"/coverage/leave.json?holder=H04&on={_DAY}",
    "GET /coverage/funding": f"/coverage/funding.json?without=EGItoUK&on={_DAY}",
    "GET /coverage/train": f"/coverage/train.json?target=43&on={_DAY}",
    "GET /doc/{kind}/{slug}/neighbours.json": "/doc/task/43/neighbours.json",
    "GET /queries/{name}.json": f"/queries/who-can-cover.json?task=43&on={_DAY}",
    "GET /queries/{name}.objects": f"/queries/who-can-cover.objects?task=43&on={_DAY}",
    "GET /problems": "/problems",
    "problem of a query": "/sparql?query=SELEC",
    "problem of a parameter": "/queries/who-can-cover?task=none",
    "problem of a name": "/doc/task/999",
    "problem of a format": "/queries/tasks?format=pdf",
}
_TERMS = f"""SELECT ?term ?property ?value {{
  ?term ?property ?value FILTER(STRSTARTS(STR(?term), "{NS}") && !ISBLANK(?value))
  VALUES ?property {{ rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:inverseOf owl:deprecated
    dcterms:isReplacedBy }}
  FILTER EXISTS {{ ?term rdfs:isDefinedBy ?ontology }}
}} ORDER BY ?term ?property ?value"""
_ABOUT = frozenset(("description", "summary", "title", "help", "example", "examples", "tags", "version", "servers"))


def openapi(client: httpx.Client) -> Facts:
    """Every operation with its parameters, bodies and answers, and every schema; no descriptions."""
    document = client.get("/openapi.json").json()
    facts: Facts = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            told = _bare(operation)
            told["parameters"] = {one["name"]: _bare(one) for one in operation.get("parameters", [])}
            facts[f"{method.upper()} {path}"] = told
    schemas = document.get("components", {}).get("schemas", {})
    return facts | {f"schema {name}": _bare(schema) for name, schema in schemas.items()}


def queries(_: httpx.Client, catalogue: Catalogue) -> Facts:
    """Parameters and columns of every canned query, in order."""
    return {
        query.name: {
            "columns": [f"{column.name}: {column.type}" for column in query.columns],
            "parameters": {
                one.name: [one.type, compact(one.cls), one.of, *one.values, "required" if one.required else one.default]
                for one in query.parameters
            },
        }
        for query in catalogue
    }


def answers(client: httpx.Client) -> Facts:
    """The form of the JSON that routes answer: members and the types of their values."""
    return {name: form(client.get(address).json()) for name, address in ANSWERS.items()}


def context(client: httpx.Client) -> Facts:
    """The terms of the JSON-LD context."""
    facts: Facts = client.get("/context.jsonld").json()["@context"]
    return facts


def vocabulary(client: httpx.Client) -> Facts:
    """What each term of the ontology is, as far as programs rely on it."""
    rows = client.post("/sparql", data={"query": _TERMS, "format": "json"}).json()["results"]["bindings"]
    facts: dict[str, list[str]] = {}
    for row in rows:
        said = f"{compact(row['property']['value'])} {compact(row['value']['value'])}"
        facts.setdefault(compact(row["term"]["value"]), []).append(said)
    return {term: sorted(said) for term, said in facts.items()}


CONTRACTS: Mapping[str, Callable[..., Facts]] = {
    "openapi": openapi,
    "queries": queries,
    "answers": answers,
    "context": context,
    "vocabulary": vocabulary,
}


def form(value: Any) -> Any:
    """A JSON value with types in the place of values; the members of all items of an array are put together.

    A member that some items lack has a question mark. An object whose keys are data, such as IRIs, has one member `*`.
    """
    if isinstance(value, dict):
        if value and all(re.search(r"[:/ ]|^\d", key) for key in value):
            return {"*": merged([form(one) for one in value.values()])}
        return {key: form(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        return [merged([form(one) for one in value])] if value else []
    return {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null"}[type(value)]


def merged(forms: list[Any]) -> Any:
    """What values of all these forms have in common."""
    objects = [one for one in forms if isinstance(one, dict)]
    arrays = [inner for one in forms if isinstance(one, list) for inner in one]
    words = sorted({word for one in forms if isinstance(one, str) for word in one.split("|")})
    found: list[Any] = ["|".join(words)] if words else []
    if objects:
        keys = sorted({key.rstrip("?") for one in objects for key in one})
        found.append({_key(key, objects): merged(_values(key, objects)) for key in keys})
    if any(isinstance(one, list) for one in forms):
        found.append([merged(arrays)] if arrays else [])
    return found[0] if len(found) == 1 else found


def _key(key: str, objects: list[dict[str, Any]]) -> str:
    return key if key == "*" or all(key in one for one in objects) else f"{key}?"


def _values(key: str, objects: list[dict[str, Any]]) -> list[Any]:
    return [one[name] for one in objects for name in (key, f"{key}?") if name in one]


def _bare(value: Any) -> Any:
    """Without what is said to people; a member of `properties` may have the name of such."""
    if isinstance(value, dict):
        return {
            key: {name: _bare(inner) for name, inner in one.items()} if key == "properties" else _bare(one)
            for key, one in value.items()
            if key not in _ABOUT and not (key == "parameters" and isinstance(one, list))
        }
    return [_bare(one) for one in value] if isinstance(value, list) else value


def text_of(facts: Facts) -> str:
    """A contract as it is kept: a line for each simple fact, in order."""
    return json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def digest(text: str) -> str:
    """What the changelog names a state of a contract by."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def differences(old: Facts, new: Facts) -> list[str]:
    """What has changed, by name and down to the member."""
    found = [f"{name} is new" for name in sorted(set(new) - set(old))]
    found += [f"{name} is gone" for name in sorted(set(old) - set(new))]
    for name in sorted(set(old) & set(new)):
        found += _changed(name, old[name], new[name])
    return found


def _changed(where: str, old: Any, new: Any) -> list[str]:
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        found = [f"{where}: {key} is new" for key in sorted(set(new) - set(old))]
        found += [f"{where}: {key} is gone" for key in sorted(set(old) - set(new))]
        for key in sorted(set(old) & set(new)):
            found += _changed(f"{where}: {key}", old[key], new[key])
        return found
    if isinstance(old, list) and isinstance(new, list) and all(isinstance(one, str) for one in (*old, *new)):
        found = [f"{where}: {one!r} is new" for one in new if one not in old]
        found += [f"{where}: {one!r} is gone" for one in old if one not in new]
        return found or [f"{where}: the order is another: {', '.join(new)}"]
    return [f"{where}: {json.dumps(old)[:200]} became {json.dumps(new)[:200]}"]


def unreleased(changelog: str) -> str:
    """The part of the changelog about what is not released yet."""
    return changelog.partition("## Unreleased\n")[2].partition("\n## ")[0]


def declared(changelog: str, name: str) -> str:
    """The digest of a contract that the changelog names last; empty where it names none."""
    found = re.findall(rf"^- Interface `{name}` is `([0-9a-f]{{12}})`", changelog, re.MULTILINE)
    return found[0] if found else ""


def with_declared(changelog: str, name: str, digest_: str, why: str) -> str:
    """The changelog with the state of a contract among what is not released: reasons are added to the line it has."""
    line = re.compile(rf"^- Interface `{name}` is `[0-9a-f]{{12}}`: (.*)\n", re.MULTILINE)
    head, mark, rest = changelog.partition("## Unreleased\n")
    body, end, older = rest.partition("\n## ")
    if found := line.search(body):
        reasons = found[1] if why in found[1] else f"{found[1]} {why}"
        body = line.sub(lambda _: f"- Interface `{name}` is `{digest_}`: {reasons}\n", body, count=1)
    else:
        body = f"{body.rstrip()}\n- Interface `{name}` is `{digest_}`: {why}\n"
    return f"{head}{mark}{body}{end}{older}"
