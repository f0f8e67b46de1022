"""Running all checks over the files of a workspace."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from skillgraph.check.aside import aside
from skillgraph.check.lint_data import Known, lint_data
from skillgraph.check.lint_files import lint_file
from skillgraph.check.lint_queries import lint_queries
from skillgraph.check.rules import RULES
from skillgraph.errors import InvalidWorkspace, WorkspaceError
from skillgraph.findings import Finding
from skillgraph.reason.profile import violations
from skillgraph.snapshot import Built, shape_findings
from skillgraph.snapshot.builder import build
from skillgraph.snapshot.model import Validate
from skillgraph.terms import Iri, expand
from skillgraph.turtle import KeptFiles, Parse, ParsedFile, Places
from skillgraph.validate.ignore import about_comments, apply, read_ignores
from skillgraph.workspace import Contents, is_private, published

_ALONE = "(Found where the private files are left out.)"
_UNUSED = "SG107"  # a comment may have something to ignore in one of the two parts only
_SUBJECTS = "SELECT ?s (MAX(?p = rdf:type) AS ?classed) { ?s ?p ?o } GROUP BY ?s"
_REPEATS = ("SG203", "SG205", "SG207")


def check(
    contents: Contents, today: datetime.date, parse: Parse | None = None, validate: Validate | None = None
) -> tuple[Finding, ...]:
    """All findings, in the order of their places, without those that a comment ignores.

    Where a file or a rule is not well formed, such problems and those of the queries are all that can be said. Where
    there are private files, the public ones are judged once more without them, as a public server judges them. `parse`
    and `validate` may be those of somebody who keeps what did not change since the last time.
    """
    parse = parse or KeptFiles().parse_files
    whole = _check(contents, today, parse, validate)
    if not contents.holds_private:
        return _in_order(whole)
    public = _check(published(contents, private=False), today, parse, None)
    alone = [replace(finding, hint=f"{finding.hint} {_ALONE}".strip()) for finding in public - whole]
    unneeded = {finding for finding in whole ^ public if finding.code == _UNUSED and not is_private(finding.path)}
    return _in_order([*(whole - unneeded), *(one for one in alone if one.code != _UNUSED)])


def _check(contents: Contents, today: datetime.date, parse: Parse, validate: Validate | None) -> set[Finding]:
    try:
        files = parse([*contents.turtle("ontology"), *contents.turtle("data"), *contents.turtle("shapes")])
        profile = _profile(files)
        built = _built(contents, parse, allowed=not profile)
    except InvalidWorkspace as error:
        return {*error.findings, *lint_queries(contents, None)}
    with aside(lambda: list(_beside_shapes(contents, files, built, today))) as others:
        findings = [*profile, *(shape_findings(contents, built, validate, parse) if built else ()), *others()]
    ignores = read_ignores(files)
    return {*apply(_without_consequences(findings), ignores), *about_comments(findings, ignores)}


def _built(contents: Contents, parse: Parse, *, allowed: bool) -> Built | None:
    """The build, or None where the ontology holds axioms that the rules cannot be made of."""
    try:
        return build(contents, parse)
    except InvalidWorkspace:
        raise
    except WorkspaceError:
        if allowed:
            raise
        return None


def _known(files: list[ParsedFile], built: Built | None) -> Known:
    inferred = built.closed.engine().select(_SUBJECTS).rows if built else ()
    return Known.of(files, ((str(subject), str(has_class) == "true") for subject, has_class in inferred))


def _beside_shapes(
    contents: Contents, files: list[ParsedFile], built: Built | None, today: datetime.date
) -> Iterator[Finding]:
    if built:
        yield from built.clashes()
    known = _known(files, built)
    for parsed in files:
        yield from lint_file(parsed)
    yield from lint_data(files, known, today)
    yield from lint_queries(contents, known)


def _without_consequences(findings: Iterable[Finding]) -> list[Finding]:
    """Without what only repeats another finding in other words.

    A name that nobody knows is of no class and in no list; two values of a functional property are too many values.
    """
    findings = list(findings)
    unknown = {(f.path, f.line, f.column) for f in findings if f.code in ("SG221", "SG222")}
    too_many = {f.focus for f in findings if f.code == "SG202"}
    return [
        finding
        for finding in findings
        if not (finding.code in _REPEATS and (finding.path, finding.line, finding.column) in unknown)
        and not (finding.code == "SG301" and finding.focus in too_many)
    ]


def _in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=Finding.order))


def _profile(files: Iterable[ParsedFile]) -> list[Finding]:
    """Axioms that leave OWL 2 RL, outside the annex (SG302)."""
    modules = [one for one in files if one.file.part == "ontology" and not one.file.is_annex]
    places = Places((one.file.path, one.document) for one in modules)
    triples = [(t.subject, t.predicate, t.object) for one in modules for t in one.document.triples]
    findings = []
    for violation in violations(triples):
        place = places.find(Iri(expand(violation.subject) or violation.subject))
        message = f"{violation.subject}: {violation.reason}"
        findings.append(
            Finding(
                "SG302", RULES["SG302"].severity, message, place.path, place.line, place.column, hint=RULES["SG302"].fix
            )
        )
    return findings
