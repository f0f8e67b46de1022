"""The first page: what this graph is, its size, how fresh it is, and questions to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skillgraph.describe.schema_org import CONTEXT, dataset
from skillgraph.pages.choices import is_invented
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_SIZE = """SELECT ?class (SAMPLE(?text) AS ?label) (COUNT(DISTINCT ?thing) AS ?things) {
  VALUES ?class {
    sg:ServiceTask sg:Skill sg:Requirement sg:Attestation sg:FundingContribution sg:OnboardingStep sg:Holder
  }
  ?thing a ?class . OPTIONAL { ?class rdfs:label ?text }
} GROUP BY ?class ORDER BY DESC(?things)"""
_LAYERS = """SELECT ?label (COUNT(DISTINCT ?graph) AS ?files) {
  ?graph sg:layer/skos:prefLabel ?label
} GROUP BY ?label ORDER BY ?label"""
_WRITTEN = "SELECT (COUNT(*) AS ?statements) (COUNT(DISTINCT ?g) AS ?graphs) { GRAPH ?g { ?s ?p ?o } }"
# The path below the root of the site, the question, and what its answer shows.
QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("/task/43", "Who can cover task 43?", "Everybody ranked, with reasons, the requirements, and who pays."),
    (
        "/coverage?covered=nobody",
        "Which tasks does nobody cover alone?",
        "All tasks and holders in one picture; each cell says why.",
    ),
    (
        "/queries/fte-by-source?group=EGI",
        "Which source pays how much of the EGI services?",
        "Exact amounts and shares, as a table, a chart and files.",
    ),
)


@dataclass(frozen=True, slots=True)
class Size:
    """A class, and how many things are of it."""

    iri: str
    label: str
    things: int


def home(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/`; `findings` counts those about the files, `degraded` says that these are not served."""
    rows = site.engine.select(_SIZE).rows
    statements, graphs = site.engine.select(_WRITTEN).rows[0]
    model = {
        "sizes": [Size(str(iri), str(label), int(str(count))) for iri, label, count in rows],
        "layers": [(str(label), int(str(files))) for label, files in site.engine.select(_LAYERS).rows],
        "statements": int(str(statements)),
        "graphs": int(str(graphs)),
        "changed": max((day for _, day in site.commits.values()), default=""),
        "findings": parameters.get("findings", ""),
        "degraded": bool(parameters.get("degraded")),
        "questions": QUESTIONS,
        "invented": is_invented(site),
        "metadata": {"@context": CONTEXT, **dataset(site.engine, site.base_url)},
    }
    return Page("home.html", "Skills and services of GridPP", model, here="home")
