"""
Who may do what: one table, role × verb, and the actor it makes for `decide`.

Knows neither passwords nor credentials (see `store.accounts`) nor paths (see `api`). A verb that is not in the table is
allowed to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from server.queue.command import Actor, Refusal
from server.queue.office import Office

_SEE = frozenset({"see_staff", "see_public", "see_board"})
_RECEIVE = frozenset(
    {
        "issue",
        "take_complaint",
        "change_service",
        "cancel",
        "void",
        "undo",
        "reinstate",
        "re_enter",
        "re_enter_by_code",
        "add_service",
        "drop_service",
        "set_files",
        "enter_paper",
        "answer_help",
        "ask_slip",
    }
)
_SERVE = frozenset(
    {
        "open",
        "pause",
        "close",
        "call_next",
        "recall",
        "start",
        "finish",
        "record_complaint",
        "classify",
        "answer",
        "hold",
        "resume",
        "transfer",
        "no_show",
        "hand_over",
        "return_file",
        "send_back",
        "place",
    }
)
_ADMINISTER = frozenset({"configure", "publish", "accounts", "devices", "see_kiosk"})
#: A complaint about staff is seen by these alone; they and the clerks read complaints' texts.
_TRUSTED = frozenset({"see_confidential", "read_private"})

_LANES = frozenset({"lane_absent", "cover_lane", "lane_back"})
_CLERK = _SEE | _RECEIVE | _SERVE | _LANES
_STOP = frozenset({"stop_clock", "go_on"})
_WORKING_TIME = _STOP | {"set_days", "close_day_rule"}

#: Role → what it may do. A station is a staff PC: it may show the sign-in page for names and PINs, nothing else by itself.
TABLE: Mapping[str, frozenset[str]] = {
    "admin": _CLERK
    | _ADMINISTER
    | _WORKING_TIME
    | {"call_chosen", "see_figures", "confirm_clock", "void_register", "purge"},
    "head": _SEE
    | _TRUSTED
    | _WORKING_TIME
    | _LANES
    | {
        "call_chosen",
        "see_figures",
        "confirm_clock",
        "void_register",
        "purge",
    },
    "clerk": _CLERK | {"read_private"},
    "senior": _CLERK | _STOP | {"call_chosen", "read_private", "void_register"},
    "complaints": _CLERK | _TRUSTED | {"call_chosen"},
    "reception": _SEE | _RECEIVE,
    "auditor": _SEE | {"see_figures"},
    "kiosk": frozenset(
        {
            "see_kiosk",
            "issue",
            "change_service",
            "cancel",
            "re_enter_by_code",
            "ask_help",
            "report_slip",
            "device_state",
        }
    ),
    "board": frozenset({"see_board", "see_public", "device_state"}),
    "printer": frozenset({"see_printer", "report_slip", "device_state"}),
    "station": frozenset({"see_public", "sign_in_with_pin"}),
}
#: Roles a person can have, and kinds a device can have.
PEOPLE = ("admin", "head", "clerk", "senior", "complaints", "reception", "auditor")
DEVICES = ("kiosk", "board", "printer", "station")
#: Rights that `decide` itself asks for, by role: staff may issue what the kiosk does not offer.
_FINER: Mapping[str, frozenset[str]] = {
    role: frozenset({"issue_any"}) | ({"call_chosen", "see_confidential"} & TABLE[role])
    for role in ("admin", "head", "clerk", "senior", "complaints", "reception")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """
    Whoever stands behind a credential.

    Attributes:
        id: account or device id, as it appears in events.
        role: a key of `TABLE`.
        office: the one office it belongs to; None for an admin of all offices.
        lanes: lanes a clerk works in; None = all.
        expires: when the credential ends; None = until revoked.
    """

    id: str
    name: str
    role: str
    office: str | None
    lanes: frozenset[str] | None = None
    expires: datetime | None = None


def permit(principal: Principal | None, verb: str, *, office: str | None) -> Principal:
    """
    Let somebody through, or not.

    Args:
        office: the office the verb is said in; None for verbs of no office.

    Raises: Refusal `sign_in` (401) without a principal, `not_permitted` (403) for a wrong role or another office.
    """
    if principal is None:
        raise Refusal("sign_in", status=401)
    if verb not in TABLE[principal.role]:
        raise Refusal("not_permitted", status=403)
    if office is not None and principal.office not in (None, office):
        raise Refusal("not_permitted", status=403)
    return principal


def sees_confidential(principal: Principal) -> bool:
    """Whether somebody may see a complaint about staff."""
    return "see_confidential" in TABLE[principal.role]


def visible(office: Office, principal: Principal) -> Office:
    """The office as somebody may see it: without complaints about staff, but the one at their own counter."""
    if sees_confidential(principal):
        return office
    own = {seat.ticket for seat in office.seats.values() if seat.clerk == principal.id}
    hidden = frozenset(id_ for id_, ticket in office.tickets.items() if ticket.confidential and id_ not in own)
    return office.without(hidden) if hidden else office


def actor(principal: Principal) -> Actor:
    """The actor that goes into `decide`."""
    return Actor(id=principal.id, permissions=_FINER.get(principal.role, frozenset()), lanes=principal.lanes)
