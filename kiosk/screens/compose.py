"""
From a `Screen` to the sheet that shows it: picks the page, and lays the warning over it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kiosk.flow import left, warned
from kiosk.screens.components import Moment
from kiosk.screens.finding import draw_search
from kiosk.screens.home import draw_home
from kiosk.screens.layout import Layout, Look
from kiosk.screens.messages import (
    draw_cut_off,
    draw_elsewhere,
    draw_help,
    draw_pairing,
    draw_refused,
    draw_starting,
)
from kiosk.screens.number import draw_number
from kiosk.screens.panel import Panel
from kiosk.screens.panels import warning
from kiosk.screens.service import draw_service
from kiosk.screens.sheet import Sheet
from kiosk.state import Page, Screen
from server.look.words import translator
from server.protocol import Language

LOCALE: Final = Path(__file__).parent.parent / "locale"

_PAGES: Final[Mapping[Page, Callable[[Layout, Screen, Moment], None]]] = MappingProxyType(
    {
        "starting": draw_starting,
        "home": draw_home,
        "search": draw_search,
        "service": draw_service,
        "elsewhere": draw_elsewhere,
        "number": draw_number,
        "help": draw_help,
        "refused": draw_refused,
        "cut_off": draw_cut_off,
    }
)


def compose(screen: Screen, *, panel: Panel, moment: Moment) -> Sheet:
    """The sheet of this screen at this moment."""
    look = _look(panel, screen.contrast, screen.language)
    page = Layout(look)
    _PAGES[screen.page](page, screen, moment)
    sheet = page.sheet(screen.page)
    remaining = left(screen, now=moment.mono)
    if remaining is not None and warned(screen, now=moment.mono):
        over = Layout(look)
        warning(over, remaining=remaining, whole=screen.stay)
        return sheet.under(over.sheet(screen.page))
    return sheet


def compose_pairing(screen: Screen, *, panel: Panel, moment: Moment, code: str | None, address: str) -> Sheet:
    """The sheet shown until somebody lets this kiosk in; only language and contrast of `screen` count."""
    page = Layout(_look(panel, screen.contrast, screen.language))
    draw_pairing(page, screen, moment, code=code, address=address)
    return page.sheet("pairing")


@functools.lru_cache(maxsize=8)
def _look(panel: Panel, contrast: bool, language: Language) -> Look:
    words = translator(LOCALE, domain="kiosk", language=language)
    return Look(panel=panel, contrast=contrast, language=language, say=words.gettext, say_n=words.ngettext)
