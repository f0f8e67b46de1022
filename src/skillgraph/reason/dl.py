"""OWL 2 DL with HermiT, which owlready2 brings along: is it all consistent, and what follows?

The reasoner runs in a child process (this file as a program): Python loads the triples into a fresh owlready2 world,
and owlready2 starts Java. Both are one process group, which is killed when the time is up. Nothing but the triples
given is read: what would make owlready2 or HermiT open something else is left out first.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from skillgraph.errors import InternalError, MissingTool, WorkspaceError
from skillgraph.reason.axioms import KNOWN_DATATYPES, Triple, reachable
from skillgraph.terms import OWL, RDF, RDF_TYPE, RDFS, XSD, Iri, Literal, serialise

Pair = tuple[Iri, Iri]
Link = tuple[str, str, str]

_OWLREADY = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#"
_INFERRED = "http://inferrences/"  # owlready2's own name for what a reasoner adds
_META = (OWL, RDFS, RDF)
_SUBCLASS, _EQUIVALENT = RDFS + "subClassOf", OWL + "equivalentClass"
_LINE = re.compile(r"<([^>]+)> <([^>]+)> <([^>]+)> \.")


@dataclass(frozen=True, slots=True)
class DLReport:
    """What HermiT says: consistent or not and, where it is, what it adds to the statements that it was given.

    `types` are (individual, class), `subclasses` (lower, upper), both without what was stated already; all three are
    empty where there is a contradiction, from which anything follows. `left_out` counts the triples not handed over.
    """

    consistent: bool
    unsatisfiable: tuple[Iri, ...]
    types: tuple[Pair, ...]
    subclasses: tuple[Pair, ...]
    left_out: int
    seconds: float


def classify(
    ontology_and_data: Iterable[Triple], *, java: str | None, heap_mb: int = 512, timeout_s: float = 120
) -> DLReport:
    """Consistency, unsatisfiable classes, inferred types and subclasses of a set of triples.

    `java` is the Java program, None where there is none. Ontology headers, imports and owlready2's own annotations are
    left out, and so is each triple whose object has a datatype that OWL 2 does not know: HermiT refuses xsd:date. So
    a contradiction between dates is not found here. Raises MissingTool without Java, and WorkspaceError
    where the reasoner refuses the triples or does not finish in time.
    """
    started = time.monotonic()
    triples = set(ontology_and_data)
    kept = _acceptable(triples)
    answer = _reason(kept, _program(java), heap_mb, timeout_s)
    left_out, seconds = len(triples) - len(kept), time.monotonic() - started
    if not answer["consistent"]:
        return DLReport(False, (), (), (), left_out, seconds)
    stated = _links(kept)
    inferred = {(s, p, o) for s, p, o in answer["inferred"]} - stated
    above = _superclasses(stated | inferred)
    bad = {name for name, classes in above.items() if OWL + "Nothing" in classes}
    types = _pairs(_types(stated | inferred, above) - stated)
    subclasses = _pairs(_subclasses(inferred, bad) - stated)
    return DLReport(True, tuple(Iri(name) for name in sorted(bad)), types, subclasses, left_out, seconds)


def _program(java: str | None) -> str:
    found = shutil.which(java) if java else None
    if found is None:
        raise MissingTool(
            "The DL reasoner HermiT runs on Java, and no Java program was found.",
            "Install a Java runtime, version 8 or newer (Debian: apt-get install default-jre-headless).",
        )
    return found


def _acceptable(triples: set[Triple]) -> list[Triple]:
    """The triples to hand over, in a fixed order (see `classify` for what is left out)."""
    headers = {s for s, p, o in triples if p.value == RDF_TYPE and str(o) == OWL + "Ontology"}
    kept = [t for t in triples if t[0] not in headers and t[1].value != OWL + "imports" and _harmless(t)]
    return sorted(kept, key=lambda triple: tuple(serialise(term) for term in triple))


def _harmless(triple: Triple) -> bool:
    if any(isinstance(term, Iri) and term.value.startswith(_OWLREADY) for term in triple):
        return False
    value = triple[2]
    if isinstance(value, Literal):
        return value.datatype in KNOWN_DATATYPES
    return not (isinstance(value, Iri) and value.value.startswith(XSD) and value.value not in KNOWN_DATATYPES)


def _reason(triples: list[Triple], java: str, heap_mb: int, timeout_s: float) -> dict[str, Any]:
    """The child's answer: `consistent` and `inferred`."""
    with tempfile.TemporaryDirectory(prefix="skillgraph-dl-") as folder:  # made with mode 0700
        source = Path(folder, "input.nt")
        lines = (" ".join(serialise(term) for term in triple) + " .\n" for triple in triples)
        source.write_text("".join(lines), encoding="utf-8")
        command = [sys.executable, "-P", "-W", "ignore", "-m", "skillgraph.reason.dl", str(source), java, str(heap_mb)]
        code, output, problems = _run(command, folder, timeout_s)
    if code != 0:
        raise InternalError(f"The DL reasoner's process ended with {code}: {problems[-400:].strip()}")
    answer: dict[str, Any] = json.loads(output)
    if "refused" in answer:
        raise _refusal(answer["refused"], heap_mb)
    return answer


def _run(command: list[str], folder: str, timeout_s: float) -> tuple[int, str, str]:
    """Exit code and both outputs of a program in a process group of its own, which never outlives this call."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    child = subprocess.Popen(  # noqa: S603  # our own program, without a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": folder, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        output, problems = child.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        raise WorkspaceError(
            f"The DL reasoner did not finish within {timeout_s:.0f} seconds.", "Give it more time or fewer statements."
        ) from None
    finally:
        if child.returncode != 0:
            _kill_group(child)
    return child.returncode, output, problems


def _kill_group(child: subprocess.Popen[str]) -> None:
    """Ends the child and the Java process that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    if child.returncode is None:
        child.communicate()


def _refusal(reason: str, heap_mb: int) -> WorkspaceError:
    if "OutOfMemoryError" in reason or "heap" in reason:
        return WorkspaceError(f"{heap_mb} MiB are too little for the DL reasoner.", "Give it a larger heap.")
    lines = [line.strip() for line in reason.splitlines() if line.strip() and "Java error message" not in line]
    return WorkspaceError(
        f"The DL reasoner refuses the ontology: {lines[0] if lines else 'it gives no reason.'}",
        "Look for an axiom that OWL 2 DL does not allow, such as a cardinality on a transitive property.",
    )


def _links(triples: Iterable[Triple]) -> set[Link]:
    """The statements between named things that the reasoner may add to: types and the order of classes."""
    wanted = (RDF_TYPE, _SUBCLASS, _EQUIVALENT)
    return {
        (s.value, p.value, o.value)
        for s, p, o in triples
        if p.value in wanted and isinstance(s, Iri) and isinstance(o, Iri)
    }


def _superclasses(links: set[Link]) -> dict[str, set[str]]:
    """For each class all named classes above it."""
    above: dict[str, set[str]] = {}
    for lower, predicate, upper in links:
        if predicate != RDF_TYPE:
            above.setdefault(lower, set()).add(upper)
        if predicate == _EQUIVALENT:
            above.setdefault(upper, set()).add(lower)
    return {name: reachable(above, name) for name in above if name != OWL + "Nothing"}


def _types(links: set[Link], above: dict[str, set[str]]) -> set[Link]:
    """All types of all individuals: HermiT names the lowest classes only."""
    types = [(s, o) for s, p, o in links if p == RDF_TYPE]
    return {(s, RDF_TYPE, name) for s, o in types for name in (o, *above.get(o, ()))}


def _subclasses(inferred: set[Link], bad: set[str]) -> set[Link]:
    """The inferred steps of the class hierarchy, unsatisfiable classes left out."""
    found = {(s, _SUBCLASS, o) for s, p, o in inferred if p != RDF_TYPE}
    found |= {(o, _SUBCLASS, s) for s, p, o in inferred if p == _EQUIVALENT}
    return {(s, p, o) for s, p, o in found if s != o and s not in bad}


def _pairs(links: set[Link]) -> tuple[Pair, ...]:
    found = sorted((s, o) for s, _, o in links if not s.startswith(_META) and not o.startswith(_META))
    return tuple((Iri(s), Iri(o)) for s, o in found)


def _child(source: str, java: str, heap_mb: int) -> dict[str, Any]:
    """In the child process: load, reason, and give what was inferred as triples of IRIs."""
    import owlready2
    import owlready2.reasoning

    owlready2.JAVA_EXE, owlready2.reasoning.JAVA_MEMORY = java, heap_mb
    world = owlready2.World()
    with Path(source).open("rb") as stream:
        world.get_ontology("urn:skillgraph:input#").load(fileobj=stream)
    try:
        owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return {"consistent": False, "inferred": []}
    except owlready2.OwlReadyJavaError as error:
        return {"refused": str(error)}
    found = io.BytesIO()
    world.get_ontology(_INFERRED).save(found, format="ntriples")
    return {"consistent": True, "inferred": _LINE.findall(found.getvalue().decode())}


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        result = _child(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    json.dump(result, sys.stdout)
