"""Bars: amounts drawn to scale, as `charts.html` shows them in SVG with lengths in percent of a picture's width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_HUNDRED = Decimal(100)
_EXACT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: where it begins and how long it is, both in percent; `look` is its class of style.css."""

    start: Decimal
    length: Decimal
    look: str
    text: str

    @property
    def end(self) -> Decimal:
        """Where it ends."""
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it says in words, its pieces from the left, and an interval around its end, in percent as well."""

    text: str
    parts: tuple[Part, ...]
    around: tuple[Decimal, Decimal] | None = None


def percent(amount: Decimal | int, whole: Decimal | int) -> Decimal:
    """An amount as a percentage of the whole; 0 of nothing."""
    return (_HUNDRED * amount / whole).quantize(_EXACT) if whole else Decimal(0)


def stacked(text: str, amounts: Iterable[tuple[str, Decimal | int, str]], whole: Decimal | int) -> Bar:
    """Amounts end to end, each with its look and what it says; the whole is as long as the picture is wide."""
    parts, at = [], Decimal(0)
    for look, amount, words in amounts:
        end = at + amount
        if amount:
            start = percent(at, whole)
            parts.append(Part(start, percent(end, whole) - start, look, words))
        at = end
    return Bar(text, tuple(parts))


def interval(text: str, low: Decimal, high: Decimal, whole: Decimal) -> Bar:
    """What is certain up to `low`, and what is possible from there to `high`."""
    return stacked(text, (("certain", low, f"at least {low}"), ("possible", high - low, f"at most {high}")), whole)
