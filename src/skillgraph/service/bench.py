"""The bench: the files of a workspace beside its snapshot, for the job `what-if` with Turtle that is added."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from skillgraph.coverage import solver
from skillgraph.coverage.scenario import Scenario, changed
from skillgraph.coverage.world import World
from skillgraph.errors import InternalError, InvalidWorkspace, UsageError
from skillgraph.isolation.reply import Reply
from skillgraph.service.coverage import whatif
from skillgraph.service.handover import unpack_files
from skillgraph.snapshot import build, findings_of
from skillgraph.snapshot.model import Validate
from skillgraph.turtle import KeptFiles, Parse
from skillgraph.workspace import Contents


class Bench:
    """Builds and judges the workspace with a change, and forgets it; what did not change was read before."""

    def __init__(self, contents: Contents, world: World, parse: Parse, validate: Validate) -> None:
        self._contents = contents
        self._world = world
        self._parse = parse
        self._validate = validate

    def run(self, job: str, arguments: Mapping[str, Any]) -> Reply:
        """The differences that `delta` makes; UsageError where it is no Turtle."""
        if job != "what-if":
            raise InternalError(f"There is no job called {job!r} here.", "There is: what-if.")
        began = time.perf_counter()
        reply = whatif(self._world, self._changed(arguments["delta"]), arguments)
        reply.seconds = time.perf_counter() - began
        return reply

    def prepare(self) -> bool:
        """Nothing: the bench has read everything when it is loaded."""
        return False

    def _changed(self, delta: str) -> Scenario:
        try:
            return changed(self._contents, delta.encode(), parse=self._parse, validate=self._validate)
        except InvalidWorkspace as error:
            first = error.findings[0]
            place = f"line {first.line}, column {first.column}" if first.line else first.path
            raise UsageError(f"The Turtle is not well formed, {place}: {first.message}", first.hint) from None


def open_bench(argument: Mapping[str, Any]) -> Bench:
    """The bench over `contents`, a file that `pack_files` made of a workspace that is good."""
    for module in solver.MODULES:
        importlib.import_module(module)
    return bench_of(unpack_files(Path(argument["contents"]).read_bytes()))


def bench_of(contents: Contents) -> Bench:
    """The bench over the files of a workspace that is good."""
    from skillgraph.coverage import load_world
    from skillgraph.validate.again import Validator

    files = KeptFiles()
    validator = Validator(files.parse_files)
    built = build(contents, files.parse_files)
    findings_of(contents, built, validator.validate)
    return Bench(contents, load_world(built.dataset.engine()), files.parse_files, validator.validate)
