"""The first page: what this graph is, its size, and questions to try."""

from __future__ import annotations

from collections.abc import Mapping

from skillgraph.describe.schema_org import CONTEXT, dataset
from skillgraph.pages.page import Page
from skillgraph.pages.site import Site

_SIZE = """SELECT ?class (SAMPLE(?text) AS ?label) (COUNT(DISTINCT ?thing) AS ?things) {
  VALUES ?class { sg:ServiceTask sg:Skill sg:Requirement sg:Attestation sg:Contribution sg:OnboardingStep sg:Holder }
  ?thing a ?class . OPTIONAL { ?class rdfs:label ?text }
} GROUP BY ?class ORDER BY DESC(?things)"""


def home(site: Site, _: Mapping[str, str]) -> Page:
    """The page of `/`."""
    sizes = [(str(iri), str(label), int(str(count))) for iri, label, count in site.engine.select(_SIZE).rows]
    metadata = {"@context": CONTEXT, **dataset(site.engine, site.base_url)}
    return Page("home.html", "Skills and services of GridPP", {"sizes": sizes, "metadata": metadata}, here="home")
