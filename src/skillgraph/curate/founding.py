"""A new workspace for any organisation: the vocabulary, the shapes and the general questions, and frames for data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

from skillgraph.errors import UsageError
from skillgraph.terms import quote
from skillgraph.workspace import is_private, is_source, shipped

# The questions that make sense anywhere; the others are about one source document.
QUESTIONS = (
    "coverage/coverage-summary",
    "coverage/holders",
    "coverage/missing-for",
    "coverage/requirements",
    "coverage/single-points-of-failure",
    "coverage/tasks-for-holder",
    "coverage/unmapped-tasks",
    "coverage/who-can-cover",
    "funding/fte-by-group",
    "funding/fte-by-source",
    "funding/fte-by-work-package",
    "funding/funding-exposure",
    "funding/multi-funded",
    "funding/task-effort",
    "onboarding/onboarding-steps",
    "onboarding/step-prerequisites",
    "provenance/interpretations",
    "provenance/provenance",
    "roles/role-skills",
    "roles/roles",
    "roles/skill-prerequisites",
    "roles/skills",
    "tasks/task",
    "tasks/task-areas",
    "tasks/tasks",
    "tasks/tasks-per-group",
    "tasks/tasks-per-work-package",
    "tasks/tasks-without-work-package",
)
_CUBE = "data/seed/cube.ttl"  # which frames what is paid for tasks
_HIDDEN = {"gitignore": ".gitignore", "pre-commit-config.yaml": ".pre-commit-config.yaml"}
_TESTS = re.compile(r"^#\+ tests:\n(?:#\+  .*\n)*", re.MULTILINE)
_EXAMPLE = re.compile(r'^(#\+   [\w-]+: \{type: (?:iri|list).*), example: "[^"]*"', re.MULTILINE)


def found(folder: Path, name: str, url: str) -> list[str]:
    """Writes a workspace into an empty folder; gives the paths of its files in their order.

    UsageError where something is in the way, or where name or address are not well formed.
    """
    texts = dict(_files(_named(name), _address(url)))
    _need_empty(folder)
    try:
        for path, content in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        (folder / "data" / "source").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder.") from None
    return sorted(texts)


def _files(name: str, url: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the new workspace with its content."""
    root = shipped()
    for part in ("ontology", "shapes"):
        for path in sorted((root / part).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.is_file() and is_source(relative) and not is_private(relative):
                yield relative, path.read_bytes()
    yield _CUBE, (root / _CUBE).read_bytes()
    for question in QUESTIONS:
        text = (root / "queries" / f"{question}.rq").read_text(encoding="utf-8")
        yield f"queries/{question}.rq", _EXAMPLE.sub(r"\1", _TESTS.sub("#+ tests: []\n", text)).encode()
    for place, text in _skeleton(files("skillgraph.curate") / "skeleton", ""):
        if url or place != "skillgraph.env":
            yield place, _filled(text, name, url).encode()


def _skeleton(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _skeleton(entry, f"{path}{entry.name}/")
        else:
            yield path + _HIDDEN.get(entry.name, entry.name), entry.read_text(encoding="utf-8")


def _filled(text: str, name: str, url: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "dataset"
    values = {
        "{name}": name,
        "{slug}": slug,
        "{title}": quote(f"Skills and services of {name}"),
        "{description}": quote(f"The roles, skills, tasks, funding and on-boarding steps behind {name}."),
        "{curators}": quote(f"curators of {name}"),
        "{url}": url,
    }
    return re.sub(r"\{[a-z]+\}", lambda place: values.get(place[0], place[0]), text)


def _named(name: str) -> str:
    if not name.strip() or len(name) > 200 or not name.isprintable():
        raise UsageError("The organisation has no name that can be shown.", "Give one with --name, on one line.")
    return name.strip()


def _address(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.netloc or not re.fullmatch(r"[!-~]+", url)):
        raise UsageError(f"{url!r} is no address of a server.", "Write it like https://skills.example.org.")
    return url.rstrip("/")


def _need_empty(folder: Path) -> None:
    """A folder that is not there, or holds nothing but a repository of git."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file.", "Choose another folder.")
    inside = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if inside and inside != [".git"]:
        raise UsageError(f"{folder} is not empty: it holds {inside[0]}.", "Choose a new folder, or empty it.")
