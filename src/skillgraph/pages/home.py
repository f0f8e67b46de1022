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
# What the dataset names as its examples: tasks and groups of them, about which a question can be tried.
_EXAMPLES = """SELECT ?class ?slug (SAMPLE(?text) AS ?name) {
  VALUES ?class { sg:ServiceTask sg:TaskGroup }
  ?dataset a dcat:Dataset ; void:exampleResource ?one . ?one a ?class
  OPTIONAL { ?one sg:number ?number } OPTIONAL { ?one skos:prefLabel ?label }
  BIND(COALESCE(STR(?number), STR(?label)) AS ?text) BIND(REPLACE(STR(?one), "^.*/", "") AS ?slug)
} GROUP BY ?class ?slug ORDER BY ?class ?slug"""
# The path below the root of the site, the question, and what its answer shows; for an example, with its slug and name.
_ALWAYS = (
    "/coverage?covered=nobody",
    "Which tasks does nobody cover alone?",
    "All tasks and holders in one picture; each cell says why.",
)
_OF_TASK = ("/task/{}", "Who can cover task {}?", "Everybody ranked, with reasons, the requirements, and who pays.")
_OF_GROUP = (
    "/queries/fte-by-source?group={}",
    "Which source pays how much of the {}?",
    "Exact amounts and shares, as a table, a chart and files.",
)


@dataclass(frozen=True, slots=True)
class Size:
    """A class, and how many things are of it."""

    iri: str
    label: str
    things: int


def home(site: Site, parameters: Mapping[str, str]) -> Page:
    """The page of `/`; `findings` counts those about the files, `degraded` says that these are not served."""
    about = dataset(site.engine, site.base_url)
    statements, graphs = _written(site)
    model = {
        "sizes": [] if site.noted else _sizes(site),
        "layers": [(str(label), int(str(files))) for label, files in site.engine.select(_LAYERS).rows],
        "statements": statements,
        "graphs": graphs,
        "changed": max((day for _, day in site.commits.values()), default=""),
        "findings": parameters.get("findings", ""),
        "degraded": bool(parameters.get("degraded")),
        "questions": _questions(site),
        "invented": not site.noted and is_invented(site),
        "metadata": {"@context": CONTEXT, **about},
    }
    return Page("home.html", about.get("name", "skillgraph"), model, here="home")


def _sizes(site: Site) -> list[Size]:
    return [Size(str(iri), str(label), int(str(count))) for iri, label, count in site.engine.select(_SIZE).rows]


def _written(site: Site) -> tuple[int, int]:
    """How many statements there are, and in how many graphs."""
    if site.noted is not None:
        return site.noted.quads, len(site.noted.graphs or {})
    statements, graphs = site.engine.select(_WRITTEN).rows[0]
    return int(str(statements)), int(str(graphs))


def _questions(site: Site) -> list[tuple[str, str, str]]:
    """Questions to try, as far as the dataset names examples and there are queries for them."""
    found = {
        str(cls).rpartition("#")[2]: (str(slug), str(name)) for cls, slug, name in site.engine.select(_EXAMPLES).rows
    }
    tasks = [_filled(_OF_TASK, *found["ServiceTask"])] if "ServiceTask" in found else []
    has_query = "fte-by-source" in site.catalogue.names
    groups = [_filled(_OF_GROUP, *found["TaskGroup"])] if has_query and "TaskGroup" in found else []
    return [*tasks, _ALWAYS, *groups]


def _filled(question: tuple[str, str, str], slug: str, name: str) -> tuple[str, str, str]:
    path, text, shown = question
    return path.format(slug), text.format(name), shown
