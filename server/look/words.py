"""
What every program says in the same way: catalogues, dates, clocks, durations and codes, in Indonesian and English.

Pure apart from reading a catalogue. Holds no sentence of a screen: those are in each program's own catalogue.
"""

from __future__ import annotations

import gettext
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, Literal

Language = Literal["id", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")

_WEEKDAYS: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
#: Indonesia's three zones by IANA name; elsewhere the zone's own abbreviation is used.
_ZONES: Final = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


class CatalogueMissingError(LookupError):
    """A program's words in a language are not where they should be."""

    code = "catalogue_missing"

    def __init__(self, locale_dir: Path, domain: str, language: str) -> None:
        super().__init__(f"no words for {domain!r} in {language!r}: {locale_dir} lacks its compiled catalogue (.mo)")


def translator(locale_dir: Path, *, domain: str, language: Language) -> gettext.NullTranslations:
    """
    Load one program's catalogue.

    Args:
        locale_dir: the program's `locale` folder (with `id/LC_MESSAGES/<domain>.mo` in it).
        domain: the program's gettext domain, its room's name.
        language: `en` needs no catalogue, since the msgids are the English sentences.

    Returns: an object with `gettext` and `ngettext`.

    Raises: CatalogueMissingError, rather than starting silently in English.
    """
    if language == "en":
        return gettext.NullTranslations()
    try:
        return gettext.translation(domain, localedir=str(locale_dir), languages=[language])
    except FileNotFoundError:
        raise CatalogueMissingError(locale_dir, domain, language) from None


def clock(local: datetime | time) -> str:
    """Write a local time as wall, paper and board show it, in both languages: `09.24`."""
    return f"{local.hour:02d}.{local.minute:02d}"


def zone_label(zone: str) -> str:
    """Give the label printed after a time: `WIB`, `WITA`, `WIT` in Indonesia, else the last part of the zone's name."""
    return _ZONES.get(zone) or zone.rpartition("/")[2].replace("_", " ")


def long_date(day: date, *, language: Language) -> str:
    """Write a date in full: `Jumat, 20 November 2026`, `Friday, 20 November 2026`."""
    return f"{weekday_date(day, language=language)} {day.year}"


def weekday_date(day: date, *, language: Language) -> str:
    """Write a date near enough to need no year: `Senin, 23 November`."""
    return f"{weekday(day, language=language)}, {day_month_name(day, language=language)}"


def weekday(day: date, *, language: Language) -> str:
    """Name the day of the week: `Senin`."""
    return _WEEKDAYS[language][day.weekday()]


def day_month_name(day: date, *, language: Language) -> str:
    """Write day and month in words: `20 November`."""
    return f"{day.day} {_MONTHS[language][day.month - 1]}"


def day_short(day: date, *, language: Language) -> str:
    """Name the day of the week in three letters, for a date plate: `Sel`, `Tue`."""
    return weekday(day, language=language)[:3]


def day_month(day: date) -> str:
    """Write day and month in figures, for a date plate: `17/11`."""
    return f"{day.day}/{day.month:02d}"


def duration_words(
    *, days: int = 0, minutes: int = 0, language: Language, form: Literal["long", "short"] = "long"
) -> str:
    """
    Write a promised time the way the documents give it: days and minutes, never converted into each other.

    Args:
        days: working days, >= 0.
        minutes: >= 0.
        form: `long` for sentences and the slip (`35 menit`), `short` for tables and tiles (`35 mnt`). Days alone read
            *hari kerja* in both; a mixture is always short (`1 hari 30 mnt`).

    Returns: for nothing at all `0 menit`, which is a figure for staff: citizens never read a zero (LOOKS 5).
    """
    if days and minutes:
        return f"{_days(days, language)} {_minutes_short(minutes, language)}"
    if days:
        return working_days(days, language=language)
    return _minutes_short(minutes, language) if form == "short" else _minutes_long(minutes, language)


def working_days(days: int, *, language: Language) -> str:
    """Write a count of working days, >= 1: `1 hari kerja`, `2 working days`."""
    if language == "id":
        return f"{days} hari kerja"
    return f"{days} working {'day' if days == 1 else 'days'}"


def people_words(count: int, *, language: Language) -> str:
    """Count people, >= 1: `3 orang`, `1 person`."""
    if language == "id":
        return f"{count} orang"
    return f"{count} {'person' if count == 1 else 'people'}"


def range_words(low: int, high: int) -> str:
    """Write a range with an en dash, or one figure where both ends are equal: `15–25`."""
    return str(low) if low == high else f"{low}–{high}"


def code_words(code: str) -> str:
    """Write a ticket's eight digits so that they can be read out and typed: `48217093` -> `4821-7093`."""
    return f"{code[:4]}-{code[4:]}" if len(code) == 8 else code


def _days(days: int, language: Language) -> str:
    if language == "id":
        return f"{days} hari"
    return f"{days} {'day' if days == 1 else 'days'}"


def _minutes_long(minutes: int, language: Language) -> str:
    if language == "id":
        return f"{minutes} menit"
    return f"{minutes} {'minute' if minutes == 1 else 'minutes'}"


def _minutes_short(minutes: int, language: Language) -> str:
    return f"{minutes} mnt" if language == "id" else f"{minutes} min"
