"""The pages of the reference that are made from the code, so that they cannot differ from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from skillgraph import errors, workspace
from skillgraph.coverage.questions import ON, TABLE
from skillgraph.queries import CannedQuery, Catalogue
from skillgraph.settings import TABLE as SETTINGS
from skillgraph.terms import KINDS, NS, RDF_TYPE, VOCABULARIES, Iri, compact, expand
from skillgraph.turtle import parse

_TERMS = {
    "owl:Class": "Classes",
    "owl:ObjectProperty": "Properties that link things",
    "owl:DatatypeProperty": "Properties with values",
}


def commands(_: Path) -> str:
    """Every command with its arguments and options."""
    from typer.main import get_command

    from skillgraph.cli.whole import app

    parts = [
        "# Commands\n\nWhat `skillgraph NAME --help` says. Exit codes: 0 clean, 1 findings, 2 usage or input error, 3 internal error.\n"
    ]
    for name, command in sorted(get_command(app).commands.items()):  # type: ignore[attr-defined]
        rows = [(f"`{_shown(one)}`", _cell(getattr(one, "help", "") or "")) for one in command.params]
        parts.append(f"## {name}\n\n{_cell(command.help or '')}\n\n{_table(('argument or option', 'meaning'), rows)}")
    return "\n".join(parts)


def _shown(parameter: object) -> str:
    names = [*getattr(parameter, "opts", ()), *getattr(parameter, "secondary_opts", ())]
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(getattr(parameter, "metavar", None) or names[0].upper())
    return ", ".join(names)


def settings(_: Path) -> str:
    """The table of settings."""
    rows = [
        (
            f"`{one.variable}`",
            f"`{one.default}`" if one.default != "" else "",
            "yes" if one.is_limit else "",
            _cell(one.help),
        )
        for one in SETTINGS
    ]
    about = "Each is an environment variable; options of a command go before it. `skillgraph serve --explain-limits` prints the limits with where they come from."
    return f"# Settings\n\n{about}\n\n{_table(('variable', 'default', 'limit', 'meaning'), rows)}"


def routes(_: Path) -> str:
    """Every route that the framework knows, and those in front of it."""
    from fastapi.routing import APIRoute

    from skillgraph_api.app import ROUTERS

    found = {
        (one.path, " ".join(sorted(one.methods))): (one.endpoint.__doc__ or "").strip().split("\n")[0]
        for router in ROUTERS
        for one in router.routes
        if isinstance(one, APIRoute)
    }
    found[("/sparql", "GET POST")] = "The query part of the SPARQL 1.1 Protocol."
    found[("/queries/{name}", "GET")] = "The rows of a canned query."
    rows = [(f"`{path}`", methods, _cell(about)) for (path, methods), about in sorted(found.items())]
    about = "HEAD and OPTIONS go wherever GET does. `/openapi.json` has all of this with types; formats and parameters are in [the short reference](../reference.md#routes)."
    return f"# Routes\n\n{about}\n\n{_table(('path', 'methods', 'answer'), rows)}"


def problems(_: Path) -> str:
    """The kinds of problem documents, and the tree of errors."""
    from skillgraph_api.problems import PROBLEMS

    rows = [(f"`{one.name}`", str(one.status.value), _cell(one.about)) for one in PROBLEMS.values()]
    about = "An error over HTTP is a problem document (RFC 9457): `type` ends with one of these names, and `hint` says what to do next."
    tree = (errors.__doc__ or "").partition("\n\n")[2].partition("\n\nEach")[0]
    return f"# Errors\n\n{about}\n\n{_table(('type', 'status', 'meaning'), rows)}\n## In the library\n\n```text\n{tree}\n```\n"


def canned(root: Path) -> str:
    """Every canned query with its parameters, columns and text."""
    topics: dict[str, list[CannedQuery]] = {}
    for query in Catalogue(workspace.read(root, private=False)):
        topics.setdefault(query.topic, []).append(query)
    parts = [
        "# Canned queries\n\nEach is an address, `/queries/NAME.csv?parameter=value`, a command, `skillgraph ask NAME parameter=value`, and a page with a form.\n"
    ]
    for topic, queries in topics.items():
        parts.append(f"## {topic.capitalize()}\n")
        parts += [_canned(query) for query in queries]
    return "\n".join(parts)


def _canned(query: CannedQuery) -> str:
    parameters = [
        (
            f"`{one.name}`",
            one.type,
            "yes" if one.required else "",
            f"`{one.default}`" if one.default else "",
            _cell(one.help),
        )
        for one in query.parameters
    ]
    columns = [(f"`{one.name}`", _cell(one.help)) for one in query.columns]
    taken = (
        _table(("parameter", "type", "required", "default", "meaning"), parameters)
        if parameters
        else "It takes no parameters.\n"
    )
    return f"### {query.name}\n\n{_cell(query.summary)}\n\n{_cell(query.description)}\n\n{taken}\n{_table(('column', 'meaning'), columns)}"


def cover(_: Path) -> str:
    """The questions about cover."""
    parts = [
        "# Questions about cover\n\nEach is an address below `/coverage/`, a command of the same name, and a tool for assistants. What the answers mean is told in [coverage](../coverage.md).\n"
    ]
    for one in TABLE:
        rows = [
            (
                f"`{each.name}`",
                each.type.value,
                "yes" if each.is_required else "",
                "yes" if each.is_many else "",
                _cell(each.help),
            )
            for each in (*one.parameters, ON)
        ]
        parts.append(
            f"## {one.name}\n\n{_cell(one.summary)}\n\n{_table(('parameter', 'type', 'required', 'several', 'meaning'), rows)}"
        )
    return "\n".join(parts)


def ontology(root: Path) -> str:
    """Every term of the ontology by module, and the code lists."""
    parts = [
        "# The ontology\n\nThe prefix `sg:` stands for `"
        + NS
        + "`. A server tells the same at `/ns`, term by term and with links.\n"
    ]
    for file in workspace.read(root, private=False).turtle("ontology"):
        parts += _module(file)
    return "\n".join(parts)


def _module(file: workspace.SourceFile) -> list[str]:
    about: dict[str, dict[str, list[object]]] = {}
    for triple in parse(file)[0].document.triples:
        about.setdefault(str(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    title = next((str(values[0]) for said in about.values() if (values := said.get(expand("dcterms:title") or ""))), "")
    tables = []
    for cls, heading in _TERMS.items():
        rows = [
            (f"`{compact(iri)}`", _cell(_first(said, "rdfs:label")), _cell(_first(said, "skos:definition")))
            for iri, said in sorted(about.items())
            if iri.startswith(NS) and Iri(expand(cls) or "") in said.get(RDF_TYPE, ())
        ]
        if rows:
            tables.append(f"### {title}: {heading.lower()}\n\n{_table(('term', 'label', 'definition'), rows)}")
    return [f"## {title}\n", *tables] if tables else []


def _first(said: Mapping[str, list[object]], name: str) -> str:
    return next((str(value) for value in said.get(expand(name) or "", ())), "")


def names(_: Path) -> str:
    """The prefixes and the kinds of things."""
    rows = [(f"`{prefix}:`", f"`{iri}`") for prefix, iri in VOCABULARIES.items()]
    kinds = ", ".join(f"`{kind}:`" for kind in sorted(KINDS))
    return f"# Prefixes\n\nQueries may use all of these without PREFIX lines.\n\n{_table(('prefix', 'namespace'), rows)}\nAnd one for each kind of things, below `https://w3id.org/skillgraph/id/`: {kinds}.\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Text that stands in a cell or a line of Markdown as it is."""
    plain = " ".join(str(text).split())
    for sign in ("\\", "|", "*", "_", "<", "{", "[", "`", "$"):
        plain = plain.replace(sign, f"\\{sign}")
    return plain


PAGES: dict[str, Callable[[Path], str]] = {
    "canned-queries": canned,
    "commands": commands,
    "errors": problems,
    "ontology": ontology,
    "prefixes": names,
    "questions-about-cover": cover,
    "routes": routes,
    "settings": settings,
}
