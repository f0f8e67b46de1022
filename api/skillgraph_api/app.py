"""`create_app`: the application for one workspace, put together from its parts."""

from __future__ import annotations

import datetime
import os
import sys
import time
from functools import partial

from fastapi import FastAPI

from skillgraph import __version__
from skillgraph.access import TokenFile
from skillgraph.isolation import Bounds, Supervisor
from skillgraph.settings import Settings, load
from skillgraph_api import canned, conformance, coverage, description, editor, following, health, linked, meanings, web
from skillgraph_api.access import Gate
from skillgraph_api.asking import Asking
from skillgraph_api.bench import Bench
from skillgraph_api.caching import AnswerCache
from skillgraph_api.clients import Clients
from skillgraph_api.documentation import install_documentation
from skillgraph_api.following import Following
from skillgraph_api.front import Front
from skillgraph_api.given import Giving
from skillgraph_api.logs import Log
from skillgraph_api.means import Means
from skillgraph_api.metrics import Metrics
from skillgraph_api.serving import IMPORTS, LATER, Serving
from skillgraph_api.state import Holder, Today

ROUTERS = (
    canned.router,
    conformance.router,
    coverage.router,
    description.router,
    editor.router,
    health.router,
    linked.router,
    meanings.router,
    web.router,
)

# Where an endpoint of others evaluates, a worker waits more than it works, and for longer.
WAITING_WORKERS = 4
WAITING_SLOW_S = 0.5


def create_app(settings: Settings | None = None) -> Front:
    """The application; without settings they come from the environment."""
    chosen = settings or load(os.environ)
    serving = _serving(chosen)
    asking = Asking(
        Clients(chosen, time.monotonic),
        AnswerCache(chosen.cache_bytes),
        Log(chosen, sys.stderr, _now),
        Metrics(),
        time.monotonic,
        Today(time.time),
    )
    gate = Gate(TokenFile.of(chosen, os.environ)) if chosen.serves_private else None
    return Front(serving, asking, _framework(serving), gate)


def _serving(chosen: Settings) -> Holder:
    """What is served: a snapshot of the files here, a dataset of one file, or what an endpoint of others holds."""
    imports = following.IMPORTS if chosen.is_remote else IMPORTS
    supervise = partial(Supervisor, imports, bounds(chosen), LATER)
    means = Means(chosen, os.environ, supervise, time.monotonic, Bench(bounds(chosen)))
    if chosen.is_given:
        return Giving(means)
    return Following(means) if chosen.is_remote else Serving(means)


def bounds(settings: Settings) -> Bounds:
    """What the settings say of the processes that answer."""
    cores = settings.workers or os.cpu_count() or 1
    waits = settings.is_remote
    return Bounds.for_cores(
        WAITING_WORKERS * cores if waits else cores,
        **({"slow_after": WAITING_SLOW_S} if waits else {}),
        queue=settings.queue,
        per_client=settings.client_at_once,
        memory=settings.query_memory,
    )


def _framework(serving: Holder) -> FastAPI:
    """The documented routes."""
    app = FastAPI(
        title="skillgraph",
        version=__version__,
        description="Roles, skills, service tasks, funding and on-boarding behind an organisation, as linked data.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # the framework would lead to where the Host field says
    )
    for router in ROUTERS:
        app.include_router(router)
    install_documentation(app, serving)
    return app


def _now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()
