"""The lines of the workspace's files, for showing where a finding is."""

from __future__ import annotations

import re

from skillgraph.workspace import Contents


class Sources:
    """Looks a line up by path and number; each file is split when it is first asked for."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._files = {file.path: file.content for file in contents.files}
        self._lines: dict[str, list[str]] = {}

    def line(self, path: str, number: int) -> str | None:
        """The text of a line, or None where there is no such line."""
        if path not in self._lines:
            text = self._files.get(path, b"").decode(errors="replace")
            self._lines[path] = re.split(r"\r\n|\n|\r", text)
        lines = self._lines[path]
        return lines[number - 1] if 1 <= number <= len(lines) and self._files.get(path) else None
