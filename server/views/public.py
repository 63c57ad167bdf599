"""
What everybody may see: the parts of the views `board` and `kiosk`, made from an office. Pure.

No name, no service beside a called number; a discreet service shows its group only (DESIGN 9).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from server import protocol
from server.protocol import (
    PAPERS,
    BoardService,
    Call,
    GroupPart,
    Issued,
    KioskService,
    OfficePart,
    PaperKind,
    Promise,
    ReadyRow,
    RequirementPart,
    SlipPart,
    StepPart,
    Words,
)
from server.queue.absence import promised
from server.queue.missing import complete_words, missing_words
from server.queue.office import Office, SlipOrder, Version
from server.queue.policy import DEFAULT
from server.queue.promise import collect_day
from server.queue.route import days_from
from server.queue.sentences import rule
from server.queue.several import read
from server.queue.ticket import State, Ticket
from server.stats.summary import percentile
from server.views import absent, doors
from server.views.receipt import receipt
from sop import say
from sop.model import Duration, Fee, Procedure
from sop.model import Words as SopWords

#: Names of the priority groups of UU 25/2009 art. 29 that an office can switch on.
PRIORITY_NAMES = {
    "lansia": Words(id="lansia", en="elderly"),
    "disabilitas": Words(id="disabilitas", en="disability"),
    "hamil_menyusui": Words(id="hamil, menyusui", en="pregnant, nursing"),
    "membawa_balita": Words(id="membawa balita", en="with a toddler"),
}


def office_part(office: Office) -> OfficePart:
    """Who and where the office is, and which day it is there."""
    settings = office.settings
    assert settings is not None
    assert office.day is not None
    return OfficePart(
        id=settings.id,
        name=_words(settings.name),
        slogan=_words(settings.slogan),
        address=settings.address,
        zone=settings.zone,
        zone_label=settings.zone_label,
        practice=settings.practice,
        service_day=office.day,
        groups=tuple(GroupPart(id=each.id, name=_words(each.name), icon=each.icon) for each in settings.groups),
        priority_groups=settings.priority_groups,
    )


def calls(office: Office) -> tuple[Call, ...]:
    """Today's calls, newest first."""
    assert office.settings is not None
    plates = {counter.id: counter.plate for counter in office.settings.counters}
    return tuple(
        Call(seq=each.seq, number=each.number, plate=plates.get(each.counter, ""), at=each.at, again=each.again)
        for each in office.calls
    )


def board_services(office: Office) -> tuple[BoardService, ...]:
    """
    The board's table, in the order of the catalogue.

    Discreet services of one group share a row under the group's name; what the kiosk hides is hidden here too.
    """
    rows: list[BoardService] = []
    hidden: dict[str, list[Procedure]] = {}
    for version in _offered(office):
        procedure = version.procedure
        if procedure.kiosk == "hidden":
            continue
        if procedure.discreet:
            hidden.setdefault(procedure.group, []).append(procedure)
            continue
        name = Words(id=procedure.board_name, en=procedure.plain_name.en)
        rows.append(_board_row(office, [procedure], id_=procedure.id, name=name))
    assert office.settings is not None
    names = {group.id: group.name for group in office.settings.groups}
    for group, procedures in hidden.items():
        rows.append(_board_row(office, procedures, id_=f"group:{group}", name=_words(names[group])))
    return tuple(rows)


def _board_row(office: Office, procedures: list[Procedure], *, id_: str, name: Words) -> BoardService:
    only = procedures[0] if len(procedures) == 1 else None
    taken = office.taken.get(only.id, ()) if only is not None else ()
    middle = percentile(taken, percent=50) if taken else None
    judged = only.judged if only is not None else None
    by_days = judged is not None and judged.days > 0
    within = None
    if middle is not None and judged is not None:
        within = middle <= (judged.days if by_days else judged.minutes * 60)
    return BoardService(
        id=id_,
        name=name,
        waiting=sum(office.waiting_for.get(each.id, 0) for each in procedures),
        promised=_promise(only.promised) if only is not None else None,
        median_seconds=round(middle) if middle is not None and not by_days else None,
        median_days=round(middle) if middle is not None and by_days else None,
        within=within,
    )


def ready(office: Office) -> tuple[ReadyRow, ...]:
    """Files ready to be collected, the longest ready first."""
    found = [
        ticket
        for ticket in office.tickets.values()
        if ticket.state is State.READY and not ticket.confidential and not ticket.remote
    ]
    found.sort(key=lambda ticket: (ticket.ready_at or ticket.since, ticket.id))
    return tuple(ReadyRow(number=ticket.number, service_day=ticket.service_day) for ticket in found)


def notices(office: Office) -> tuple[Words, ...]:
    """Pages of the board's bottom line: what holds just now, who goes first, and what to do when a number was missed."""
    assert office.settings is not None
    return (
        *doors.notices(office),
        *absent.notices(office),
        rule(office.settings.policy or DEFAULT, groups=priority_names(office)),
        Words(id="Nomor Anda terlewat? Lapor ke petugas.", en="Missed your number? Tell a clerk."),
    )


def priority_names(office: Office) -> tuple[Words, ...]:
    """Names of the priority groups the office switched on."""
    assert office.settings is not None
    return tuple(PRIORITY_NAMES[each] for each in office.settings.priority_groups if each in PRIORITY_NAMES)


def kiosk_services(office: Office) -> tuple[KioskService, ...]:
    """Everything the kiosk offers or explains, in the order of the catalogue."""
    return tuple(_kiosk_service(office, version) for version in _offered(office) if version.procedure.kiosk != "hidden")


def _kiosk_service(office: Office, version: Version) -> KioskService:
    procedure = version.procedure
    return KioskService(
        id=procedure.id,
        prefix=_words(procedure.plain_prefix),
        name=_words(procedure.plain_name),
        title=_words(procedure.title),
        choose_when=_words(procedure.choose_when) if procedure.choose_when else None,
        aliases=procedure.aliases,
        group=procedure.group,
        discreet=procedure.discreet,
        offer="issue" if procedure.kiosk == "issue" else "elsewhere",
        brought_by=_words(procedure.brought_by) if procedure.brought_by else None,
        promised=_promise(procedure.promised),
        collect_on=collect_on(office, version),
        fee=fee_words(procedure.fee),
        requires=tuple(
            RequirementPart(text=_words(text), condition=_words(condition) if condition else None)
            for _, text, condition in procedure.bring()
        ),
        requires_complete=procedure.bring_complete,
        steps=tuple(
            StepPart(
                no=step.no,
                name=_words(step.short),
                applicant=step.applicant,
                promised=_promise(step.promised),
            )
            for step in procedure.steps
        ),
    )


def fee_words(fee: Fee | None) -> Words | None:
    """What a service costs, as the office says it; None while it has not said."""
    return _words(say.fee_words(fee)) if fee is not None else None


def slips(office: Office) -> tuple[SlipPart, ...]:
    """Slips asked of the office's printer today, newest first."""
    return tuple(_slip(office, order) for order in office.slips if order.ticket in office.tickets)


def _slip(office: Office, order: SlipOrder) -> SlipPart:
    ticket = office.tickets[order.ticket]
    received_on = office.calendar.service_day(ticket.issued_at)
    # A number of a later day is printed with the time it was given, not with that of the first one.
    issued_at = ticket.issued_at if ticket.service_day == received_on else order.at
    returned = order.kind == "returned"
    return SlipPart(
        seq=order.seq,
        asked_at=order.at,
        copy=order.copy,
        language="en" if ticket.language == "en" else "id",
        issued=Issued(
            ticket_id=ticket.id,
            code=ticket.code,
            number=ticket.number,
            series=ticket.series,
            lane=ticket.lane,
            issued_at=issued_at,
            service=ticket.service,
            service_day=ticket.service_day,
            ahead=order.ahead,
            collect_on=collect_day(office, ticket) if order.kind == "pickup" else ticket.due,
        ),
        service=replace(_kiosk_service(office, office.version(ticket)), name=_slip_name(office, ticket)),
        kind=_kind(order.kind),
        missing=tuple(_words(each) for each in missing_words(office, ticket)) if returned else (),
        complete=tuple(_words(each) for each in complete_words(office, ticket)) if returned else (),
        until=ticket.expires if returned else None,
        received_on=received_on,
        receipt=receipt(office, ticket) if order.kind == "receipt" else None,
    )


def _kind(kind: str) -> PaperKind:
    """A kind of paper as the printer knows it; one of another time is printed as the number."""
    return next((each for each in PAPERS if each == kind), "ticket")


def _slip_name(office: Office, ticket: Ticket) -> Words:
    """A service's name as its slip says it: with how many files, and which services follow under the same number."""
    name = _words(office.version(ticket).procedure.plain_name)
    if ticket.files > 1:
        name = Words(id=f"{name.id} ({ticket.files} berkas)", en=f"{name.en} ({ticket.files} files)")
    left = [office.versions[read(each)[:2]].procedure.plain_name for each in ticket.services_left]
    if left:
        name = Words(
            id=f"{name.id}, lalu {', '.join(each.id for each in left)}",
            en=f"{name.en}, then {', '.join(each.en for each in left)}",
        )
    return name


def collect_on(office: Office, version: Version) -> date | None:
    """The working day on which a service taken today is due; None for one of minutes whose lanes are all there."""
    lanes = (stop.lane for stop in version.stops)
    due: date | None = promised(office, lanes=lanes, days=days_from(version.stops, step=0))["due"]
    return due


def ahead(office: Office) -> dict[str, int]:
    """Service → how many wait in its first lane now."""
    return {
        version.procedure.id: office.waiting.get(version.stops[0].lane, 0)
        for version in _offered(office)
        if version.procedure.kiosk != "hidden"
    }


def _offered(office: Office) -> list[Version]:
    return [office.versions[id_, version] for id_, version in office.current.items()]


def _words(words: SopWords) -> Words:
    return Words(id=words.id, en=words.en)


def _promise(time: Duration | None) -> protocol.Promise | None:
    return Promise(days=time.days, minutes=time.minutes) if time is not None else None
