"""The rules as one table: stable codes, what each says, why, and what to do.

SG1xx are about the files as text, SG2xx about the data, SG3xx about the ontology, SG4xx about the queries. A code is
never given a second meaning; a rule that goes leaves a gap.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from skillgraph.errors import UnknownName
from skillgraph.findings import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `bad` and `good` are a line before and after it was followed."""

    code: str
    name: str
    severity: Severity
    why: str
    fix: str
    bad: str
    good: str


_V, _W, _I = Severity.VIOLATION, Severity.WARNING, Severity.INFO

TABLE: tuple[Rule, ...] = (
    Rule("SG100", "workspace cannot be read", _V,
         "A folder or file that is missing, unreadable or in no layer leaves no whole workspace to make a snapshot of.",
         "Put it back, or mend its permissions or its place.", "(no folder queries/)", "(the four folders)"),
    Rule("SG101", "not Turtle", _V,
         "A file that does not parse has no meaning, so no snapshot is made of it. All such places of a file are told.",
         "Mend the statement at that place; the hint says what was expected.",
         "task:43 sg:number 43 sg:inGroup group:uk .", "task:43 sg:number 43 ; sg:inGroup group:uk ."),
    Rule("SG102", "empty file", _V,
         "An empty file is valid Turtle, and its graph would lose every statement without anybody being told.",
         "Restore the file, or delete it where that is meant.", "(0 bytes)", "# What the file holds."),
    Rule("SG103", "control character", _V,
         "XML cannot carry most control characters, so results with one in them would be malformed.",
         "Remove the character.", 'skos:prefLabel "a\\u0001b"@en', 'skos:prefLabel "ab"@en'),
    Rule("SG104", "not UTF-8", _V, "Turtle is UTF-8 by its definition.", "Save the file as UTF-8.",
         "(byte E9 alone)", "(bytes C3 A9)"),
    Rule("SG105", "file shrunk", _V,
         "A file that loses more than a fifth of its statements in one save was most likely cut by accident.",
         "Restore it, or confirm the change as docs/reference.md says.", "(20 of 100 statements)", "(all of them)"),
    Rule("SG106", "ignored without a reason", _W,
         "Whoever reads the file next has to know why a finding does not count.",
         "Write the reason after the bracket.", "# sg: ignore[SG226]", "# sg: ignore[SG226] starts next month"),
    Rule("SG107", "nothing to ignore", _W,
         "A comment that ignores what is not there hides the next finding of that code.",
         "Remove the comment.", "sg:level 3 ; # sg: ignore[SG203] tried", "sg:level 3 ;"),
    Rule("SG108", "records not judged by some shapes", _I,
         "The records of a workspace that is kept on disk are judged some files at a time; a shape that compares what "
         "several files say of one thing, such as how many allocations a task has, cannot be judged in that way.",
         "Run skillgraph check now and then, which judges everything.",
         "sgsh:Task-busy sh:path [ sh:inversePath sg:forTask ] ; sh:maxCount 9 .",
         "sgsh:Holder-posts sh:path [ sh:inversePath org:heldBy ] ; sh:maxCount 1 ."),
    Rule("SG110", "prefix differs from the table", _W,
         "The same prefix means the same namespace in every file, query and answer.",
         "Use the prefix of the table in docs/reference.md.",
         "@prefix t: <https://w3id.org/skillgraph/id/task/> .", "@prefix task: <https://w3id.org/skillgraph/id/task/> ."),
    Rule("SG111", "unused prefix", _W, "It makes readers look for what is not there.", "Remove the line.",
         "@prefix skill: <https://w3id.org/skillgraph/id/skill/> .", "(no line)"),
    Rule("SG112", "stray white space in a text", _W,
         "Two texts that look the same are then different, and a search misses one of them.",
         "Remove the space at the beginning or end, or the double one inside.",
         'skos:prefLabel "Puppet "@en', 'skos:prefLabel "Puppet"@en'),
    Rule("SG201", "missing value", _V, "The shape of this class needs the value.",
         "Add it; the message names what is missing.", "attestation:H07-puppet sg:level 3 .",
         "attestation:H07-puppet sg:level 3 ; sg:basis basis:peer ."),
    Rule("SG202", "too many values", _V, "The shape of this class allows fewer.", "Keep the right one.",
         "task:43 sg:number 43 , 44 .", "task:43 sg:number 43 ."),
    Rule("SG203", "value out of range", _V, "The shape allows only certain values here.",
         "Correct the value; the message names the range.", "sg:level 7", "sg:level 3"),
    Rule("SG204", "wrong kind of value", _V,
         "Numbers, dates, texts and IRIs are not the same: 0.25 is exact, 2.5e-1 is not; \"43\" is a text.",
         "Write the value in the form that the message names.", 'sg:number "43"', "sg:number 43"),
    Rule("SG205", "wrong class", _V, "The property leads to things of another class.",
         "Name a thing of the right class.", "sg:holder skill:puppet", "sg:holder holder:H07"),
    Rule("SG206", "values do not fit together", _V, "Two values of the same thing contradict each other.",
         "Correct one of them.", "from 2027-01-01 until 2026-01-01", "from 2026-01-01 until 2027-01-01"),
    Rule("SG207", "no alternative fits", _V, "The shape names several possibilities, and none of them holds.",
         "Choose one; the message names them.", "a post that is neither held nor vacant", "a post held by holder:H01"),
    Rule("SG208", "a rule over several things is broken", _V,
         "Some rules hold for the graph as a whole: numbers without a gap, totals as published, no circle.",
         "Correct the thing that the message names.", "two tasks with number 43", "tasks 1 to 45, once each"),
    Rule("SG221", "unknown term", _W,
         "A misspelt class or property makes a statement that no query finds.",
         "Use the term that is proposed, or add the new term to the ontology.", "sg:statesRequirment", "sg:statesRequirement"),
    Rule("SG222", "nothing is said about it", _W,
         "The statement leads to something that the graph does not know.",
         "Correct the name, or describe the thing.", "sg:skill skill:pupet", "sg:skill skill:puppet"),
    Rule("SG223", "wrong layer", _W,
         "Layers differ in who vouches for them, and are never mixed: facts of the document are seed, judgements of a "
         "curator interpretation, invented people example.",
         "Move the subject to a file of its layer.", "a requirement in data/seed/", "a requirement in data/interpretation/"),
    Rule("SG224", "deprecated term or thing", _W, "It was retired, and may have been replaced.",
         "Use what replaced it.", "sg:skill skill:old", "sg:skill skill:new"),
    Rule("SG225", "described in two files", _W,
         "A thing that states its class in two files is easily changed in one of them only.",
         "Keep one description.", "skill:puppet a sg:ToolSkill in two files", "in one"),
    Rule("SG226", "attestation of the future", _W,
         "An attestation that begins after today says nothing about anybody yet.",
         "Correct the day, or ignore the finding with a reason.", "sg:validFrom 2099-01-01", "sg:validFrom 2026-01-01"),
    Rule("SG227", "blank node in the data", _W,
         "What has no name cannot be pointed at, compared or cited.", "Give it an IRI of its kind.",
         "task:43 sg:statesRequirement [ ... ] .", "task:43 sg:statesRequirement requirement:43-linux ."),
    Rule("SG228", "nothing says what it is", _W,
         "A thing of no class is in no shape, rule or answer; often its name is misspelt, or its class was cut away.",
         "Correct the name, or add the class.", "skill:linxu skos:broader skill:grid .", "skill:linux skos:broader skill:grid ."),
    Rule("SG301", "axiom broken", _V,
         "The ontology forbids it: two things with one key, two values of a functional property, a member of two "
         "disjoint classes.",
         "Correct one of the statements behind it.", "task:43 a sg:ServiceTask , sg:TaskGroup .", "task:43 a sg:ServiceTask ."),
    Rule("SG302", "axiom outside OWL 2 RL", _W,
         "The rules of a snapshot follow OWL 2 RL; other axioms would silently do nothing.",
         "Say it within the profile, as a shape, or in ontology/annex/.",
         "sg:A rdfs:subClassOf [ owl:someValuesFrom ... ] .", "the same in ontology/annex/"),
    Rule("SG401", "header not well formed", _V,
         "The header says what a query answers, takes and gives.", "Correct the entry that the message names.",
         "#+ parms:", "#+ params:"),
    Rule("SG402", "not SPARQL", _V, "A query that does not parse answers nothing.", "Mend it at that place.",
         "SELECT ?x WHERE { ?x a", "SELECT ?x WHERE { ?x a sg:Skill }"),
    Rule("SG403", "unknown term in a query", _W,
         "A misspelt term matches nothing, and the answer looks like 'there is none'.",
         "Use the term that is proposed.", "?t sg:ingroup ?g", "?t sg:inGroup ?g"),
    Rule("SG404", "order not stated", _W, "Without ORDER BY the rows may come in another order tomorrow.",
         "Add ORDER BY over columns that tell all rows apart.", "SELECT ?t WHERE { ... }", "SELECT ?t WHERE { ... } ORDER BY ?t"),
    Rule("SG405", "columns not named", _W, "With SELECT * the columns change when the pattern does.",
         "Name the columns.", "SELECT *", "SELECT ?task ?title"),
    Rule("SG406", "query without a test", _W, "Nobody would notice when its answer changes.",
         "Add an entry under tests in the header; tests: [] says that its answer is tested elsewhere.", "(no tests)", "#+ tests: [{params: {task: \"43\"}, count: 12}]"),
)  # fmt: skip

RULES: dict[str, Rule] = {rule.code: rule for rule in TABLE}


def rule_of(code: str) -> Rule:
    """The rule of that code; UnknownName proposes the nearest."""
    if code.upper() in RULES:
        return RULES[code.upper()]
    close = difflib.get_close_matches(code.upper(), RULES, 3, 0.5)
    hint = f"Did you mean {' or '.join(close)}?" if close else f"Codes go from {TABLE[0].code} to {TABLE[-1].code}."
    raise UnknownName(f"There is no rule {code}.", hint)


def page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    return (
        f"## {rule.code}: {rule.name}\n\nSeverity: {rule.severity}.\n\n{rule.why}\n\n**What to do.** {rule.fix}\n\n"
        f"Instead of\n\n```\n{rule.bad}\n```\n\nwrite\n\n```\n{rule.good}\n```\n"
    )


def all_pages() -> str:
    """Every page, for docs/rules.md."""
    head = (
        "# Rules\n\nWhat `skillgraph check` looks for. A violation stands in the way of a snapshot; with a warning the service goes on, and\n"
        "`check` gives exit code 1 all the same. `skillgraph explain CODE` shows one of these in a terminal. A comment\n"
        "`# sg: ignore[CODE] reason` on the line of a finding, or alone on the line before it, takes it out of the list.\n\n"
    )
    return head + "\n".join(page(rule) for rule in TABLE)
