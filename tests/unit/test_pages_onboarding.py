"""On-boarding: the seven steps, how far each community has got where it is recorded, and who carries the steps."""

from __future__ import annotations

import pytest

from sites import Held, settled, shown, site_of, stated
from skillgraph.engine import Engine
from skillgraph.errors import UsageError
from skillgraph.pages import Site, make_page
from skillgraph.terms import ID
from skillgraph.workspace import Contents

DAY = {"on": "2026-12-01"}


@pytest.fixture(scope="module")
def site(snapshot_engine: Engine, contents: Contents) -> Site:
    return settled(site_of(snapshot_engine, contents))


@pytest.fixture(scope="module")
def page(site: Site) -> Held:
    return shown(site, "onboarding", **DAY)


def test_the_steps_are_in_the_order_of_the_document(page: Held) -> None:
    steps = [link for link in page.links if link.startswith("/kg/id/step/")]
    names = ("stakeholders", "requirements", "baseline", "initial-support", "training", "small-scale-tests", "roll-out")
    assert steps[:7] == [f"/kg/id/step/{name}" for name in names]
    assert "there may be others" in page.words


def test_what_is_not_recorded_is_said_for_every_step(page: Held) -> None:
    unknown = " ".join(["not recorded"] * 7)
    for name, examples in (("ATLAS", 8), ("IceCube", 1), ("LSST", 10), ("SKA", 10)):
        assert f"{name} {unknown} {examples}" in page.words


def test_a_recorded_state_is_shown(contents: Contents) -> None:
    engine = stated(
        f'<{ID}step/a> a sg:OnboardingStep ; sg:stepNumber 1 ; skos:prefLabel "<b>First</b>" . '
        f'<{ID}step/b> a sg:OnboardingStep ; sg:stepNumber 2 ; skos:prefLabel "Second" . '
        f'<{ID}vo/x> a sg:VirtualOrganisation ; skos:prefLabel "<script>x</script>" . <urn:p> sg:onboards <{ID}vo/x> . '
        f"<urn:s> sg:inProcess <urn:p> ; p-plan:correspondsToStep <{ID}step/a> ; sg:executionStatus <urn:done> . "
        '<urn:done> skos:prefLabel "done"'
    )
    page = shown(site_of(engine, contents), "onboarding", **DAY)
    assert "<script>x</script> done not recorded 0" in page.words
    assert "1 <b>First</b> unknown: no essential requirement is mapped" in page.words
    assert page.inline == page.named("b") == []


def test_who_carries_them(site: Site, page: Held) -> None:
    assert "1 community asks for 7 people, a different one for each step: 2 can be found on 2026-12-01" in page.words
    assert "2 Identify and rationalise the requirements: covered by 1, unknown of 10".partition(" ")[2] in page.titles
    two = shown(site, "onboarding", **DAY, communities="2")
    assert "2 communities at once ask for 14 people, a different one for each step of each: 2 can be found" in two.words
    assert "11 if everything unknown were true" in two.words
    assert "/kg/coverage/resilience.csv?on=2026-12-01&communities=2" in two.links
    assert len(two.named("strong")) > len(page.named("strong"))


def test_support_goes_on(page: Held) -> None:
    assert page.words.index("Continuation of the on-boarding activities") < page.words.index("Capacity negotiation")


@pytest.mark.parametrize("communities", ["0", "51", "many"])
def test_a_number_that_is_wrong(site: Site, communities: str) -> None:
    with pytest.raises(UsageError, match=f"communities is .?{communities}"):
        make_page(site, "onboarding", {"communities": communities})
