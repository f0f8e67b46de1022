"""A long row of things in pages: which of them are shown, and where the others are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from skillgraph.errors import UsageError
from skillgraph.pages.asked import text_of
from skillgraph.pages.site import Site

PAGE = "page"


@dataclass(frozen=True, slots=True)
class Paging:
    """One page, counted from 1, of so many things with `size` on each; `path` and `fields` are the page's address."""

    number: int
    total: int
    size: int
    path: str
    fields: Mapping[str, str]

    @property
    def last(self) -> int:
        """The number of the last page; there is one of nothing, too."""
        return max(1, -(-self.total // self.size))

    @property
    def shown(self) -> slice:
        """The place of what is shown among all."""
        return slice((self.number - 1) * self.size, min(self.number * self.size, self.total))

    def links(self, site: Site) -> Iterator[tuple[str, str]]:
        """The other pages that one may want, as texts and addresses: the first, the one before, the next, the last."""
        for text, number in (
            ("First", 1),
            ("Previous", self.number - 1),
            ("Next", self.number + 1),
            ("Last", self.last),
        ):
            if 1 <= number <= self.last and number != self.number:
                yield text, site.address(self.path, {**self.fields, PAGE: str(number) if number > 1 else ""})


def paging(parameters: Mapping[str, str], total: int, size: int, path: str, fields: Iterable[str]) -> Paging:
    """The page that the parameter `page` asks for, the first without one; UsageError where there is no such.

    Of the page's parameters `fields` are kept in its links.
    """
    text = text_of(parameters, PAGE)
    kept = {name: text_of(parameters, name) for name in fields if name in parameters}
    one = Paging(1, total, size, path, kept)
    if text and not (text.isascii() and text.isdigit() and 1 <= int(text) <= one.last):
        known = f"They are counted from 1 to {one.last}." if one.last > 1 else "There is one only: leave it out."
        raise UsageError(f"There is no page {text!r}.", known)
    return Paging(int(text or 1), total, size, path, kept)
