"""
The files every page uses: style, scripts, fonts, and the tokens of `server.look` as CSS.

Each address carries a hash of the file, so a browser may keep it for ever and still sees a change at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.look.fonts import FONTS_DIR, font_faces
from server.look.tokens import COLOURS, KONTRAS, css_variables

STATIC = Path(__file__).parent / "static"
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_CHECKED = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
TOKENS = "tokens.css"


@cache
def tokens_css() -> str:
    """The look's tokens and fonts as a style sheet."""
    return (
        font_faces("/static/fonts/")
        + f":root {{\n{css_variables(colours=COLOURS)}}}\n[data-kontras] {{\n{css_variables(colours=KONTRAS)}}}\n"
    )


@cache
def _hash(name: str) -> str:
    content = tokens_css().encode() if name == TOKENS else (STATIC / name).read_bytes()
    return hashlib.sha256(content).hexdigest()[:12]


def asset(name: str) -> str:
    """Address of a file in `static/` (or of `tokens.css`). Raises: FileNotFoundError."""
    return f"/static/{name}?v={_hash(name)}"


class _Files(StaticFiles):
    """Static files that a browser keeps for ever when it asked by hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        query: bytes = scope.get("query_string", b"")
        headers: Mapping[str, str] = _KEPT if query.startswith(b"v=") or path.endswith(".otf") else _CHECKED
        response.headers.update(headers)
        return response


def add_assets(app: FastAPI) -> None:
    """Serve all of it under /static/."""

    @app.get("/static/tokens.css", include_in_schema=False)
    async def tokens() -> Any:
        return Response(tokens_css(), media_type="text/css", headers=_KEPT)

    app.mount("/static/fonts", _Files(directory=FONTS_DIR), name="fonts")
    app.mount("/static", _Files(directory=STATIC), name="static")
