"""
From a number and its service to what stands on its slip.

Says what is printed; how it looks is `slip`. For whichever program prints slips.
"""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from printer.slip import PickupSlip, ReceiptSlip, ReturnedSlip, Slip
from server.look.words import Language, duration_words, working_days
from server.protocol import Issued, KioskService, Malformed, OfficePart, Promise, SlipPart, Words

log = logging.getLogger(__name__)


def zone_of(office: OfficePart) -> ZoneInfo | None:
    """Find the office's time zone; None, with a line in the log, where this machine does not know it."""
    try:
        return ZoneInfo(office.zone)
    except (KeyError, ValueError, OSError):
        log.error("the office's zone %r is not known here: no time is shown or printed", office.zone)
        return None


def slip_for(
    issued: Issued,
    *,
    service: KioskService,
    office: OfficePart,
    zone: ZoneInfo | None,
    language: Language,
    copy: bool,
) -> Slip:
    """
    The slip of a number.

    Args:
        zone: the office's; None when it is not known here: then no time is printed.
        language: the visitor's.
        copy: a repeat: bears SALINAN.

    Returns: a discreet service under its group's name; no time promised where the SOP states none, or only zeros.
    """

    def said(words: Words) -> str:
        return words.id if language == "id" else words.en

    name = shown_name(service, office=office, language=language)
    time = service.promised
    promised = duration_words(days=time.days, minutes=time.minutes, language=language) if time is not None else None
    if time is None or not (time.days or time.minutes):
        promised = None
    return Slip(
        office=said(office.name),
        address=office.address,
        zone=office.zone_label,
        issued=issued.issued_at.astimezone(zone) if zone is not None else None,
        number=issued.number,
        service=name,
        people_ahead=issued.ahead,
        promised=promised,
        working_days=time.days if promised is not None and time is not None and time.days else None,
        collect_on=issued.collect_on,
        requirements=tuple(
            f"{said(each.condition)}: {said(each.text)}" if each.condition is not None else said(each.text)
            for each in service.requires
        ),
        requirements_complete=service.requires_complete,
        fee=said(service.fee) if service.fee is not None else None,
        code=issued.code,
        language=language,
        discreet=service.discreet,
        machine_return=False,
        copy=copy,
        practice=office.practice,
    )


def shown_name(service: KioskService, *, office: OfficePart, language: Language) -> str:
    """A service's plain name; a discreet one's is that of its group."""
    if service.discreet:
        group = next((each.name for each in office.groups if each.id == service.group), office.name)
        return group.id if language == "id" else group.en
    prefix, name = service.prefix, service.name
    return (f"{prefix.id} {name.id}" if language == "id" else f"{prefix.en} {name.en}").strip()


def pickup_for(part: SlipPart, *, office: OfficePart) -> PickupSlip:
    """The pick-up slip of a ticket whose file works on; days are named where the whole promise is one of days."""
    language = part.language
    promised = part.service.promised
    return PickupSlip(
        office=office.name.id if language == "id" else office.name.en,
        address=office.address,
        zone=office.zone_label,
        working_days=promised.days if promised is not None and promised.days and part.issued.collect_on else None,
        collect_on=part.issued.collect_on,
        service=shown_name(part.service, office=office, language=language),
        received_on=part.received_on,
        number=part.issued.number,
        code=part.issued.code,
        language=language,
        machine_return=False,
        copy=part.copy,
        practice=office.practice,
    )


def returned_for(part: SlipPart, *, office: OfficePart, zone: ZoneInfo | None) -> ReturnedSlip:
    """The list of a file that was given back."""
    language = part.language

    def said(words: tuple[Words, ...]) -> tuple[str, ...]:
        return tuple(each.id if language == "id" else each.en for each in words)

    return ReturnedSlip(
        office=office.name.id if language == "id" else office.name.en,
        address=office.address,
        zone=office.zone_label,
        printed=part.asked_at.astimezone(zone) if zone is not None else None,
        number=part.issued.number,
        service=shown_name(part.service, office=office, language=language),
        missing=said(part.missing),
        complete=said(part.complete),
        until=part.until,
        code=part.issued.code,
        language=language,
        machine_return=False,
        copy=part.copy,
        practice=office.practice,
    )


def receipt_for(part: SlipPart, *, office: OfficePart, zone: ZoneInfo | None) -> ReceiptSlip:
    """The receipt of a complaint. Raises: Malformed, when the order says nothing of one."""
    receipt, language = part.receipt, part.language
    if receipt is None:
        raise Malformed("receipt: what is to stand on it")

    def said(words: Words) -> str:
        return words.id if language == "id" else words.en

    def time(promised: Promise | None) -> str:
        if promised is None or not (promised.days or promised.minutes):
            return ""
        if promised.days and not promised.minutes:
            return working_days(promised.days, language=language)
        return duration_words(days=promised.days, minutes=promised.minutes, language=language)

    return ReceiptSlip(
        office=said(office.name),
        address=office.address,
        zone=office.zone_label,
        received=receipt.received_at.astimezone(zone) if zone is not None else None,
        number=part.issued.number,
        service=shown_name(part.service, office=office, language=language),
        channel=said(receipt.channel),
        levels=tuple((said(each.name), time(each.promised)) for each in receipt.levels),
        rises=receipt.rises,
        now_at=said(receipt.now_at) if receipt.now_at is not None else None,
        until=receipt.until,
        code=part.issued.code,
        language=language,
        copy=part.copy,
        practice=office.practice,
    )
