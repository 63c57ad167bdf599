"""The two tables open right in a spreadsheet set to Indonesian, and hold every time."""

from __future__ import annotations

import csv
import io

from server.stats.tables import STEP_COLUMNS, TICKET_COLUMNS, Place, as_csv, decimal, step_table, ticket_table
from tests.builders import Bench
from tests.stats.made_rows import DAY, rows_of


def read(content: bytes) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_morning_as_two_tables() -> None:
    bench = Bench()
    bench.open("4", "depan", "kerja")
    ticket = bench.issue("surat")
    bench.passes(minutes=2, seconds=30)
    bench.call("4")
    bench.say("start", ticket)
    bench.passes(minutes=4)
    bench.say("finish", ticket, counter="4", then="hand_over")
    place = Place(versions=bench.office.versions, calendar=bench.office.calendar, zone_label="WIB")
    rows = rows_of(bench)
    (one,) = read(as_csv(TICKET_COLUMNS, ticket_table(rows, first=DAY, last=DAY, place=place)))
    assert one["nomor"] == "A-001"
    assert (one["diambil"], one["berakhir"], one["zona"]) == ("2026-11-20 09:00:00", "2026-11-20 09:06:30", "WIB")
    assert (one["menunggu_menit"], one["nyata_menit"], one["dinilai"], one["satuan"]) == ("2,5", "4", "4", "menit")
    assert one["dicatat_menyusul"] == "ya"
    steps = read(as_csv(STEP_COLUMNS, step_table(rows, place=place)))
    assert [(row["langkah"], row["keadaan"], row["nyata_menit"]) for row in steps] == [
        ("1", "waiting", ""),
        ("1", "called", ""),
        ("1", "serving", "4"),
        ("2", "serving", ""),
        ("3", "serving", ""),
    ]
    assert steps[0]["mulai"] == "2026-11-20 09:00:00" and steps[0]["lama_menit"] == "2,5"
    assert steps[2]["target"] == "PT5M"


def test_each_service_done_under_one_number_has_a_line_with_its_files() -> None:
    bench = Bench()
    bench.open("1")
    several = bench.issue("satu", also=("izin",), files=3)
    single = bench.issue("satu")
    bench.call("1")
    bench.say("start", several)
    for minutes in (6, 2):
        bench.passes(minutes=minutes)
        bench.say("finish", several)
    bench.say("cancel", single, reason="pulang")
    place = Place(versions=bench.office.versions, calendar=bench.office.calendar, zone_label="WIB")
    table = read(as_csv(TICKET_COLUMNS, ticket_table(rows_of(bench), first=DAY, last=DAY, place=place)))
    wanted = ("nomor", "layanan", "layanan_ke", "berkas", "nyata_menit", "hasil", "keadaan")
    assert [tuple(row[name] for name in wanted) for row in table] == [
        ("A-001", "satu", "1", "3", "6", "selesai", "finished"),
        ("A-001", "izin", "2", "1", "2", "selesai", "finished"),
        ("A-002", "satu", "1", "1", "0", "", "cancelled"),
    ]
    # Lines with a time of issue are tickets: what is theirs is counted once.
    assert [row["nomor"] for row in table if row["diambil"]] == ["A-001", "A-002"]
    assert table[0]["menunggu_menit"] == ""
    assert all(len(row) == len(TICKET_COLUMNS) and None not in row.values() for row in table)


def test_a_paper_number_says_so_and_nothing_of_a_wait() -> None:
    bench = Bench()
    bench.say("enter_paper", service="satu", running=4, arrived="08:00", finished="08:20")
    bench.issue("satu")
    place = Place(versions=bench.office.versions, calendar=bench.office.calendar, zone_label="WIB")
    table = read(as_csv(TICKET_COLUMNS, ticket_table(rows_of(bench), first=DAY, last=DAY, place=place)))
    wanted = ("nomor", "dari_kertas", "menunggu_menit", "dicatat_menyusul")
    assert [tuple(row[name] for name in wanted) for row in table] == [
        ("Z-004", "ya", "", "ya"),
        ("A-001", "tidak", "0", "tidak"),
    ]


def test_no_column_names_a_person_or_a_code() -> None:
    assert not {"petugas", "akun", "kode", "nik", "nama"} & {*TICKET_COLUMNS, *STEP_COLUMNS}


def test_a_figure_has_a_decimal_comma_and_nothing_behind_it_that_says_nothing() -> None:
    assert [decimal(value) for value in (None, 0, 4.0, 4.5, 1 / 3, 100)] == ["", "0", "4", "4,5", "0,33", "100"]
