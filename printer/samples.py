"""
Sample slips for `python -m printer render` and for looking at: the office, number and code are invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

from printer.slip import PickupSlip, Slip
from server.look.words import Language, duration_words

_ZONE: Final = timezone(timedelta(hours=7))


def sample_slip(*, language: Language) -> Slip:
    """Give the slip of looks/slip.png, as far as this version prints it."""
    return Slip(
        office="Kecamatan Contoh",
        address="Jl. Contoh No. 1",
        zone="WIB",
        issued=datetime(2026, 11, 20, 9, 24, tzinfo=_ZONE),
        number="A-023",
        service="Surat Pengantar Nikah",
        people_ahead=3,
        promised=duration_words(minutes=35, language=language),
        requirements=("Surat Kepala KUA kepada Camat",),
        code="48217093",
        language=language,
        practice=True,
    )


def sample_pickup(*, language: Language) -> PickupSlip:
    """Give a pick-up slip like looks/slip-pickup.png."""
    return PickupSlip(
        office="Kecamatan Contoh",
        address="Jl. Contoh No. 1",
        zone="WIB",
        working_days=2,
        collect_on=date(2026, 11, 24),
        hours="08.00–15.00",
        service="Surat Keterangan Usaha",
        received_on=date(2026, 11, 20),
        number="S-006",
        code="48217093",
        language=language,
        practice=True,
    )
