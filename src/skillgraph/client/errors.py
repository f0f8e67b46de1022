"""Errors that only a client has; all others are those of `skillgraph.errors`, from a server as from this process.

SkillgraphError
├── NoAnswer           no answer came, or one that no server of ours gives
└── SnapshotChanged    the answer is of another snapshot than the one that was asked for
"""

from __future__ import annotations

from skillgraph.errors import SkillgraphError


class NoAnswer(SkillgraphError):
    """No answer came, or one that no server of ours gives; `status` is that of HTTP, 0 where there was none."""

    def __init__(self, message: str, hint: str = "", status: int = 0) -> None:
        super().__init__(message, hint)
        self.status = status


class SnapshotChanged(SkillgraphError):
    """The answer is of another snapshot than the one that was asked for; `snapshot` is the one that answered."""

    def __init__(self, wanted: str, snapshot: str) -> None:
        super().__init__(
            f"The answer is of snapshot {snapshot or '(not stated)'}, and {wanted} was asked for.",
            "Ask without a snapshot, or ask a server or workspace of that state.",
        )
        self.wanted = wanted
        self.snapshot = snapshot
