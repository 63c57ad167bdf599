"""
How a page is made: the Jinja environment, the words of the reader's language, the headers every page carries.

Knows no office and no rule; what a template shows is worked out in `server.views`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.look import words
from server.look.icons import icon_svg
from server.look.words import Language
from server.pages.assets import asset
from sop.say import fee_words

HERE = Path(__file__).parent
LOCALE = HERE / "locale"
#: Catalogues of the pages, looked through in this order; each is `locale/id/LC_MESSAGES/<domain>.mo`.
DOMAINS = ("pages", "admin")

#: The reader's language, chosen on the page itself; not a secret, so scripts may set it.
LANGUAGE_COOKIE = "antrean_language"

_HOST = re.compile(r"^[A-Za-z0-9.\-\[\]:]+$")


def reader_language(request: Request) -> Language:
    """The language the reader chose; Indonesian until they do."""
    return "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "id"


@cache
def environment(language: Language) -> Environment:
    """The templates with the words of one language. Raises: CatalogueMissingError."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = words.translator(LOCALE, domain=DOMAINS[0], language=language)
    for domain in DOMAINS[1:]:
        if language == "en" or (LOCALE / language / "LC_MESSAGES" / f"{domain}.mo").exists():
            catalogue.add_fallback(words.translator(LOCALE, domain=domain, language=language))
    made.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(icon=icon, asset=asset, language=language)
    made.filters.update(
        say=lambda text: getattr(text, language),
        clock=words.clock,
        fee=lambda fee: getattr(fee_words(fee), language),
        low=lower_first,
        running=lambda seconds: f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}",
        code=words.code_words,
        weekday_date=lambda day: words.weekday_date(day, language=language),
        long_date=lambda day: words.long_date(day, language=language),
        promise=lambda time, form="long": words.duration_words(
            days=time.days, minutes=time.minutes, language=language, form=form
        ),
        minutes=lambda seconds, form="long": minutes_words(seconds, language=language, form=form),
    )
    return made


def minutes_words(seconds: float, *, language: Language, form: Literal["long", "short"]) -> str:
    """Whole minutes of a stretch of time, hours from sixty on, days alone from two on: `17 menit`, `2 jam 5 mnt`, `11 hari`."""
    minutes = int(seconds // 60)
    if minutes >= 2 * 24 * 60:
        days = minutes // (24 * 60)
        return f"{days} hari" if language == "id" else f"{days} days"
    if minutes < 60:
        return words.duration_words(minutes=minutes, language=language, form=form)
    hours, rest = divmod(minutes, 60)
    unit = "jam" if language == "id" else "h"
    said = f"{hours} {unit}"
    return f"{said} {words.duration_words(minutes=rest, language=language, form='short')}" if rest else said


def lower_first(text: str) -> str:
    """A name as it stands inside a sentence: `Koreksi, paraf` → `koreksi, paraf`; `KK dicetak` stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def icon(name: str, size: str = "") -> Markup:
    """One of the house's icons, inline, hidden from screen readers since a word always stands beside it."""
    classes = f"icon {size}".strip()
    svg = icon_svg(name, colour="currentColor")
    return Markup(svg.replace("<svg", f'<svg class="{classes}" aria-hidden="true"', 1))


def fill(request: Request, template: str, **context: Any) -> str:
    """A template as text, in the reader's language."""
    return environment(reader_language(request)).get_template(template).render(**context)


def page(
    request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """A whole page or a fragment, with the headers no page goes out without."""
    return html(request, fill(request, template, **context), status=status, headers=headers)


def html(
    request: Request, content: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    """HTML that was filled already, with the headers no page goes out without."""
    return HTMLResponse(content, status_code=status, headers={**safe_headers(request), **(headers or {})})


def safe_headers(request: Request) -> dict[str, str]:
    """Only our own files run, nobody may frame a page, and no cache keeps what is personal."""
    host = request.headers.get("host", "")
    # An older Firefox does not count a websocket to the page's own host as 'self'.
    sockets = f" ws://{host} wss://{host}" if _HOST.match(host) else ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        f"connect-src 'self'{sockets}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
