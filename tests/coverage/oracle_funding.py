"""What may be lost when money ends, by going through every way in which what is not known may be.

A payer that stands for one of several sources may be any of them. Of what the GridPP project pays for a task that
several work packages carry, a package may carry all, nothing or anything between; all and nothing are the ends of that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Money:
    """Payments as (task, payer, FTE); what an undecided payer may be; what a source comprises; where tasks belong."""

    payments: tuple[tuple[str, str, Decimal], ...]
    one_of: Mapping[str, tuple[str, ...]]
    comprises: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    packages: Mapping[str, tuple[str, ...]]
    project: str

    def sources(self, payer: str) -> tuple[str, ...]:
        """What a payer may be: itself, where nothing else is stated."""
        return self.one_of.get(payer, (payer,))

    def ways(self, kind: str, ended: str) -> Iterator[dict[str, Decimal]]:
        """What each task loses, in every way in which it may be."""
        for choice in product(*(self._lost(kind, ended, *payment) for payment in self.payments)):
            lost: dict[str, Decimal] = {}
            for (task, _, _), amount in zip(self.payments, choice, strict=True):
                lost[task] = lost.get(task, NOTHING) + amount
            yield lost

    def _lost(self, kind: str, ended: str, task: str, payer: str, fte: Decimal) -> list[Decimal]:
        """What may be lost of one payment."""
        if kind == "group":
            return [fte if ended in self.groups[task] else NOTHING]
        if kind == "package":
            carried = self.packages[task]
            splits = [NOTHING] if ended not in carried else [fte] if carried == (ended,) else [NOTHING, fte]
            return [part if source == self.project else NOTHING for source in self.sources(payer) for part in splits]
        gone = {ended, *self.comprises.get(ended, ())}
        return [fte if source in gone or payer in gone else NOTHING for source in self.sources(payer)]

    def touched(self, kind: str, ended: str) -> set[str]:
        """The tasks that may lose something, or that belong to what ends."""
        found = {task for lost in self.ways(kind, ended) for task, amount in lost.items() if amount}
        belongs = {"group": self.groups, "package": self.packages}.get(kind, {})
        return found | {task for task, names in belongs.items() if ended in names}

    def unstated(self, kind: str, ended: str) -> set[str]:
        """The tasks touched of which nobody states the effort that the loss is a part of."""
        payers = {task: set[str]() for task in self.groups}
        for task, payer, _ in self.payments:
            payers[task] |= set(self.sources(payer)) if kind == "package" else {payer}
        wanted = {self.project} if kind == "package" else None
        return {
            one for one in self.touched(kind, ended) if not (payers[one] if wanted is None else payers[one] & wanted)
        }
