"""New things as well-formed statements in the file where their like live; what the shapes demand is never made up."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from skillgraph.curate import patch
from skillgraph.curate.demands import Demand, demands
from skillgraph.curate.draft import Draft, Statement
from skillgraph.curate.fields import (
    DATE,
    DECIMAL,
    INTEGER,
    KINDS,
    SHORT,
    STATES,
    STRING,
    TEXT,
    Field,
    Kind,
    known_names,
    nearest,
    read_value,
)
from skillgraph.curate.written import Names
from skillgraph.errors import BadParameter, UnknownName, UsageError
from skillgraph.terms import ID, NS, PREFIXES, RDF_TYPE, Iri, Literal, Term, compact, expand, mint
from skillgraph.workspace import LAYERS, is_private

Values = dict[str, tuple[Term, ...]]
_JUDGEMENT, _SKILL, _INVENTED = NS + "Judgement", NS + "Skill", NS + "SyntheticHolder"
_FILE = re.compile(rf"data/(?:{'|'.join(LAYERS)})/(?:[\w-][\w.-]*/)*[\w-][\w.-]*\.ttl", re.ASCII)


def create(
    draft: Draft, kind: str, slug: str, given: Mapping[str, Sequence[str]], today: datetime.date, file: str = ""
) -> str:
    """Adds a thing to a draft and gives its IRI. `given` has texts by key or by prefixed property.

    UsageError and its like where the slug is taken or not well formed, where a value is wrong, and where something
    that the shapes demand is not given: then the message lists all that is missing.
    """
    what = _of_people(draft, kind_of(kind), file)
    iri = _fresh(draft, kind, slug)
    texts = {**_from_slug(draft, what, slug), **given}
    classes = _classes(draft, what, texts)
    wanted = demands(draft, classes)
    values = _values(draft, what, slug, texts, wanted, today)
    _require(draft, what, values, wanted, compact(iri))
    for _, message in complaints(what, values, wanted):
        raise BadParameter(message)
    owners = values.pop(STATES, ()) if what.field("task") else ()
    near = [str(owner) for owner in owners] or values
    path = _home(draft, what, near, _JUDGEMENT in classes, file)
    for owner in owners:
        _state(draft, str(owner), iri, path)
    inside = [one.triple.subject_at for one in _neighbours(draft, what, near) if one.path == path]
    properties = {RDF_TYPE: tuple(Iri(cls) for cls in classes), **values}
    draft.add(path, iri, properties, max(inside, default=None))
    return iri


def kind_of(name: str) -> Kind:
    """The kind of that name; UnknownName where there is none."""
    if name not in KINDS:
        said = f"Nothing that can be added is called {name!r}." if name else "Say what to add."
        raise UnknownName(said, nearest(name, KINDS))
    return KINDS[name]


def _of_people(draft: Draft, what: Kind, file: str) -> Kind:
    """The kind; of holders in a private file it is not the invented ones, who stand in public files."""
    if what.cls == _INVENTED and is_private(_home(draft, what, {}, judged=False, file=file)):
        return replace(what, cls=NS + "Holder")
    return what


def _fresh(draft: Draft, kind: str, slug: str) -> str:
    try:
        iri = mint(kind, slug)
    except ValueError as error:
        raise UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.", "For example: incident-response.") from None
    for path, triple in draft.about(iri, RDF_TYPE) or draft.about(iri):
        line, _ = draft.document(path).lines.place(triple.subject_at)
        raise UsageError(f"{compact(iri)} is there already: {path}:{line}.", "Choose another slug, or edit it there.")
    return iri


def _from_slug(draft: Draft, what: Kind, slug: str) -> dict[str, tuple[str, ...]]:
    """`H07-linux` says of itself whose attestation of what it is, as far as its halves are known."""
    found: dict[str, tuple[str, ...]] = {}
    for dash in re.finditer("-", slug) if what.slug_of else ():
        halves = zip(what.slug_of, (slug[: dash.start()], slug[dash.end() :]), strict=True)
        known: dict[str, tuple[str, ...]] = {
            key: (half,) for key, half in halves if draft.about(f"{ID}{key}/{half}", RDF_TYPE)
        }
        if len(known) > len(found) and what.slug_of[0] in known:
            found = known
    return found


def _classes(draft: Draft, what: Kind, texts: dict[str, Sequence[str]]) -> tuple[str, ...]:
    """The class of the kind, for a skill one of the sorts below it; and a judgement where a source could be named."""
    cls = what.cls if what.cls != _SKILL else _skill_class(draft, texts)
    return (cls, _JUDGEMENT) if what.field("source") and "source" not in texts else (cls,)


def _skill_class(draft: Draft, texts: dict[str, Sequence[str]]) -> str:
    sorts = {_sort(cls): cls for cls in draft.subclasses(_SKILL)}
    given = list(texts.pop("sort", ()))
    if len(given) != 1 or given[0] not in sorts:
        found = f"The sort of a skill is {given[0]!r}." if given else "The sort of the skill is missing."
        raise BadParameter(found, f"Give sort= one of: {', '.join(sorted(sorts))}.")
    return sorts[given[0]]


def _sort(cls: str) -> str:
    return cls.removeprefix(NS).removesuffix("Skill").lower()


def _values(
    draft: Draft,
    what: Kind,
    slug: str,
    texts: Mapping[str, Sequence[str]],
    wanted: Sequence[Demand],
    today: datetime.date,
) -> Values:
    words = slug[0].upper() + slug[1:].replace("-", " ")
    filled: dict[Field, Sequence[str]] = {}
    for field in what.fields:
        default = field.default.format(slug=slug, words=words) if field.type != INTEGER or slug.isdecimal() else ""
        if field.key in texts:
            filled[field] = texts[field.key]
        elif default and field.unless not in texts:
            filled[field] = (default,)
    for key, given in texts.items():
        if not what.field(key):
            filled[_other(draft, what, key, given[0], wanted)] = given
    return {
        field.predicate: tuple(read_value(draft, field, one, today) for one in given) for field, given in filled.items()
    }


def _other(draft: Draft, what: Kind, key: str, text: str, wanted: Sequence[Demand]) -> Field:
    """A field for a property that the table of fields does not know: its shape says what its values are."""
    iri = expand(key)
    if iri is None or not draft.about(iri):
        hint = nearest(key, what.keys) or f"There are: {', '.join(what.keys)}."
        raise UnknownName(f"{what.name.capitalize()}s have no {key!r}.", hint)
    types = {demand.datatype for demand in wanted if iri in demand.paths and demand.datatype}
    prefix = text.partition(":")[0]
    found = types.pop() if types else (prefix if prefix in PREFIXES and ":" in text else TEXT)
    return Field(key, iri, found if ":" not in found or found in (INTEGER, DECIMAL, DATE, STRING, TEXT) else TEXT)


def _require(draft: Draft, what: Kind, values: Values, wanted: Sequence[Demand], name: str) -> None:
    """BadParameter with all that is missing; a choice is left out where one of its properties is asked for anyway."""
    missing = [
        demand
        for demand in wanted
        if demand.required
        and not any(path in values for path in demand.paths)
        and (not demand.inverse or what.field(_key(what, demand)))
    ]
    alone = {demand.paths[0] for demand in missing if len(demand.paths) == 1}
    lines = [
        f"  {_key(what, demand)}=  {demand.message}{_choice(draft, what, demand)}"
        for demand in missing
        if len(demand.paths) == 1 or alone.isdisjoint(demand.paths)
    ]
    if lines:
        raise BadParameter(f"{name} is not whole. Missing:\n" + "\n".join(dict.fromkeys(lines)))


def _choice(draft: Draft, what: Kind, demand: Demand) -> str:
    """The values of a short list."""
    field = what.field(_key(what, demand))
    names = known_names(draft, field.type) if field else []
    return f" ({', '.join(names)})" if 0 < len(names) <= SHORT else ""


def _key(what: Kind, demand: Demand) -> str:
    keys = {field.predicate: field.key for field in what.fields}
    return next((keys[path] for path in demand.paths if path in keys), compact(demand.paths[0]))


def complaints(what: Kind, values: Mapping[str, Sequence[Term]], wanted: Sequence[Demand]) -> Iterator[tuple[str, str]]:
    """The key and the message of each value that a shape does not allow."""
    for demand in wanted:
        for path in () if demand.inverse else demand.paths:
            terms = values.get(path, ())
            key, later = _key(what, demand), values.get(demand.less_than, ())
            shown = f"{key} is {', '.join(compact(str(term)) for term in terms)}"
            if not all(str(term) < str(other) for term in terms for other in later):
                end = next((field.key for field in what.fields if field.predicate == demand.less_than), "the end")
                yield key, f"{shown} and {end} is {', '.join(map(str, later))}. {demand.message}"
            elif len(terms) > demand.most or not all(demand.allows(term) for term in terms):
                yield key, f"{shown}. {demand.message}"


def _neighbours(draft: Draft, what: Kind, near: Values | list[str]) -> list[Statement]:
    """Where the class is stated of those beside which a new thing belongs."""
    if isinstance(near, list):
        subjects = [str(term) for owner in near for term in draft.objects(owner, STATES)]
    elif field := what.field(what.neighbours):
        found = [one for value in near.get(field.predicate, ()) for one in draft.pointing(field.predicate, str(value))]
        subjects = [str(one.triple.subject) for one in found]
    else:
        subjects = [str(one.triple.subject) for one in draft.instances((what.cls,))]
    mine = [subject for subject in dict.fromkeys(subjects) if subject.startswith(f"{ID}{what.name}/")]
    return [one for subject in mine for one in draft.about(subject, RDF_TYPE)]


def _home(draft: Draft, what: Kind, near: Values | list[str], judged: bool, file: str) -> str:
    """The file that is named, or the one with most neighbours in its layer, or the one of its owner or its kind."""
    if file:
        path = file.removeprefix("./")
        if not _FILE.fullmatch(path):
            raise UsageError(f"{file!r} is no data file.", f"Write it like data/{LAYERS[-1]}/name.ttl.")
        return path
    layer = f"data/{'interpretation' if judged else 'seed'}/" if what.field("source") else "data/"
    counts = Counter(one.path for one in _neighbours(draft, what, near) if one.path.startswith(layer))
    if counts:
        return counts.most_common(1)[0][0]
    owned = [one.path for owner in near if isinstance(near, list) for one in draft.about(owner, RDF_TYPE)]
    for path in (*owned, what.home):
        if path.startswith("data/interpretation/") and path.startswith(layer):
            return path
    for path in _beside(draft, what, near):
        if is_private(path):  # what is said of somebody private stays where they are
            return path
    files = Counter(one.path for one in draft.instances(_all_sorts(draft, what)) if one.path.startswith(layer))
    raise UsageError(
        f"No {what.name} is like it, so that no file is its home.",
        f"Name one with --file, such as {' or '.join(path for path, _ in files.most_common(3)) or layer + 'name.ttl'}.",
    )


def _beside(draft: Draft, what: Kind, near: Values | list[str]) -> Iterator[str]:
    """The files of those to whom a new thing belongs."""
    field = what.field(what.neighbours)
    if field is not None and not isinstance(near, list):
        for value in near.get(field.predicate, ()):
            yield from (one.path for one in draft.about(str(value), RDF_TYPE))


def _all_sorts(draft: Draft, what: Kind) -> list[str]:
    return [what.cls, *draft.subclasses(what.cls)]


def _state(draft: Draft, owner: str, requirement: str, path: str) -> None:
    """Lists a requirement with its owner: at the end of the list that is there, or in a statement of its own."""
    stated = draft.about(owner, STATES)
    if not stated:
        draft.add(path, owner, {STATES: (Iri(requirement),)})
        return
    last = stated[-1]
    document = draft.document(last.path)
    names = Names(document)
    draft.edit(last.path, patch.add_object(document, last.triple, names.iri(requirement)), names)


def patched(draft: Draft, statement: Statement, term: Term) -> None:
    """Puts another value in the place of a triple's object."""
    assert isinstance(term, Iri | Literal)
    document = draft.document(statement.path)
    names = Names(document)
    draft.edit(statement.path, patch.replace_object(document, statement.triple, names.term(term)), names)
