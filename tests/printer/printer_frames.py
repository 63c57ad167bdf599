"""Frames of the feed `printer` as a server sends them, for tests that need no server."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from server.protocol import (
    GroupPart,
    Issued,
    KioskService,
    Language,
    OfficePart,
    Promise,
    RequirementPart,
    SlipPart,
    Words,
    plain,
)

NOW = datetime(2026, 11, 20, 2, 24, tzinfo=UTC)
OFFICE = OfficePart(
    id="contoh",
    name=Words(id="Kecamatan Contoh", en="Example District"),
    slogan=Words(id="", en=""),
    address="Jl. Contoh 1",
    zone="Asia/Jakarta",
    zone_label="WIB",
    practice=False,
    service_day=date(2026, 11, 20),
    groups=(GroupPart(id="g", name=Words(id="Surat keluarga", en="Family letters"), icon="people"),),
    priority_groups=(),
)


def service(*, promised: Promise | None = None, discreet: bool = False) -> KioskService:
    """A service with one thing to bring."""
    return KioskService(
        id="s-1",
        prefix=Words(id="Surat", en="Letter of"),
        name=Words(id="keterangan contoh", en="example"),
        title=Words(id="Surat Keterangan Contoh", en="Example letter"),
        choose_when=None,
        aliases=(),
        group="g",
        discreet=discreet,
        offer="issue",
        brought_by=None,
        promised=promised,
        collect_on=None,
        fee=None,
        requires=(RequirementPart(text=Words(id="KTP", en="ID card"), condition=Words(id="Bila ada", en="If any")),),
        requires_complete=False,
        steps=(),
    )


def part(
    seq: int,
    *,
    at: datetime = NOW,
    copy: bool = False,
    language: Language = "id",
    of: KioskService | None = None,
    ticket_id: str | None = None,
) -> SlipPart:
    """A slip asked for at place `seq` of the journal."""
    issued = Issued(
        ticket_id=ticket_id or f"ticket-{seq}",
        code=f"4821{seq:04d}",
        number=f"A-{seq:03d}",
        series="A",
        lane="loket",
        issued_at=NOW,
        service="s-1",
        service_day=date(2026, 11, 20),
        ahead=2,
    )
    return SlipPart(seq=seq, asked_at=at, copy=copy, language=language, issued=issued, service=of or service())


def parts(*slips: SlipPart, office: OfficePart = OFFICE) -> dict[str, Any]:
    """The parts of a frame, newest slip first as the server sends them."""
    newest_first = sorted(slips, key=lambda each: -each.seq)
    return {"office": plain(office), "slips": [plain(each) for each in newest_first]}
