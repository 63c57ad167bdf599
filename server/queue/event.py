"""
What has happened: the one numbered, append-only journal's entries, their text, and the chain of hashes through them.

An event says the whole result, so that `apply` looks up no rule and a changed rule never changes the past. It holds no free
text and nothing personal: reasons are codes, actors are account or device ids. Old versions pass `upcast` on reading.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

#: Type → version written by this program. An event of an unknown type, or of a newer version, refuses to start.
TYPES: Mapping[str, int] = {
    "office_configured": 1,
    "procedure_published": 1,
    "days_set": 1,
    "closing_rule_set": 1,
    "opening_changed": 1,
    "carried_over": 1,
    "clock_stopped": 1,
    "clock_went_on": 1,
    "clock_confirmed": 1,
    "day_rolled": 1,
    "counter_opened": 1,
    "counter_paused": 1,
    "counter_closed": 1,
    "help_asked": 1,
    "help_answered": 1,
    "slip_asked": 1,
    "slip_reported": 1,
    "issued": 1,
    "called": 1,
    "recalled": 1,
    "started": 1,
    "step_finished": 1,
    "became_ready": 1,
    "handed_over": 1,
    "finished": 1,
    "held": 1,
    "resumed": 1,
    "transferred": 1,
    "released": 1,
    "due_moved": 1,
    "lane_absent": 1,
    "lane_covered": 1,
    "lane_back": 1,
    "service_changed": 1,
    "no_show": 1,
    "reinstated": 1,
    "cancelled": 1,
    "voided": 1,
    "service_added": 1,
    "paper_entered": 1,
    "service_dropped": 1,
    "service_ended": 1,
    "files_changed": 1,
    "undone": 1,
    "not_collected": 1,
    "left_counter": 1,
    "register_voided": 1,
    "register_replaced": 1,
    "private_purged": 1,
    "returned": 1,
    "sent_back": 1,
    "re_entered": 1,
    "file_kept": 1,
    "placed": 1,
    "expired": 1,
    "complaint_recorded": 1,
    "complaint_classified": 1,
    "complaint_answered": 1,
    "complaint_risen": 1,
}

#: How a payload is written: made once, because making it costs as much as using it.
_TEXT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
#: Stored payloads are exactly one value, so nothing around it is looked for.
_DECODE = json.JSONDecoder().raw_decode

#: The hash before the first event of an office.
GENESIS = "0" * 64


class UnknownEvent(Exception):
    """The journal holds something this program does not understand; starting would lose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event that was decided but has no place in the journal yet."""

    type: str
    data: Mapping[str, Any]


class Event(NamedTuple):
    """
    One entry of an office's journal; a tuple, because a replay makes one of each line and a tuple is made in a fifth of the time.

    Attributes:
        seq: 1..n without a gap, per office.
        at: office time: the clock, or the last event's time if the clock stood behind it.
        actor: account, device or "system".
        request_id, request_hash: of the command that caused it; None where time itself was the cause.
        text: the payload exactly as stored; everything above is in it, columns are copies.
        hash: of the event before, the office, seq and text.
    """

    office: str
    seq: int
    type: str
    version: int
    at: datetime
    actor: str
    request_id: str | None
    request_hash: str | None
    data: Mapping[str, Any]
    text: str
    hash: str


def link(previous: str, *, office: str, seq: int, text: str) -> str:
    """SHA-256 of the chain at this event, hex."""
    return hashlib.sha256(f"{previous}\n{office}\n{seq}\n{text}".encode()).hexdigest()


@lru_cache(maxsize=1024)
def instant(at: datetime) -> str:
    """An instant as events write it: UTC, microseconds, `Z`. One event says the same few again and again."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def seal(
    draft: Draft,
    *,
    office: str,
    seq: int,
    previous: str,
    at: datetime,
    actor: str,
    request_id: str | None,
    request_hash: str | None,
) -> Event:
    """Give a draft its place in the journal."""
    version = TYPES[draft.type]
    text = _TEXT.encode(
        {
            "type": draft.type,
            "version": version,
            "at": instant(at),
            "actor": actor,
            "request_id": request_id,
            "request_hash": request_hash,
            "data": draft.data,
        }
    )
    return Event(
        office=office,
        seq=seq,
        type=draft.type,
        version=version,
        at=at,
        actor=actor,
        request_id=request_id,
        request_hash=request_hash,
        data=draft.data,
        text=text,
        hash=link(previous, office=office, seq=seq, text=text),
    )


def read(*, office: str, seq: int, text: str, hash_: str) -> Event:
    """Read a stored payload back. Raises: UnknownEvent."""
    value = upcast(_DECODE(text)[0])
    kind = value["type"]
    if TYPES.get(kind) != value["version"]:
        raise UnknownEvent(
            f"event {seq} of {office} is {kind} version {value['version']}; this program writes {TYPES.get(kind)}"
        )
    return Event(
        office=office,
        seq=seq,
        type=kind,
        version=value["version"],
        at=datetime.fromisoformat(value["at"]),
        actor=value["actor"],
        request_id=value["request_id"],
        request_hash=value["request_hash"],
        data=value["data"],
        text=text,
        hash=hash_,
    )


def upcast(value: dict[str, Any]) -> dict[str, Any]:
    """Bring a payload of an older version to today's, purely. Every type is still at version 1."""
    return value
