"""
Values of a procedure in words, Indonesian and English: times, fees, who is where. One wording for sheets, pages and differences.

Chooses no value and knows no procedure.
"""

from __future__ import annotations

from collections.abc import Iterable

from sop.model import Duration, Fee, Step, Words

NOTHING = Words(id="belum diisi", en="not filled in")


def time_words(time: Duration | None) -> Words:
    """A time as people say it: `1 hari 30 menit`."""
    if time is None:
        return Words(id="tidak tertulis", en="not written")
    indonesian, english = [], []
    if time.days:
        indonesian.append(f"{time.days} hari")
        english.append(f"{time.days} {'day' if time.days == 1 else 'days'}")
    if time.minutes or not time.days:
        indonesian.append(f"{time.minutes} menit")
        english.append(f"{time.minutes} {'minute' if time.minutes == 1 else 'minutes'}")
    return Words(id=" ".join(indonesian), en=" ".join(english))


def times_words(times: Iterable[Duration]) -> Words:
    """Several times of one cell, in their order."""
    said = [time_words(each) for each in times]
    if not said:
        return time_words(None)
    return Words(id=", ".join(each.id for each in said), en=", ".join(each.en for each in said))


def fee_words(fee: Fee) -> Words:
    """What a service costs, with the office's note."""
    rupiah = f"{fee.amount:,}"
    said = ("Gratis", "Free") if fee.amount == 0 else (f"Rp{rupiah.replace(',', '.')}", f"Rp{rupiah}")
    if fee.note is None:
        return Words(id=said[0], en=said[1])
    return Words(id=f"{said[0]}, {fee.note.id}", en=f"{said[1]}, {fee.note.en}")


def presence_words(step: Step) -> Words:
    """Where the visitor is at a row."""
    if step.applicant:
        return Words(id="dikerjakan pemohon", en="done by the applicant")
    if step.hands_over:
        return Words(id="disiapkan, lalu warga dipanggil", en="prepared, then the visitor is called")
    if step.visitor == "present":
        return Words(id="warga dipanggil", en="the visitor is called")
    return Words(id="tanpa warga", en="without the visitor")
