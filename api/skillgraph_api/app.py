"""`create_app`: the application for one workspace.

The snapshot is opened when the server starts, and from then on follows the files. Queries run in worker threads, each
evaluated and serialised within one call, so that nothing of the engine ever crosses threads; the event loop only
moves bytes.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import anyio
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from skillgraph import __version__
from skillgraph.queries import Catalogue
from skillgraph.settings import Settings, load
from skillgraph.snapshot import Cache, open_snapshot
from skillgraph.workspace import locate, read
from skillgraph_api import canned, description, health, problems, sparql
from skillgraph_api.documentation import install_documentation
from skillgraph_api.live import followed
from skillgraph_api.state import State


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; without settings they come from the environment."""
    chosen = settings or load(os.environ)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.skillgraph = await anyio.to_thread.run_sync(_open, chosen)
        follow = followed(app, Cache.of(chosen, os.environ)) if chosen.watches else nullcontext()
        with follow:
            yield

    app = FastAPI(
        title="skillgraph",
        version=__version__,
        description="Roles, skills, service tasks, funding and on-boarding behind a computing grid, as linked data.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "POST", "OPTIONS"],
        expose_headers=["ETag", "X-Snapshot", "Link"],
    )
    for router in (sparql.router, canned.router, description.router, health.router):
        app.include_router(router)
    problems.install(app)
    install_documentation(app)
    return app


def _open(settings: Settings) -> State:
    contents = read(locate(settings, Path.cwd()))
    snapshot = open_snapshot(contents, Cache.of(settings, os.environ))
    return State(settings, snapshot, snapshot.id, Catalogue(contents), anyio.CapacityLimiter(settings.threads))
