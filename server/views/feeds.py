"""
Which parts each feed has, how each is made, and which events can change it. Pure.

The staff feed's parts are marks (the seq at which they last changed): its pages fetch the changed parts as HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.queue.office import Office
from server.views import doors, public

Maker = Callable[[Office], object]


def _mark(office: Office) -> object:
    return office.seq


#: View → part → how it is made.
PARTS: Mapping[str, Mapping[str, Maker]] = {
    "board": {
        "office": public.office_part,
        "calls": public.calls,
        "services": public.board_services,
        "ready": public.ready,
        "notices": public.notices,
    },
    "kiosk": {
        "office": public.office_part,
        "services": public.kiosk_services,
        "ahead": public.ahead,
        "opening": doors.opening,
    },
    "staff": {"office": public.office_part, "line": _mark, "counters": _mark, "help": _mark},
    "printer": {"office": public.office_part, "slips": public.slips},
    "public": {"office": public.office_part, "calls": public.calls, "ready": public.ready},
}

_SETTINGS = frozenset({"office", "services", "notices", "ahead", "line", "counters", "calls", "slips", "opening"})
_EVERYTHING = _SETTINGS | {"ready", "help"}
_TICKET = frozenset({"services", "ahead", "line"})
_CALL = _TICKET | {"calls", "counters", "ready"}
_AWAY = frozenset({"notices", "opening", "services", "line", "counters"})
_SEATED = _TICKET | {"counters", "ready", "slips"}

#: Event type → parts it can change, in any view. An unlisted type changes every part.
TOUCHES: Mapping[str, frozenset[str]] = {
    "office_configured": _SETTINGS,
    "procedure_published": _SETTINGS,
    "days_set": _SETTINGS,
    "closing_rule_set": frozenset({"notices", "opening", "line"}),
    "opening_changed": frozenset({"notices", "opening", "line"}),
    "clock_stopped": frozenset({"notices", "opening", "line"}),
    "clock_went_on": frozenset({"notices", "opening", "line"}),
    "clock_confirmed": frozenset(),
    "day_rolled": _EVERYTHING,
    "counter_opened": frozenset({"counters", "line"}),
    "counter_paused": frozenset({"counters"}),
    "counter_closed": frozenset({"counters"}),
    "help_asked": frozenset({"help"}),
    "help_answered": frozenset({"help"}),
    "slip_asked": frozenset({"slips"}),
    "slip_reported": frozenset(),
    "issued": _TICKET,
    "called": _CALL,
    "recalled": frozenset({"calls", "line"}),
    "started": _SEATED,
    "step_finished": _SEATED,
    "became_ready": _SEATED,
    "handed_over": _SEATED,
    "finished": _SEATED,
    "held": _SEATED,
    "resumed": _SEATED,
    "transferred": _SEATED,
    "released": frozenset({"line"}),
    "due_moved": frozenset({"line", "slips"}),
    "lane_absent": _AWAY,
    "lane_covered": _AWAY,
    "lane_back": _AWAY,
    "service_changed": _SEATED,
    "no_show": _SEATED,
    "reinstated": _TICKET,
    "cancelled": _SEATED,
    "voided": _SEATED,
    "paper_entered": _TICKET,
    "service_added": _TICKET | {"slips"},
    "service_dropped": _TICKET | {"slips"},
    "service_ended": _SEATED,
    "files_changed": _TICKET | {"slips"},
    "undone": _SEATED,
    "not_collected": _SEATED,
    "left_counter": _SEATED,
    "carried_over": _SEATED,
    "register_voided": frozenset({"line"}),
    "register_replaced": frozenset({"line"}),
    "private_purged": frozenset(),
    "returned": _SEATED,
    "sent_back": _SEATED,
    "re_entered": _SEATED,
    "file_kept": _SEATED,
    "placed": frozenset({"line"}),
    "expired": frozenset({"line"}),
    "complaint_recorded": _SEATED,
    "complaint_classified": _SEATED,
    "complaint_answered": frozenset({"line"}),
    "complaint_risen": _SEATED,
}


def touched(types: frozenset[str]) -> frozenset[str]:
    """Parts that events of these types can have changed."""
    return frozenset().union(*(TOUCHES.get(type_, _EVERYTHING) for type_ in types))
