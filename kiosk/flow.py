"""
What happens on a touch, an answer, a change of the office, a cut, and when time passes: the kiosk's screens as a pure
state machine. What the single targets do is in `touches`.

No clock, no chance, no Qt: `now` (a monotonic moment) and fresh ids come in as arguments, effects go out as values. Every
function takes a `Screen` and returns the next one with its effects; what does not fit the page changes nothing.

**One touch, one request.** While a question is in flight the page is locked, so a double touch is one `request_id`.

**A number nobody saw does not wait in line.** A request is in the ledger before the server is asked. When no answer comes
within `ASK_LIMIT`, the visitor reads that this machine gives no number now and is sent to a clerk; the program repeats the
request when the line is back and at its next start. If its answer comes while the same visitor is still at that page, the
number is kept, shown and printed as usual. If the visitor has left (touched *Selesai*, or the countdown ended, or the
kiosk was restarted), the number is cancelled with reason `kiosk_unanswered` through the same link, because its owner was
told that none came. The ledger remembers which of the two it was, so that a second answer changes nothing.
(Issuing from the kiosk's own series while cut off would answer `IssueTicket` at once; nothing here depends on who answers.)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from kiosk.state import (
    CancelLate,
    GiveUpSlip,
    KeepNumber,
    KeepRefusal,
    Line,
    Page,
    Paper,
    Screen,
    Step,
    Ticket,
)
from kiosk.touches import act_of, cleared, find_service
from server.protocol import CUT_OFF_SECONDS, Issued, KioskView, Problem

#: Without a touch a page that holds input stays this long, then warns, then goes back to the start.
IDLE: Final = timedelta(seconds=60)
#: The warning. At least 20 s must be left to extend by one touch (FIELD C); the rest pays for slow screens.
WARNING: Final = timedelta(seconds=25)
#: Number page, help page, refusal: their countdown is on the page from its first moment (picture kiosk-ticket).
READING: Final = timedelta(seconds=30)
#: Number page without paper: time to take a photo (picture kiosk-trouble).
READING_TROUBLE: Final = timedelta(seconds=60)
#: A question unanswered this long counts as unanswered.
ASK_LIMIT: Final = timedelta(seconds=CUT_OFF_SECONDS)
#: Reason code of a cancelled late number.
LATE_REASON: Final = "kiosk_unanswered"
_TROUBLED: Final = frozenset({"none", "out", "cover", "offline", "unknown", "failed"})
_COUNTING: Final = frozenset({"number", "help", "refused"})
_CUT_BY_LINE: Final = frozenset({"starting", "home", "search", "service", "elsewhere", "help", "refused"})


# ---- what is so ----------------------------------------------------------------------------------------------------


def busy(screen: Screen) -> bool:
    """Whether a question is in flight and the page is locked."""
    return screen.asked is not None and screen.page != "cut_off"


def pristine(screen: Screen) -> bool:
    """Whether nothing of a visitor is on the screen, so that there is nothing to reset."""
    return (
        screen.page in ("home", "starting", "cut_off")
        and screen.asked is None
        and (screen.language, screen.contrast, screen.group, screen.list_page) == ("id", False, None, 0)
    )


def counting(screen: Screen) -> bool:
    """Whether the page shows its countdown from its first moment (it never needs a warning besides)."""
    return screen.page in _COUNTING or (screen.page == "cut_off" and screen.asked is not None)


def left(screen: Screen, *, now: timedelta) -> timedelta | None:
    """Time until the page goes back to the start, >= 0; None where it stays."""
    return None if screen.until is None else max(screen.until - now, timedelta(0))


def warned(screen: Screen, *, now: timedelta) -> bool:
    """Whether the warning lies over the page."""
    remaining = left(screen, now=now)
    return remaining is not None and remaining <= WARNING and not counting(screen)


def troubled(ticket: Ticket) -> bool:
    """Whether the slip did not come out, for whatever cause."""
    return ticket.paper in _TROUBLED


# ---- what happens --------------------------------------------------------------------------------------------------


def touch(screen: Screen, *, on: str, now: timedelta, new_id: str) -> Step:
    """
    A visitor touched something.

    Args:
        on: stable name of what was touched: a word, or a word, a colon and which one (`service:000-01`, `key:k`).
        new_id: fresh id, used if this touch asks the server something.
    """
    if busy(screen):
        return screen, ()
    name, _, which = on.partition(":")
    if name == "more-time":
        return _stay(screen, now=now), ()
    if name in ("start-over", "done"):
        return _leave(screen)
    act = act_of(name, page=screen.page)
    if act is None:
        return screen, ()
    changed, effects = act(screen, which, now, new_id)
    return _stay(changed, now=now), effects


def tick(screen: Screen, *, now: timedelta) -> Step:
    """Time passed: give up an unanswered question, or go back to the start. Call a few times a second."""
    if screen.asked is not None and screen.page != "cut_off" and now - screen.asked.since >= ASK_LIMIT:
        return unanswered(screen, request_id=screen.asked.request_id, now=now)
    if screen.until is not None and now >= screen.until:
        return _leave(screen)
    return screen, ()


def feed(screen: Screen, *, view: KioskView, now: timedelta) -> Step:
    """The office changed: show its newest parts. A page whose service is no longer there goes back to the start."""
    changed = replace(screen, view=view)
    if screen.page == "starting" or (screen.page == "cut_off" and screen.asked is None and screen.line == "connected"):
        return reset(changed), ()
    if screen.page in ("service", "elsewhere") and not busy(screen) and screen.service is not None:
        newest = find_service(view, screen.service.id)
        if newest is None or newest.offer != screen.service.offer:
            return reset(changed), ()
        changed = replace(changed, service=newest)
    return changed, ()


def line(screen: Screen, *, state: Line, since: datetime | None, now: timedelta) -> Step:
    """
    The line was cut, or is back. A number already on the screen stays; everything else says that the machine is cut off.

    Args:
        since: when something was last heard, by the server's clock; None if never.
    """
    changed = replace(screen, line=state, cut_since=since if state == "cut_off" else None)
    if state == "cut_off" and screen.page in _CUT_BY_LINE:
        asked = screen.asked if screen.asked is not None and screen.asked.what == "number" else None
        return _stay(replace(cleared(changed), page="cut_off", asked=asked), now=now), ()
    if state == "connected" and screen.page == "cut_off" and screen.asked is None and screen.view is not None:
        return reset(changed), ()
    return changed, ()


def unanswered(screen: Screen, *, request_id: str, now: timedelta) -> Step:
    """No answer came to that request: say that this machine gives no number now. The ledger keeps the request."""
    if screen.asked is None or screen.asked.request_id != request_id or screen.page == "cut_off":
        return screen, ()
    asked = screen.asked if screen.asked.what == "number" else None
    return _stay(replace(cleared(screen), page="cut_off", asked=asked), now=now), ()


def answered(screen: Screen, *, issued: Issued) -> Step:
    """A number came: keep it if its visitor is still here, else cancel it (see above). Shown only after `kept`."""
    if not _awaits(screen, issued.ticket_id):
        return screen, (CancelLate(issued=issued),)
    assert screen.asked is not None
    assert screen.asked.service is not None
    return screen, (KeepNumber(issued=issued, service=screen.asked.service, language=screen.language),)


def kept(screen: Screen, *, issued: Issued, paper: Paper, now: timedelta) -> Step:
    """
    The number and its print job are committed to the ledger: show it.

    If its visitor went back to the start in the moment between, the paper still comes out and the number stays valid.
    """
    if not _awaits(screen, issued.ticket_id):
        return screen, ()
    assert screen.asked is not None
    assert screen.asked.service is not None
    ticket = Ticket(issued=issued, service=screen.asked.service, paper=paper)
    return _stay(replace(cleared(screen), page="number", ticket=ticket, asked=None), now=now), ()


def refused(screen: Screen, *, request_id: str, problem: Problem, now: timedelta) -> Step:
    """The server refused: say its sentence and what to do, and never ask the same again."""
    effects = (KeepRefusal(request_id=request_id, code=problem.code),)
    if not _awaits(screen, request_id):
        return screen, effects
    return _stay(replace(cleared(screen), page="refused", problem=problem, asked=None), now=now), effects


def help_answered(screen: Screen, *, request_id: str, now: timedelta) -> Step:
    """The staff have been told that somebody waits at this machine."""
    if screen.asked is None or screen.asked.request_id != request_id:
        return screen, ()
    return _stay(replace(cleared(screen), page="help", asked=None), now=now), ()


def printed(screen: Screen, *, ticket_id: str, paper: Paper, now: timedelta) -> Step:
    """The slip came out or did not. Trouble gives a longer countdown; a countdown is never made shorter."""
    ticket = screen.ticket
    if screen.page != "number" or ticket is None or ticket.issued.ticket_id != ticket_id or ticket.paper == paper:
        return screen, ()
    changed = replace(screen, ticket=replace(ticket, paper=paper))
    if not troubled(ticket) and paper in _TROUBLED:
        changed = _stay(changed, now=now)
    return changed, ()


def staff_told(screen: Screen, *, ticket_id: str) -> Step:
    """The server has taken the report about this ticket's slip."""
    ticket = screen.ticket
    if ticket is None or ticket.issued.ticket_id != ticket_id:
        return screen, ()
    return replace(screen, ticket=replace(ticket, staff_told=True)), ()


def reset(screen: Screen) -> Screen:
    """Back to the start for the next visitor: Indonesian, no contrast, no input; the office and the line stay."""
    page: Page = "starting" if screen.view is None else "home"
    return Screen(
        page="cut_off" if screen.line == "cut_off" else page,
        view=screen.view,
        line=screen.line,
        cut_since=screen.cut_since,
    )


# ---- inside --------------------------------------------------------------------------------------------------------


def _awaits(screen: Screen, request_id: str) -> bool:
    return screen.asked is not None and screen.asked.request_id == request_id


def _leave(screen: Screen) -> Step:
    """The visitor goes. A slip that did not come out is not printed later for whoever stands here then."""
    ticket = screen.ticket
    if screen.page == "number" and ticket is not None and troubled(ticket):
        return reset(screen), (GiveUpSlip(ticket_id=ticket.issued.ticket_id),)
    return reset(screen), ()


def _stay(screen: Screen, *, now: timedelta) -> Screen:
    if busy(screen) or pristine(screen):
        return replace(screen, until=None, stay=timedelta(0))
    if screen.page == "number" and screen.ticket is not None and troubled(screen.ticket):
        stay = READING_TROUBLE
    else:
        stay = READING if counting(screen) else IDLE + WARNING
    return replace(screen, until=now + stay, stay=stay)
