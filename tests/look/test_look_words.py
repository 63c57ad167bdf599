"""All programs write dates, clocks, durations and codes in the same way."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from server.look import words

FRIDAY = date(2026, 11, 20)


def test_dates_read_as_on_paper() -> None:
    assert words.long_date(FRIDAY, language="id") == "Jumat, 20 November 2026"
    assert words.long_date(FRIDAY, language="en") == "Friday, 20 November 2026"
    assert words.weekday_date(date(2026, 11, 23), language="id") == "Senin, 23 November"
    assert words.day_month_name(date(2026, 8, 17), language="id") == "17 Agustus"


def test_date_plates_are_short() -> None:
    assert words.day_short(date(2026, 11, 17), language="id") == "Sel"
    assert words.day_short(date(2026, 11, 17), language="en") == "Tue"
    assert words.day_month(date(2026, 11, 17)) == "17/11"
    assert words.day_month(date(2027, 1, 5)) == "5/01"


def test_every_day_and_month_has_a_name() -> None:
    for language in words.LANGUAGES:
        names = {words.weekday(FRIDAY + timedelta(days=n), language=language) for n in range(7)}
        assert len(names) == 7
        months = {words.day_month_name(date(2026, month, 1), language=language) for month in range(1, 13)}
        assert len(months) == 12


def test_the_clock_has_a_full_stop() -> None:
    assert words.clock(datetime(2026, 11, 20, 9, 4, tzinfo=timezone(timedelta(hours=7)))) == "09.04"


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Asia/Port_Moresby", "Port Moresby"),
    ],
)
def test_zones_have_their_indonesian_labels(zone: str, label: str) -> None:
    assert words.zone_label(zone) == label


@pytest.mark.parametrize(
    ("days", "minutes", "form", "indonesian", "english"),
    [
        (0, 35, "long", "35 menit", "35 minutes"),
        (0, 1, "long", "1 menit", "1 minute"),
        (0, 35, "short", "35 mnt", "35 min"),
        (1, 0, "long", "1 hari kerja", "1 working day"),
        (2, 0, "short", "2 hari kerja", "2 working days"),
        (1, 30, "long", "1 hari 30 mnt", "1 day 30 min"),
        (3, 5, "short", "3 hari 5 mnt", "3 days 5 min"),
        (0, 0, "long", "0 menit", "0 minutes"),
    ],
)
def test_durations_read_as_the_documents_give_them(
    days: int, minutes: int, form: str, indonesian: str, english: str
) -> None:
    chosen = {"form": form}
    assert words.duration_words(days=days, minutes=minutes, language="id", **chosen) == indonesian  # type: ignore[arg-type]
    assert words.duration_words(days=days, minutes=minutes, language="en", **chosen) == english  # type: ignore[arg-type]


def test_people_ranges_and_codes() -> None:
    assert words.people_words(3, language="id") == "3 orang"
    assert words.people_words(1, language="en") == "1 person"
    assert words.range_words(15, 25) == "15–25"
    assert words.range_words(5, 5) == "5"
    assert words.code_words("48217093") == "4821-7093"


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    assert words.translator(tmp_path, domain="any", language="en").gettext("Take a number") == "Take a number"


def test_indonesian_comes_from_the_catalogue(tmp_path: Path) -> None:
    folder = tmp_path / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="id", domain="any")
    catalogue.add("Take a number", "Ambil nomor")
    with (folder / "any.mo").open("wb") as file:
        write_mo(file, catalogue)
    assert words.translator(tmp_path, domain="any", language="id").gettext("Take a number") == "Ambil nomor"


def test_a_missing_catalogue_is_an_error_and_not_silently_english(tmp_path: Path) -> None:
    with pytest.raises(words.CatalogueMissingError, match="any"):
        words.translator(tmp_path, domain="any", language="id")
