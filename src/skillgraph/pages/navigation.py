"""The entries at the head of every page, in groups."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation: what `Page.here` says, the path below the root of the site, its name, what it tells."""

    here: str
    path: str
    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under one word."""

    text: str
    entries: tuple[Entry, ...]

    def has(self, here: str) -> bool:
        """Whether the page that says `here` is in it."""
        return any(entry.here == here for entry in self.entries)


NAVIGATION: tuple[Group, ...] = (
    Group(
        "Cover",
        (
            Entry("coverage", "/coverage", "Coverage", "who covers which task"),
            Entry("explain", "/coverage/explain", "Why", "one task and one holder, with file and line"),
            Entry("resilience", "/resilience", "Resilience", "what breaks when people leave"),
            Entry("training", "/training", "Training", "what to learn next"),
        ),
    ),
    Group(
        "Work",
        (
            Entry("funding", "/funding", "Funding", "who pays for what"),
            Entry("onboarding", "/onboarding", "On-boarding", "bringing a community on board"),
            Entry("pyramid", "/pyramid", "Pyramid", "the storeys of knowledge"),
        ),
    ),
    Group(
        "Ask",
        (
            Entry("queries", "/queries", "Questions", "with a form, a table and files"),
            Entry("sparql", "/sparql", "SPARQL", "a query of your own"),
            Entry("search", "/search", "Search", "things by what they are called"),
        ),
    ),
    Group(
        "About",
        (
            Entry("ontology", "/ns", "Vocabulary", "classes and properties"),
            Entry("shapes", "/shapes", "Shapes", "what data have to conform to"),
            Entry("quality", "/quality", "Quality", "how far to trust the data"),
            Entry("status", "/status", "Status", "what is served now"),
        ),
    ),
)
