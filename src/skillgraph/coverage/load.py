"""A world read from an engine with SPARQL, so that it is the same whatever engine holds the snapshot."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from skillgraph.coverage.world import (
    Attestation,
    Contribution,
    Figure,
    Holder,
    Kind,
    Outcome,
    Post,
    Requirement,
    Satisfaction,
    Share,
    SkillLevel,
    Target,
    Training,
    World,
)
from skillgraph.engine import Engine

_KINDS = {
    "sg:ServiceTask": Kind.TASK,
    "sg:TaskArea": Kind.AREA,
    "sg:RoleClass": Kind.ROLE,
    "sg:OnboardingStep": Kind.STEP,
}
_REQUIREMENTS = """
SELECT ?iri ?necessity ?weight ?confidence ?review_status ?excluded ?skill ?level ?skill_name WHERE {
  ?iri a sg:Requirement ; sg:necessity ?necessity ; sg:weight ?weight ; sg:alternative? ?condition .
  ?condition sg:skill ?skill ; sg:level ?level . ?skill skos:prefLabel ?skill_name
  OPTIONAL { ?iri sg:confidence ?confidence } OPTIONAL { ?iri sg:reviewStatus ?review_status }
  OPTIONAL { ?iri sg:notOnBasis ?excluded }
} ORDER BY ?iri ?skill ?level ?excluded"""
_TARGETS = """
SELECT ?iri ?name ?number WHERE {{ ?iri a {kind} OPTIONAL {{ ?iri skos:prefLabel ?name }}
  OPTIONAL {{ ?iri sg:number|sg:stepNumber ?number }} }} ORDER BY ?iri ?name ?number"""
# Of what there is a great deal, each property is read by itself and joined: looked up one by one, it takes four times
# as long on disk.
_ATTESTATIONS = """
SELECT ?iri ?holder ?skill ?level ?basis ?status ?from ?until WHERE { ?iri a sg:Attestation .
  { SELECT ?iri ?status WHERE { ?iri sg:attestationStatus ?status } }
  { SELECT ?iri ?basis WHERE { ?iri sg:basis ?basis } }
  { SELECT ?iri ?skill WHERE { ?iri sg:skill ?skill } }
  { SELECT ?iri ?level WHERE { ?iri sg:level ?level } }
  { SELECT ?iri ?holder WHERE { ?iri sg:holder ?holder } }
  { SELECT ?iri ?from WHERE { ?iri sg:validFrom ?from } }
  { SELECT ?iri ?until WHERE { ?iri sg:validUntil ?until } } }"""
_SATISFACTIONS = """
SELECT ?holder ?requirement ?attestation ?from ?until WHERE { ?iri a sg:Satisfaction .
  { SELECT ?iri ?requirement WHERE { ?iri sg:satisfiesRequirement ?requirement } }
  { SELECT ?iri ?attestation WHERE { ?iri sg:byAttestation ?attestation } }
  { SELECT ?iri ?holder WHERE { ?iri sg:holder ?holder } }
  { SELECT ?iri ?from WHERE { ?iri sg:validFrom ?from } }
  { SELECT ?iri ?until WHERE { ?iri sg:validUntil ?until } } }"""
_HOLDERS = "SELECT ?iri ?complete WHERE { ?iri a sg:Holder OPTIONAL { ?iri sg:recordCompleteFrom ?complete } }"
_POSTS = """
SELECT ?iri ?role ?site ?holder ?vacant WHERE { ?iri a sg:Post
  OPTIONAL { ?iri sg:roleClass ?role } OPTIONAL { ?iri sg:atSite ?site } OPTIONAL { ?iri org:heldBy ?holder }
  BIND(EXISTS { ?iri a sg:VacantPost } AS ?vacant) }"""
_SHARES = """
SELECT ?iri ?holder ?task ?fte ?from ?until WHERE {{ ?iri a {kind} ; sg:holder ?holder ; sg:fte ?fte ;
    sg:validFrom ?from ; sg:validUntil ?until OPTIONAL {{ ?iri sg:forTask ?task }} }}"""
_TRAININGS = """
SELECT ?iri ?name ?days ?skill ?level ?from WHERE {
  ?iri a sg:TrainingResource ; sg:leadsTo ?outcome . ?outcome sg:skill ?skill ; sg:level ?level
  OPTIONAL { ?iri skos:prefLabel ?name } OPTIONAL { ?iri sg:effortDays ?days }
  OPTIONAL { ?outcome sg:fromLevel ?from } } ORDER BY ?iri ?skill ?level ?from"""
_CONTRIBUTIONS = """
SELECT ?iri ?task ?fte ?payer ?source WHERE { ?iri a sg:FundingContribution ; sg:forTask ?task ; sg:fte ?fte ;
    sg:fundedBy ?payer OPTIONAL { ?payer sg:oneOfSources ?one } BIND(COALESCE(?one, ?payer) AS ?source)
} ORDER BY ?iri ?source"""
_FIGURES = """
SELECT ?iri ?name ?group ?source ?fte ?share ?approximate WHERE { ?iri a sg:PublishedFigure ; skos:prefLabel ?name ;
    sg:aboutGroup ?group OPTIONAL { ?iri sg:aboutSource ?source } OPTIONAL { ?iri sg:statedFte ?fte }
  OPTIONAL { ?iri sg:statedShare ?share } OPTIONAL { ?iri sg:approximate ?approximate } } ORDER BY ?iri"""
_ENTAILS = """
SELECT ?skill ?level ?other ?other_level WHERE { ?one sg:entails ?two .
  ?one sg:skill ?skill ; sg:atLevel/sg:rank ?level . ?two sg:skill ?other ; sg:atLevel/sg:rank ?other_level
} ORDER BY ?skill ?level ?other ?other_level"""
_NAMES = """
SELECT ?iri (MIN(STR(?label)) AS ?name) WHERE { ?iri skos:prefLabel ?label . VALUES ?kind {
    sg:Skill sg:ServiceTask sg:TaskArea sg:RoleClass sg:OnboardingStep sg:TaskGroup sg:WorkPackage sg:FundingSource
    sg:Site sg:TrainingResource sg:Holder sg:Basis }
  ?iri a ?kind } GROUP BY ?iri"""

_TRUE = ("true", "1")  # XML Schema has two forms, and an engine may know one of them only

Row = Mapping[str, str | None]


def load_world(engine: Engine) -> World:
    """The world of a snapshot; in it, everything is in the order of IRIs."""
    read = _Reader(engine)
    return World(
        holders=read.holders(),
        targets=read.targets(),
        requirements=read.requirements(),
        attestations=read.attestations(),
        satisfactions=tuple(
            Satisfaction(_text(row, "holder"), _text(row, "requirement"), _text(row, "attestation"), *_days(row))
            for row in read.sorted(_SATISFACTIONS, "holder", "requirement", "from", "attestation")
        ),
        speaks_of=frozenset(read.pairs("?a sg:speaksOf ?b")),
        entails=read.entails(),
        posts=read.posts(),
        allocations=read.shares("sg:Allocation"),
        availability=read.shares("sg:Availability"),
        trainings=read.trainings(),
        prerequisites=_sets(read.pairs("?a sg:directPrerequisite ?b")),
        contributions=read.contributions(),
        parts=_sets(read.pairs("?a sg:comprisesSource ?b")),
        names={_text(row, "iri"): _text(row, "name") for row in read.sorted(_NAMES, "iri")},
        figures=read.figures(),
        tiers={skill: int(rank) for skill, rank in read.pairs("?a a sg:Skill ; sg:inTier/sg:tierRank ?b")},
        paid_from=dict(read.pairs("?a sg:paidFrom ?b")),
    )


class _Reader:
    """The tables of a world, one method each."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rows(self, query: str) -> Iterator[Row]:
        return iter(self._engine.select(query))

    def sorted(self, query: str, *names: str) -> list[Row]:
        """The rows in the order of some texts. An engine on disk would read each of them again to compare it."""
        return sorted(self.rows(query), key=lambda row: [row[name] or "" for name in names])

    def pairs(self, pattern: str) -> Iterator[tuple[str, str]]:
        for row in self.sorted(f"SELECT DISTINCT ?a ?b WHERE {{ {pattern} }}", "a", "b"):
            yield _text(row, "a"), _text(row, "b")

    def _lists(self, pattern: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for key, value in self.pairs(pattern):
            found[key].append(value)
        return {key: tuple(values) for key, values in found.items()}

    def holders(self) -> dict[str, Holder]:
        sites, roles = self._lists("?a a sg:Holder ; sg:basedAt ?b"), self._lists("?a a sg:Holder ; sg:actsAs ?b")
        found = {}
        for row in self.sorted(_HOLDERS, "iri"):
            iri, complete = _text(row, "iri"), row["complete"]
            day = datetime.date.fromisoformat(complete) if complete else None
            found[iri] = Holder(iri, day, sites.get(iri, ()), roles.get(iri, ()))
        return found

    def targets(self) -> dict[str, Target]:
        required, groups = self._lists("?a sg:hasRequirement ?b"), self._lists("?a sg:inGroup ?b")
        areas, packages = self._lists("?a sg:inArea ?b"), self._lists("?a sg:inWorkPackage ?b")
        suits = self._lists("?a sg:suitsRole ?b")
        found = {}
        for name, kind in _KINDS.items():
            for row in self.rows(_TARGETS.format(kind=name)):
                iri, number = _text(row, "iri"), row["number"]
                roles = (iri,) if kind is Kind.ROLE else suits.get(iri, ())
                belongs = (groups.get(iri, ()), areas.get(iri, ()), packages.get(iri, ()), roles)
                label = row["name"] or iri.rpartition("/")[2]
                found[iri] = Target(iri, kind, label, int(number) if number else None, required.get(iri, ()), *belongs)
        return found

    def requirements(self) -> dict[str, Requirement]:
        options: dict[str, dict[SkillLevel, str]] = defaultdict(dict)
        excluded: dict[str, set[str]] = defaultdict(set)
        found: dict[str, Row] = {}
        for row in self.rows(_REQUIREMENTS):
            iri = _text(row, "iri")
            option = SkillLevel(_text(row, "skill"), int(_text(row, "level")))
            options[iri][option] = f"{row['skill_name']} {option.level}"
            excluded[iri] |= {row["excluded"]} if row["excluded"] else set()
            found[iri] = row
        return {
            iri: Requirement(
                iri,
                " or ".join(sorted(options[iri].values())),
                _slug(row, "necessity") == "essential",
                Decimal(_text(row, "weight")),
                tuple(options[iri]),
                frozenset(excluded[iri]),
                _slug(row, "confidence"),
                _slug(row, "review_status"),
            )
            for iri, row in found.items()
        }

    def attestations(self) -> dict[str, Attestation]:
        return {
            _text(row, "iri"): Attestation(
                _text(row, "iri"),
                _text(row, "holder"),
                SkillLevel(_text(row, "skill"), int(_text(row, "level"))),
                _text(row, "basis"),
                _slug(row, "status") == "active",
                *_days(row),
            )
            for row in self.sorted(_ATTESTATIONS, "iri")
        }

    def entails(self) -> dict[SkillLevel, frozenset[SkillLevel]]:
        found: dict[SkillLevel, set[SkillLevel]] = defaultdict(set)
        for row in self.rows(_ENTAILS):
            one = SkillLevel(_text(row, "skill"), int(_text(row, "level")))
            found[one].add(SkillLevel(_text(row, "other"), int(_text(row, "other_level"))))
        return {one: frozenset(others - {one}) for one, others in found.items()}  # a circle leads back to itself

    def posts(self) -> tuple[Post, ...]:
        roles: dict[str, list[str]] = defaultdict(list)
        found: dict[str, Row] = {}
        for row in self.sorted(_POSTS, "iri", "role"):
            iri = _text(row, "iri")
            roles[iri] += [row["role"]] if row["role"] else []
            found[iri] = row
        return tuple(
            Post(iri, tuple(roles[iri]), row["site"] or "", row["holder"] or "", row["vacant"] in _TRUE)
            for iri, row in found.items()
        )

    def shares(self, kind: str) -> tuple[Share, ...]:
        return tuple(
            Share(_text(row, "iri"), _text(row, "holder"), row["task"] or "", Decimal(_text(row, "fte")), *_days(row))
            for row in self.sorted(_SHARES.format(kind=kind), "iri")
        )

    def trainings(self) -> tuple[Training, ...]:
        outcomes: dict[str, list[Outcome]] = defaultdict(list)
        found: dict[str, Row] = {}
        for row in self.rows(_TRAININGS):
            reached = SkillLevel(_text(row, "skill"), int(_text(row, "level")))
            outcomes[_text(row, "iri")].append(Outcome(reached, int(row["from"] or 0)))
            found[_text(row, "iri")] = row
        return tuple(
            Training(iri, row["name"] or "", Decimal(row["days"]) if row["days"] else None, tuple(outcomes[iri]))
            for iri, row in found.items()
        )

    def contributions(self) -> tuple[Contribution, ...]:
        sources: dict[str, list[str]] = defaultdict(list)
        found: dict[str, Row] = {}
        for row in self.rows(_CONTRIBUTIONS):
            sources[_text(row, "iri")].append(_text(row, "source"))
            found[_text(row, "iri")] = row
        return tuple(
            Contribution(iri, _text(row, "task"), Decimal(_text(row, "fte")), tuple(sources[iri]), _text(row, "payer"))
            for iri, row in found.items()
        )

    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(
                _text(row, "iri"),
                _text(row, "name"),
                _text(row, "group"),
                row["source"] or "",
                Decimal(row["fte"]) if row["fte"] else None,
                Decimal(row["share"]) if row["share"] else None,
                row["approximate"] in _TRUE,
            )
            for row in self.rows(_FIGURES)
        )


def _text(row: Row, name: str) -> str:
    value = row[name]
    assert value is not None, f"{name} is bound by its query"
    return value


def _slug(row: Row, name: str) -> str:
    return (row[name] or "").rpartition("/")[2]


def _days(row: Row) -> tuple[datetime.date, datetime.date]:
    return datetime.date.fromisoformat(_text(row, "from")), datetime.date.fromisoformat(_text(row, "until"))


def _sets(pairs: Iterator[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
