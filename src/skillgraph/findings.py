"""A finding: one thing that a check has to say about a workspace, with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Severity(StrEnum):
    """How bad a finding is; only a violation stands in the way of a snapshot."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, and what to do. `line` and `column` count from 1; 0 where not known."""

    code: str
    severity: Severity
    message: str
    path: str = ""
    line: int = 0
    column: int = 0
    focus: str = ""
    shape: str = ""
    hint: str = ""

    def place(self) -> str:
        """`path:line:column`, as far as it is known."""
        parts = [self.path or "-"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)

    def one_line(self) -> str:
        """Place, code, message and hint in one line."""
        return printable(f"{self.place()} {self.code} {self.message} {self.hint}")

    def order(self) -> tuple[str, int, int, str, str]:
        """A key that sorts findings by place, then by code and text."""
        return (self.path, self.line, self.column, self.code, self.message)


def printable(text: str) -> str:
    """The text in one line: spaces for line ends, and an escape for any other character that steers a terminal."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04X}", " ".join(text.split()))


def cut(text: str, longest: int = LONGEST) -> str:
    """The beginning of a long text."""
    return text if len(text) <= longest else text[: longest - 3] + "..."


def brief(text: str) -> str:
    """A value as a message shows it: one line, of which a long one is cut."""
    return cut(printable(text))
