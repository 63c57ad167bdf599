"""
From the number and its service to the slip that is printed for it.

Says what stands on the slip; how it looks is `printer.slip`'s business.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from printer.slip import Slip
from server.look.words import duration_words
from server.protocol import Issued, KioskService, KioskView, Language, Words


def slip_for(
    issued: Issued, *, service: KioskService, view: KioskView, zone: ZoneInfo | None, language: Language
) -> Slip:
    """
    The slip of a number.

    Args:
        zone: the office's; None when it cannot be read: then no time is printed.
        language: the visitor's.
    """

    def said(words: Words) -> str:
        return words.id if language == "id" else words.en

    promised = service.promised if service.promised is not None and _something(service) else None
    group = next((each for each in view.office.groups if each.id == service.group), None)
    name = f"{said(service.prefix)} {said(service.name)}".strip()
    if service.discreet:
        name = said(group.name) if group is not None else said(view.office.name)
    return Slip(
        office=said(view.office.name),
        address=view.office.address,
        zone=view.office.zone_label,
        issued=issued.issued_at.astimezone(zone) if zone is not None else None,
        number=issued.number,
        service=name,
        people_ahead=issued.ahead,
        promised=duration_words(days=promised.days, minutes=promised.minutes, language=language) if promised else None,
        working_days=promised.days if promised is not None and promised.days else None,
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
        practice=view.office.practice,
    )


def _something(service: KioskService) -> bool:
    return service.promised is not None and bool(service.promised.days or service.promised.minutes)
