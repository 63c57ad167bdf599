"""
Keeps the window showing the present screen, and composes a new picture only when it would say something else.

Which screen that is, is `flow`'s; how it looks is `screens`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk import flow
from kiosk.screens.components import Moment
from kiosk.screens.compose import compose, compose_pairing
from kiosk.screens.panel import Panel
from kiosk.screens.window import Window
from kiosk.state import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingPage:
    """
    What a kiosk shows while nobody has let it in.

    Attributes:
        code: what an admin types; None while the server does not answer.
        address: of the server.
    """

    code: str | None
    address: str


class Drawing:
    """
    What stands in the window.

    Args:
        diagonal_inch, distance_m: of the panel and the eye; the pixels are the window's own.
    """

    def __init__(self, window: Window, *, diagonal_inch: float, distance_m: float) -> None:
        self._window = window
        self._diagonal_inch = diagonal_inch
        self._distance_m = distance_m
        self._seen: tuple[object, ...] = ()

    def show(self, screen: Screen, *, local: datetime | None, now: timedelta, pairing: PairingPage | None) -> None:
        """
        Show this screen at this moment.

        Args:
            local: the office's time by the server's clock; None while it is not known.
            now: a moment of the clock `screen` counts by.
            pairing: shown instead while nobody has let this kiosk in.
        """
        if self._window.width() < 2 or self._window.height() < 2:
            return
        panel = Panel(
            width=self._window.width(),
            height=self._window.height(),
            diagonal_inch=self._diagonal_inch,
            distance_m=self._distance_m,
        )
        moment = Moment(local=local.replace(second=0, microsecond=0) if local is not None else None, mono=now)
        # Between two changes nothing is drawn anew but a running countdown.
        seen = (screen, panel, moment.local, pairing, _running(screen, now=now))
        if seen == self._seen:
            return
        self._seen = seen
        if pairing is not None:
            sheet = compose_pairing(screen, panel=panel, moment=moment, code=pairing.code, address=pairing.address)
        else:
            sheet = compose(screen, panel=panel, moment=moment)
        self._window.show_sheet(sheet)


def _running(screen: Screen, *, now: timedelta) -> timedelta | None:
    """The countdown where one is on the screen, else None."""
    shown = flow.counting(screen) or flow.warned(screen, now=now)
    return flow.left(screen, now=now) if shown else None
