"""Loading a dataset that is given as one file, before a server starts: it takes long, and shows how far it is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from skillgraph.cli.render import say
from skillgraph.settings import Settings
from skillgraph.snapshot.given import Held, Shelf


@contextmanager
def held(settings: Settings) -> Iterator[Held]:
    """The dataset of the file that the settings name, loaded where it is not in the cache."""
    file = Path(settings.dataset).expanduser()
    began, is_told = time.monotonic(), False

    def told(what: Mapping[str, Any]) -> None:
        nonlocal is_told
        if not is_told:
            say(f"loading {file} ...")
            is_told = True
        show(f"{file}: {state(what)}")

    with _status(str(file)) as show:
        kept = Shelf.of(settings, os.environ).open(file, told)
    try:
        if is_told:
            say(f"loaded: {kept.quads:,} quads in {time.monotonic() - began:.0f} s, kept in {kept.folder.parent}")
        yield kept
    finally:
        kept.release()


def state(what: Mapping[str, Any]) -> str:
    """How far it is, in words."""
    if "lines" in what:
        return f"{what['lines']:,} lines, {100 * what['bytes'] // max(what['of'], 1)} %"
    return str(what.get("doing", "done"))


@contextmanager
def _status(first: str) -> Iterator[Callable[[str], object]]:
    """What shows a line on a terminal, in the place of the one before; nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(first)) as status:
        yield lambda line: status.update(Text(line))
