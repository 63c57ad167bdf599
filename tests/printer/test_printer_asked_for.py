"""What stands on a slip staff asked for is what the kiosk's slip of the same ticket would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from printer.asked_for import asked_for
from printer.slip import PickupSlip, ReceiptSlip, ReturnedSlip, Slip
from server.protocol import LevelPart, Malformed, Promise, ReceiptPart, Words
from tests.printer.printer_frames import NOW, OFFICE, part, parts, service


def slip_of(*, office: object = OFFICE, **wanted: object) -> Slip:
    [asked] = asked_for(parts(part(7, **wanted), office=office))  # type: ignore[arg-type]
    assert isinstance(asked.slip, Slip)
    return asked.slip


def test_a_slip_has_the_number_the_code_and_the_local_time() -> None:
    slip = slip_of(of=service(promised=Promise(days=1, minutes=30)))
    assert (slip.number, slip.code, slip.people_ahead) == ("A-007", "48210007", 2)
    assert slip.issued == NOW.astimezone(ZoneInfo("Asia/Jakarta")) and slip.issued.hour == 9
    assert (slip.service, slip.promised, slip.working_days) == ("Surat keterangan contoh", "1 hari 30 mnt", 1)
    assert (slip.requirements, slip.fee) == (("Bila ada: KTP",), None)
    assert (slip.copy, slip.practice, slip.machine_return) == (False, False, False)


def test_a_slip_speaks_the_visitors_language() -> None:
    slip = slip_of(language="en")
    assert (slip.language, slip.office, slip.service) == ("en", "Example District", "Letter of example")


def test_a_discreet_service_is_printed_under_its_groups_name() -> None:
    slip = slip_of(of=service(discreet=True))
    assert (slip.service, slip.discreet) == ("Surat keluarga", True)


def test_a_repeat_and_a_practice_office_bear_their_bars() -> None:
    slip = slip_of(copy=True, office=replace(OFFICE, practice=True))
    assert (slip.copy, slip.practice) == (True, True)


@pytest.mark.parametrize("promised", [None, Promise(days=0, minutes=0)])
def test_no_time_is_promised_where_none_is_written(promised: Promise | None) -> None:
    assert slip_of(of=service(promised=promised)).promised is None


def test_no_time_is_printed_where_the_zone_is_not_known(caplog: pytest.LogCaptureFixture) -> None:
    assert slip_of(office=replace(OFFICE, zone="Mars/Olympus")).issued is None
    assert "Mars/Olympus" in caplog.text


def test_the_list_of_a_returned_file_says_what_is_missing_until_when_and_what_is_fine() -> None:
    asked = replace(
        part(7, copy=True),
        kind="returned",
        missing=(Words(id="Surat KUA", en="KUA letter"),),
        complete=(Words(id="KTP", en="ID card"),),
        until=date(2026, 11, 27),
    )
    [found] = asked_for(parts(asked))
    assert isinstance(found.slip, ReturnedSlip)
    assert (found.slip.missing, found.slip.complete, found.slip.until) == (
        ("Surat KUA",),
        ("KTP",),
        date(2026, 11, 27),
    )
    assert (found.slip.number, found.slip.code, found.slip.copy) == ("A-007", "48210007", True)


def test_a_pickup_slip_leads_with_the_day() -> None:
    plain_part = part(7, of=service(promised=Promise(days=2, minutes=30)), language="en")
    issued = replace(plain_part.issued, collect_on=date(2026, 11, 24))
    asked = replace(plain_part, kind="pickup", issued=issued, received_on=date(2026, 11, 20))
    [found] = asked_for(parts(asked))
    assert isinstance(found.slip, PickupSlip)
    assert (found.slip.collect_on, found.slip.working_days) == (date(2026, 11, 24), 2)
    assert (found.slip.received_on, found.slip.service) == (date(2026, 11, 20), "Letter of example")


def test_a_receipt_says_how_a_complaint_came_when_and_who_deals_with_it_how_long() -> None:
    levels = tuple(
        LevelPart(name=Words(id=name, en=f"{name} (en)"), promised=promised)
        for name, promised in (
            ("Petugas", Promise(days=1, minutes=0)),
            ("Kasi", Promise(days=0, minutes=18)),
            ("Camat", Promise(days=0, minutes=0)),
            ("Kepala", None),
        )
    )
    receipt = ReceiptPart(
        channel=Words(id="surat", en="letter"),
        received_at=NOW,
        levels=levels,
        rises=True,
        now_at=levels[0].name,
        until=date(2026, 11, 23),
    )
    asked = replace(part(7, copy=True), kind="receipt", receipt=receipt)
    [found] = asked_for(parts(asked))
    slip = found.slip
    assert isinstance(slip, ReceiptSlip)
    assert slip.received == NOW.astimezone(ZoneInfo("Asia/Jakarta"))
    assert slip.levels == (("Petugas", "1 hari kerja"), ("Kasi", "18 menit"), ("Camat", ""), ("Kepala", ""))
    assert (slip.channel, slip.now_at, slip.until, slip.rises) == ("surat", "Petugas", date(2026, 11, 23), True)
    assert (slip.number, slip.code, slip.copy) == ("A-007", "48210007", True)


def test_a_receipt_of_nothing_is_left_out_and_keeps_no_other(caplog: pytest.LogCaptureFixture) -> None:
    found = asked_for(parts(part(1), replace(part(2), kind="receipt")))
    assert [asked.seq for asked in found] == [1]
    assert "receipt" in caplog.text


def test_one_slip_that_cannot_be_read_does_not_keep_the_others(caplog: pytest.LogCaptureFixture) -> None:
    frame = parts(part(1), part(2), part(3))
    frame["slips"][1]["colour"] = "red"
    assert [each.seq for each in asked_for(frame)] == [3, 1]
    assert "colour" in caplog.text


def test_an_office_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Malformed):
        asked_for({"slips": []})


def test_a_job_has_the_same_name_each_time_and_another_one_for_anything_else() -> None:
    names = {
        asked_for(parts(each))[0].job_id
        for each in (
            part(7),
            part(7),
            part(8, ticket_id="ticket-7"),
            part(7, ticket_id="x" * 64),
            part(7, at=NOW + timedelta(seconds=1)),
        )
    }
    assert len(names) == 4
    assert all(len(name) <= 56 for name in names)
