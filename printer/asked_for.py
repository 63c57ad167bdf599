"""
From a frame of the feed `printer` to the slips it asks for. Pure.

What cannot be read is left out and said: one slip of a newer server must not keep the others from coming out.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from printer.slip import AnySlip
from printer.ticket_slip import pickup_for, receipt_for, returned_for, slip_for, zone_of
from server.protocol import Malformed, OfficePart, SlipPart, from_plain

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    One slip asked for.

    Attributes:
        job_id: of the job it becomes, the same each time it is read.
        seq: its place in the journal, >= 1.
        at: when it was asked for.
    """

    job_id: str
    seq: int
    ticket_id: str
    at: datetime
    slip: AnySlip


def asked_for(parts: Mapping[str, Any]) -> tuple[Asked, ...]:
    """Read the parts `office` and `slips`. Raises: Malformed, when the office cannot be read."""
    office = from_plain(OfficePart, parts.get("office"))
    zone = zone_of(office)
    found: list[Asked] = []
    for each in parts.get("slips", ()):
        try:
            part = from_plain(SlipPart, each)
            slip = _slip(part, office=office, zone=zone)
        except Malformed as error:
            log.error("a slip that was asked for cannot be read: %s", error)
            continue
        ticket_id = part.issued.ticket_id
        found.append(Asked(job_id=job_id(part), seq=part.seq, ticket_id=ticket_id, at=part.asked_at, slip=slip))
    return tuple(found)


def _slip(part: SlipPart, *, office: OfficePart, zone: ZoneInfo | None) -> AnySlip:
    match part.kind:
        case "returned":
            return returned_for(part, office=office, zone=zone)
        case "pickup":
            return pickup_for(part, office=office)
        case "receipt":
            return receipt_for(part, office=office, zone=zone)
        case "ticket":
            return slip_for(
                part.issued, service=part.service, office=office, zone=zone, language=part.language, copy=part.copy
            )


def job_id(part: SlipPart) -> str:
    """Name the job of a slip asked for. A journal put back from a backup uses a `seq` again, for something else."""
    told = f"{part.seq} {part.issued.ticket_id} {part.asked_at.isoformat()}"
    return f"{part.seq}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"
