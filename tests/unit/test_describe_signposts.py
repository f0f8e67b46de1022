"""Which route points to which."""

from __future__ import annotations

from skillgraph.describe import Served, signposts
from skillgraph.describe.links import Link
from skillgraph.engine import Dataset
from skillgraph.queries import Catalogue
from skillgraph.workspace import Contents

BASE = "https://example.org/kg"


def hrefs(links: tuple[Link, ...], rel: str) -> list[str]:
    return [link.href for link in links if link.rel == rel]


def test_the_endpoint() -> None:
    links = signposts.of_endpoint(BASE)
    assert hrefs(links, "service-desc") == [f"{BASE}/describe/service", f"{BASE}/openapi.json"]
    assert hrefs(links, "describedby") == [f"{BASE}/describe/void"]
    assert hrefs(links, "linkset") == [f"{BASE}/linkset"]


def test_the_dataset_is_cited_licensed_and_has_its_files(served: Served) -> None:
    links = signposts.of_dataset(served)
    assert hrefs(links, "cite-as") == ["https://w3id.org/skillgraph/id/dataset/skillgraph"]
    assert hrefs(links, "license") == ["https://www.apache.org/licenses/LICENSE-2.0"]
    assert hrefs(links, "type") == ["https://schema.org/Dataset"]
    assert hrefs(links, "item") == [f"{BASE}/dump.nq.gz", f"{BASE}/dump.trig.gz"]


def test_without_a_statement_there_is_neither_citation_nor_licence() -> None:
    served = Served(Dataset().engine(), Catalogue(Contents(None, ())), BASE, "1")  # type: ignore[arg-type]
    links = signposts.of_dataset(served)
    assert hrefs(links, "cite-as") == hrefs(links, "license") == []
    assert hrefs(links, "describedby") == [f"{BASE}/describe/dataset"]


def test_a_graph_is_cited_by_its_own_iri() -> None:
    assert hrefs(signposts.of_dump(BASE, "https://w3id.org/g"), "cite-as") == ["https://w3id.org/g"]
    assert hrefs(signposts.of_dump(BASE, ""), "cite-as") == []


def test_items_and_collections_are_inverse(served: Served) -> None:
    contexts = signposts.contexts(served)
    items = {(anchor, link.href) for anchor, links in contexts.items() for link in links if link.rel == "item"}
    back = {(link.href, anchor) for anchor, links in contexts.items() for link in links if link.rel == "collection"}
    assert len(items) == 2 + len(served.catalogue)
    assert items <= back
    assert len(contexts) > 4 * 100


def test_the_catalogue_of_interfaces(served: Served) -> None:
    found = signposts.api_catalogue(served)
    home = found[f"{BASE}/.well-known/api-catalog"]
    assert hrefs(home, "item") == [f"{BASE}/sparql", f"{BASE}/queries", f"{BASE}/coverage"]
    assert all(hrefs(found[address], "service-desc") for address in hrefs(home, "item"))
