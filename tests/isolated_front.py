"""A front of its own: `python isolated_front.py` runs jobs that never end and says which processes there are."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from isolated import House, supervised
from skillgraph.errors import SkillgraphError
from skillgraph.isolation import Bounds

_NOBODY: dict[str, Any] = {
    "user": 65_534,
    "group": 65_534,
    "extra_groups": [],
    "env": {**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
}


async def stand_still() -> None:
    """Keeps workers in jobs of every kind until it is killed; prints its parent processes."""
    async with supervised(Bounds(workers=4, slow_slots=8)) as house:
        jobs = [house.run(job, client=str(number)) for number, job in enumerate(["hold", "spin", "sleep"] * 2)]
        tasks = [asyncio.ensure_future(job) for job in jobs]
        await asyncio.sleep(0.5)
        house.supervisor.start()  # a spare that is still importing
        sys.stdout.write(f"{house.pool.stats.process}\n")
        sys.stdout.flush()
        await asyncio.gather(*tasks)


def nobody_may_run_python() -> bool:
    """Whether this interpreter can be started by a user without any right."""
    try:
        subprocess.run([sys.executable, "-c", "import pyoxigraph"], check=True, **_NOBODY)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def as_nobody() -> dict[str, Any]:
    """What a front gets that runs without any privilege."""
    done = subprocess.run([sys.executable, __file__, "nobody"], stdout=subprocess.PIPE, check=True, **_NOBODY)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def try_all() -> None:
    """Prints what a few jobs give."""
    async with supervised(Bounds(memory=128 << 20), "quads", count=100) as house:
        found = {
            "echo": await house.echo(),
            "limit": await failure(house, "hold", "limit", seconds=0.3),
            "nice": (await house.ask("priorities")).head["nice"],
            "service": await failure(house, "open_socket", "__class__"),
        }
        sys.stdout.write(json.dumps(found | {"service": found["service"].__name__}))


async def failure(house: House, job: str, field: str, **given: Any) -> Any:
    """A field of the error that a job raises."""
    try:
        await house.run(job, **given)
    except SkillgraphError as error:
        return getattr(error, field)
    return None


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    asyncio.run(try_all() if "nobody" in sys.argv else stand_still())
