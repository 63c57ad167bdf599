"""
Puts the web application together: routes, refusals as problems, and the house every endpoint stands on.

Opens no file and no port; see `server.program`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from server.api import books, complaints, feed, figures, office, operation, people, tickets
from server.gate.body_size import BodySize
from server.gate.context import House, language
from server.gate.problems import problem
from server.protocol import plain
from server.queue.command import Refusal

log = logging.getLogger(__name__)


def build(house: House, *, pages: Callable[[FastAPI], None] | None = None) -> FastAPI:
    """The application over a loaded house. `pages` adds the HTML pages; the desk starts and stops with the application."""

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        house.desk.start()
        following = asyncio.create_task(house.accounts.follow(house.desk.in_writer))
        yield
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await house.desk.stop()

    app = FastAPI(
        title="Antrean", version="1", lifespan=life, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json"
    )
    app.state.house = house
    app.add_middleware(BodySize)
    for router in (
        tickets.router,
        feed.router,
        people.router,
        office.router,
        figures.router,
        books.router,
        complaints.router,
        operation.router,
    ):
        app.include_router(router)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnicodeEncodeError, _no_text)
    app.add_exception_handler(Exception, _unforeseen)
    if pages is not None:
        pages(app)

    return app


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return JSONResponse(plain(problem(error, language=language(request))), status_code=error.status)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return await _refused(request, Refusal("malformed", status=422, detail=f"{where}: {first['msg']}"))


async def _no_text(request: Request, error: Exception) -> JSONResponse:
    """JSON can spell half a character (`\\ud800`), which is no text and can be neither stored nor hashed."""
    return await _refused(request, Refusal("malformed", status=422, detail="half a character"))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours: said in the form of every refusal; the server's log has the rest."""
    log.error("unforeseen path=%s", request.url.path, exc_info=error)
    return await _refused(request, Refusal("internal", status=500))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return await _refused(request, Refusal("not_found", status=error.status_code))
