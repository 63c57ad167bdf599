"""What stands on the receipt of a complaint: how it came, who deals with it and in what time, who has it now. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from server.protocol import LevelPart, Promise, ReceiptPart, Words
from server.queue.office import Office, Version
from server.queue.ticket import Ticket

#: How a complaint reached the office, as the receipt says it. The pages say the same.
CHANNEL_WORDS: Mapping[str, Words] = {
    "langsung": Words(id="langsung", en="told here"),
    "telepon": Words(id="telepon atau faks", en="telephone or fax"),
    "email": Words(id="e-mail", en="e-mail"),
    "kotak": Words(id="kotak pengaduan", en="complaints box"),
    "facebook": Words(id="Facebook", en="Facebook"),
    "instagram": Words(id="Instagram", en="Instagram"),
    "web": Words(id="situs web", en="web page"),
    "sms_wa": Words(id="SMS, WhatsApp", en="SMS, WhatsApp"),
    "surat": Words(id="surat", en="letter"),
    "lapor": Words(id="SP4N-LAPOR!", en="SP4N-LAPOR!"),
}


def receipt(office: Office, ticket: Ticket) -> ReceiptPart | None:
    """The receipt's own words for a complaint that was taken down; None for one that was not."""
    if ticket.channel is None:
        return None
    version = office.version(ticket)
    counts = ticket.level_due is not None
    return ReceiptPart(
        channel=CHANNEL_WORDS[ticket.channel],
        received_at=ticket.issued_at,
        levels=levels(office, version),
        rises=any("naik" in step.outcomes for step in version.procedure.steps),
        now_at=_lane(office, version.stops[ticket.step].lane) if counts else None,
        until=ticket.level_due,
    )


def levels(office: Office, version: Version) -> tuple[LevelPart, ...]:
    """Who deals with a complaint, lowest first: every row of its way but the one at which the answer is told."""
    steps = version.procedure.steps
    found = []
    for stop in version.stops:
        promised = steps[stop.row].promised if stop.row is not None else None
        time = Promise(days=promised.days, minutes=promised.minutes) if promised is not None else None
        if not stop.hands_over:
            found.append(LevelPart(name=_lane(office, stop.lane), promised=time))
    return tuple(found)


def _lane(office: Office, lane: str) -> Words:
    assert office.settings is not None
    name = office.settings.lane(lane).name
    return Words(id=name.id, en=name.en)
