"""Another name for a thing or a term, wherever it is a token of the workspace; what only resembles it is listed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from skillgraph.curate.change import FileChange
from skillgraph.curate.fields import nearest
from skillgraph.curate.occurrences import Occurrence, may_name, mentions, occurrences, places
from skillgraph.curate.patch import Edit, apply
from skillgraph.curate.table_import import GENERATED
from skillgraph.errors import UnknownName, UsageError
from skillgraph.terms import ID, KINDS, NS, PREFIXES, SHAPES, compact, expand, mint, split_id
from skillgraph.turtle import parse_files
from skillgraph.workspace import Contents, SourceFile

_TERM = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*")
_SPACES = (NS, SHAPES)
_OF_THE_DOCUMENT = ("cell", "passage")


@dataclass(frozen=True, slots=True)
class Renaming:
    """The files that change and how many tokens do; names made of the old slug; where text speaks of the old name."""

    changes: tuple[FileChange, ...]
    tokens: int
    derived: tuple[str, ...]
    mentioned: tuple[str, ...]
    generated: tuple[str, ...]


def named(text: str) -> str:
    """The IRI that a prefixed name or an IRI of this project stands for; UsageError for any other."""
    bare = text.removeprefix("<").removesuffix(">")
    iri = bare if bare.startswith((ID, *_SPACES)) else expand(bare) or ""
    if split_id(iri) or (iri.startswith(_SPACES) and _TERM.fullmatch(iri.partition("#")[2])):
        return iri
    prefix, colon, _ = bare.partition(":")
    hint = nearest(prefix, KINDS) if colon and prefix not in PREFIXES else ""
    raise UsageError(f"{text!r} is no name of this project.", hint or "Write it like skill:linux or sg:Skill.")


def sibling(old: str, text: str) -> str:
    """The IRI that a new name stands for; a bare one is of the kind of the old."""
    return named(text if ":" in text else f"{compact(old).partition(':')[0]}:{text}")


def rename(contents: Contents, old: str, new: str) -> Renaming:
    """The change of `old` into `new`, both as IRIs of one kind; UsageError where that cannot be.

    Only files in which one of the names can stand are parsed; InvalidWorkspace where one of them is no Turtle.
    """
    _check_kind(old, new)
    texts = {file: file.text() for file in contents.files}
    near = [file for file, text in texts.items() if may_name(text, old) or may_name(text, new)]
    parse_files(file for file in near if file.path.endswith(".ttl"))
    found = {file: occurrences(file) for file in near}
    names = {one.iri for those in found.values() for one in those}
    if old not in names:
        raise _unknown(contents, old)
    if new in names:
        place = next(places(file, [one.start])[0] for file, those in found.items() for one in those if one.iri == new)
        raise UsageError(f"{compact(new)} is there already: {place}.", "Names are never used twice; choose another.")
    hits = {file: [one for one in those if one.iri == old] for file, those in found.items()}
    touched = {file: those for file, those in hits.items() if those}
    return Renaming(
        tuple(_change(file, those, new) for file, those in touched.items()),
        sum(map(len, touched.values())),
        tuple(sorted(compact(name) for name in names if _is_derived(name, old))),
        tuple(place for file in near for place in places(file, mentions(file, old, found[file]))),
        tuple(file.path for file in touched if GENERATED.encode() in file.content),
    )


def _unknown(contents: Contents, old: str) -> UnknownName:
    kind, _, slug = compact(old).partition(":")
    names = {compact(one.iri) for file in contents.files for one in occurrences(file)}
    like = [name.partition(":")[2] for name in sorted(names) if name.startswith(f"{kind}:")]
    return UnknownName(f"Nothing is called {compact(old)}.", nearest(slug, like))


def _check_kind(old: str, new: str) -> None:
    before, after = split_id(old), split_id(new)
    if before and after and before[0] == after[0]:
        try:
            mint(*after)
        except ValueError as error:
            raise UsageError(f"{compact(new)}: {error}.", "Slugs are lower-case words with '-' between them.") from None
    elif before or after or old.partition("#")[0] != new.partition("#")[0]:
        raise UsageError(f"{compact(old)} and {compact(new)} are of different kinds.", "A thing keeps its kind.")
    if old == new:
        raise UsageError(f"{compact(old)} is its name already.", "Give another one.")


def _change(file: SourceFile, those: list[Occurrence], new: str) -> FileChange:
    edits = [Edit(one.start, one.start + len(one.text), _written(one, new)) for one in those]
    return FileChange(file.path, apply(file.text(), edits).encode())


def _written(one: Occurrence, new: str) -> str:
    """The new name as the old one was written: with the same prefix where that can be."""
    local = new.removeprefix(one.space)
    if one.space and new.startswith(one.space) and "/" not in local and "#" not in local:
        return f"{one.text.partition(':')[0]}:{local}"
    return f"<{new}>"


def _is_derived(name: str, old: str) -> bool:
    """Whether a name of ours has the old slug among the parts of its own."""
    slug = re.split("[/#]", old)[-1]
    found = split_id(name)
    own = found[1] if found and found[0] not in _OF_THE_DOCUMENT else name.partition("#")[2] if _is_term(name) else ""
    return name != old and bool(re.search(rf"(?<![^-]){re.escape(slug)}(?![^-])", own))


def _is_term(name: str) -> bool:
    return name.startswith(_SPACES)
