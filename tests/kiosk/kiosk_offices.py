"""The four offices of the catalogue as the kiosk's view gets them: the real names, aliases, papers and steps."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime

from server.protocol import (
    GroupPart,
    Issued,
    KioskService,
    KioskView,
    OfficePart,
    Promise,
    RequirementPart,
    StepPart,
    Words,
)
from sop.load import load_catalogue
from sop.model import Duration, Procedure

FRIDAY = date(2026, 11, 20)
MORNING = datetime(2026, 11, 20, 2, 24, tzinfo=UTC)
OFFICES = ("kecamatan-metro-selatan", "kecamatan-001", "kelurahan-rejomulyo", "dukcapil-metro")


@functools.cache
def office_view(office: str, *, practice: bool = False) -> KioskView:
    """The view of one office; how many wait follows from the service's place, so that every kind of tile is there."""
    catalogue = load_catalogue()
    found = next(each for each in catalogue.offices if each.id == office)
    procedures = [each for each in catalogue.procedures if each.office == office and each.kiosk != "hidden"]
    return KioskView(
        office=OfficePart(
            id=found.id,
            name=_words(found.name),
            slogan=_words(found.slogan),
            address=found.address,
            zone=found.zone,
            zone_label=found.zone_label,
            practice=practice,
            service_day=FRIDAY,
            groups=tuple(GroupPart(id=each.id, name=_words(each.name), icon=each.icon) for each in found.groups),
            priority_groups=tuple(found.priority_groups),
        ),
        services=tuple(_service(each) for each in procedures),
        ahead={each.id: (3, 0, 12, 1)[place % 4] for place, each in enumerate(procedures)},
    )


def issued(
    *,
    request_id: str = "request-1",
    service: str = "000-01",
    number: str = "A-023",
    code: str = "48217093",
    ahead: int = 3,
    collect_on: date | None = None,
) -> Issued:
    """An answer of the server."""
    return Issued(
        ticket_id=request_id,
        code=code,
        number=number,
        series=number.split("-")[0],
        lane="staf",
        issued_at=MORNING,
        service=service,
        service_day=FRIDAY,
        ahead=ahead,
        collect_on=collect_on,
    )


def _words(words: object) -> Words:
    return Words(id=str(getattr(words, "id")), en=str(getattr(words, "en")))  # noqa: B009


def _promise(duration: Duration | None) -> Promise | None:
    return Promise(days=duration.days, minutes=duration.minutes) if duration is not None else None


def _service(procedure: Procedure) -> KioskService:
    promised = procedure.promised
    return KioskService(
        id=procedure.id,
        prefix=_words(procedure.plain_prefix),
        name=_words(procedure.plain_name),
        title=_words(procedure.title),
        choose_when=_words(procedure.choose_when) if procedure.choose_when is not None else None,
        aliases=procedure.aliases,
        group=procedure.group,
        discreet=procedure.discreet,
        offer="elsewhere" if procedure.kiosk == "elsewhere" else "issue",
        brought_by=_words(procedure.brought_by) if procedure.brought_by is not None else None,
        promised=_promise(promised),
        collect_on=date(2026, 11, 22 + promised.days) if promised is not None and promised.days else None,
        fee=None,
        requires=tuple(
            RequirementPart(text=_words(each.text), condition=_words(each.condition) if each.condition else None)
            for each in procedure.requires
        ),
        requires_complete=procedure.requires_complete,
        steps=tuple(
            StepPart(
                no=each.no,
                name=_words(each.short),
                applicant=each.applicant,
                promised=_promise(sum(each.target, Duration()) if each.target else None),
            )
            for each in procedure.walked
        ),
    )
