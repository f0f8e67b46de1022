"""The workspace's own rules: CONSTRUCT queries under ontology/rules/, run around the OWL 2 RL closure.

A rule's header says when it runs: `before` the closure (links that curators' statements stand for, skill levels) or
`after` it (what is counted over the closed graph). Each rule's triples go to a graph of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from skillgraph.errors import WorkspaceError
from skillgraph.header import read_header
from skillgraph.terms import GRAPH
from skillgraph.workspace import SourceFile

STAGES = ("before", "after")
_AGGREGATE = re.compile(r"\b(?:COUNT|SUM|MIN|MAX|AVG|SAMPLE|GROUP_CONCAT|GROUP)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConstructRule:
    """One rule: its name, the stage, a sentence that says what it adds, and its CONSTRUCT query.

    A rule that counts or compares what several files of records say is `whole`: it cannot be run on one at a time.
    """

    name: str
    stage: str
    summary: str
    query: str
    whole: bool = False

    @property
    def graph(self) -> str:
        """The named graph that receives what it adds."""
        return f"{GRAPH}inferred/{self.name}"


def read_rules(files: Iterable[SourceFile]) -> tuple[ConstructRule, ...]:
    """The rules in the order of their file names; WorkspaceError names a file whose header is not well formed."""
    rules = []
    for file in files:
        header, query = read_header(file)
        stage, summary = header.get("stage"), header.get("summary")
        if stage not in STAGES or not isinstance(summary, str):
            raise WorkspaceError(
                f"{file.path}: a rule's header needs a summary and a stage.", f"Stages: {', '.join(STAGES)}."
            )
        whole = header.get("whole") is True or _AGGREGATE.search(query) is not None
        rules.append(ConstructRule(_name(file.path), stage, summary, query, whole))
    return tuple(rules)


def _name(path: str) -> str:
    """`ontology/rules/10-skill-levels.rq` is the rule `skill-levels`; the number only orders the rules."""
    return re.sub(r"^\d+-", "", path.rsplit("/", 1)[-1].removesuffix(".rq"))
