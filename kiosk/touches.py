"""
What touching each target does to the page it stands on: turns, opens, ticks, types, asks. Pure.

Whether a touch counts at all, how long the page then stays and what ends a visit is `flow`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from kiosk.state import Asked, AskHelp, Folded, IssueTicket, Page, Screen, Step
from server.protocol import Issue, KioskService, KioskView

#: More letters than any service has in its name help nobody.
QUERY_LIMIT: Final = 24
#: The group that holds every service.
ALL: Final = "all"

#: The screen, which one of its kind was touched, now, and a fresh id for a question to the server.
Act = Callable[[Screen, str, timedelta, str], Step]


def act_of(name: str, *, page: Page) -> Act | None:
    """What the target of that name does on that page; None where the page has no such target."""
    return {**_ANYWHERE, **_ON_PAGE.get(page, {})}.get(name)


def gives_numbers(view: KioskView | None) -> bool:
    """Whether the office gives numbers at this hour; a server that does not say gives them."""
    return view is None or view.opening is None or view.opening.numbers


def find_service(view: KioskView | None, service_id: str) -> KioskService | None:
    """The service with that id, None when the office does not have it (any more)."""
    return next((each for each in view.services if each.id == service_id), None) if view else None


def cleared(screen: Screen) -> Screen:
    """Without the input of a page; language, contrast and the question in flight stay."""
    return replace(
        screen,
        group=None,
        list_page=0,
        query="",
        service=None,
        part=0,
        ticks=frozenset(),
        unfolded=None,
        priority=frozenset(),
        wants_help=False,
        ticket=None,
        problem=None,
    )


# ---- the targets -----------------------------------------------------------------------------------------------------


def _language(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, language="en" if screen.language == "id" else "id"), ()


def _contrast(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, contrast=not screen.contrast), ()


def _group(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    if screen.view is None or which not in {ALL, *(each.id for each in screen.view.office.groups)}:
        return screen, ()
    return replace(screen, group=which, list_page=0), ()


def _all_groups(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, group=None, list_page=0), ()


def _turn(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, list_page=max(0, screen.list_page + (1 if which == "next" else -1))), ()


def _turn_part(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, part=max(0, screen.part + (1 if which == "next" else -1))), ()


def _open_search(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, page="search", query="", list_page=0), ()


def _key(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    match which:
        case "erase":
            query = screen.query[:-1]
        case "clear":
            query = ""
        case "space":
            query = screen.query + " " if screen.query and not screen.query.endswith(" ") else screen.query
        case _:
            query = screen.query + which if len(which) == 1 else screen.query
    return replace(screen, query=query[:QUERY_LIMIT], list_page=0), ()


def _open_service(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    service = find_service(screen.view, which)
    if service is None:
        return screen, ()
    return replace(screen, page="service" if service.offer == "issue" else "elsewhere", service=service), ()


def _back(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    """One page back: to the results where a search led here, else to the list; the page's own input is dropped."""
    back_to = "search" if screen.query and screen.page in ("service", "elsewhere") else "home"
    kept_query = screen.query if back_to == "search" else ""
    here = replace(cleared(screen), group=screen.group, list_page=screen.list_page, query=kept_query)
    return replace(here, page="home" if back_to == "home" else "search"), ()


def _tick_off(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    if not which.isdecimal() or screen.service is None or int(which) >= len(screen.service.requires):
        return screen, ()
    return replace(screen, ticks=screen.ticks ^ {int(which)}), ()


def _fold(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    if which not in ("steps", "priority"):
        return screen, ()
    wanted: Folded = "steps" if which == "steps" else "priority"
    return replace(screen, unfolded=None if screen.unfolded == wanted else wanted), ()


def _priority(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    if screen.view is None or which not in screen.view.office.priority_groups:
        return screen, ()
    return replace(screen, priority=screen.priority ^ {which}), ()


def _wants_help(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, wants_help=not screen.wants_help), ()


def _take_number(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    if screen.service is None or screen.service.offer != "issue" or not gives_numbers(screen.view):
        return screen, ()
    request = Issue(
        request_id=new_id,
        service=screen.service.id,
        priority=bool(screen.priority),
        language=screen.language,
        help=screen.wants_help,
    )
    asked = Asked(request_id=new_id, since=now, what="number", service=screen.service)
    return replace(screen, asked=asked), (IssueTicket(request=request),)


def _ask_clerk(screen: Screen, which: str, now: timedelta, new_id: str) -> Step:
    return replace(screen, asked=Asked(request_id=new_id, since=now, what="help")), (AskHelp(request_id=new_id),)


_ANYWHERE: Final[Mapping[str, Act]] = MappingProxyType({"language": _language, "contrast": _contrast})
_ON_PAGE: Final[Mapping[str, Mapping[str, Act]]] = MappingProxyType(
    {
        "home": {
            "group": _group,
            "groups": _all_groups,
            "page": _turn,
            "search": _open_search,
            "service": _open_service,
            "ask-clerk": _ask_clerk,
        },
        "search": {"key": _key, "page": _turn, "service": _open_service, "back": _back, "ask-clerk": _ask_clerk},
        "service": {
            "back": _back,
            "page": _turn_part,
            "tick": _tick_off,
            "fold": _fold,
            "priority": _priority,
            "help": _wants_help,
            "take-number": _take_number,
        },
        "elsewhere": {"back": _back, "ask-clerk": _ask_clerk},
        "refused": {"ask-clerk": _ask_clerk},
    }
)
