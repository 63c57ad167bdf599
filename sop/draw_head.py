"""
The first page of a sheet: the identity block of an official SOP (PermenPANRB 35/2012), its six boxes, and what citizens are told.

Shows what is known; what is not stays a dash or a line to write on. No person's name stands on it: whoever approves signs by
hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from sop.draw_parts import GROUND, INK_2, LEADING, LINE, MARGIN, PAGE_HIGH, PAGE_WIDE, box, fits, lines, rule, text
from sop.letters import wrapped
from sop.model import Identity, Office, Procedure
from sop.say import fee_words, time_words

_WIDE = PAGE_WIDE - 2 * MARGIN
_LEFT = 330.0
_LABEL = 112.0
_ROW = 17.0
_SIGN = 46.0
_PAD = 6.0
_UNKNOWN = "—"
#: Lines to write on in an empty box, and how far apart a hand needs them.
_BLANKS, _HAND = 4, 15.0


def head(procedure: Procedure, office: Office) -> list[list[str]]:
    """The parts of the first page or pages."""
    identity = procedure.identity or Identity()
    pages: list[list[str]] = [_block(procedure, office, identity)]
    y = MARGIN + _block_high() + 8
    pairs = (
        (("Dasar hukum", identity.legal_basis), ("Kualifikasi pelaksana", identity.qualifications)),
        (("Keterkaitan", identity.related), ("Peralatan/perlengkapan", identity.equipment)),
        (("Peringatan", identity.warnings), ("Pencatatan dan pendataan", identity.records)),
    )
    for pair in pairs:
        y = _pair(pages, pair, y=y, wide=_WIDE / 2)
    told = (("Persyaratan", _bring(procedure)), ("Jangka waktu dan biaya", _time_and_fee(procedure)))
    _pair(pages, told, y=y + 8, wide=_WIDE / 2)
    return pages


def _block_high() -> float:
    return _ROW * 4 + _SIGN + 34


def _block(procedure: Procedure, office: Office, identity: Identity) -> list[str]:
    top, high, right = MARGIN, _block_high(), MARGIN + _LEFT
    parts = [box(MARGIN, top, _WIDE, high), rule(f"M{right} {top}V{top + high}")]
    name, size = fits(office.name.id, wide=_LEFT - 40, size=20, least=13)
    y = top + high / 2 - (len(name) - 1) * size * 0.6 - 8
    parts += lines(name, x=MARGIN + 20, y=y, size=size, leading=size * 1.2, weight=700)
    y += (len(name) - 1) * size * 1.2 + 17
    for line in wrapped(office.address, wide=_LEFT - 40, size=8.5)[:2] if office.address else []:
        parts.append(text(line, x=MARGIN + 20, y=y, size=8.5, colour=INK_2))
        y += 11
    if procedure.origin == "office":
        said = "Layanan tambahan kantor; tidak berasal dari dokumen SOP."
        parts.append(text(said, x=MARGIN + 20, y=y + 6, size=8.5, weight=700))
    rows = (
        ("Nomor SOP", identity.number),
        ("Tanggal pembuatan", identity.made),
        ("Tanggal revisi", identity.revised.strip("-– ")),
        ("Tanggal efektif", identity.effective),
    )
    y = top
    for label, value in rows:
        parts += _row(label, [value or _UNKNOWN], y=y, high=_ROW)
        y += _ROW
    parts += _row(
        "Disahkan oleh",
        wrapped(identity.approved_by or _UNKNOWN, wide=_value_wide(), size=8)[:2],
        y=y,
        high=_SIGN,
        at_top=True,
    )
    y += _SIGN
    title, size = fits(procedure.title.id, wide=_value_wide(), size=11, least=7.5)
    first = y + 20 - (len(title) - 1) * size * 0.58
    parts += [
        text("Nama SOP", x=right + _PAD, y=y + 20, size=8, colour=INK_2),
        *lines(title, x=right + _LABEL + _PAD, y=first, size=size, leading=size * 1.16, weight=700),
    ]  # fmt: skip
    parts.append(rule(f"M{right + _LABEL} {top}V{top + high}", colour=LINE))
    return parts


def _value_wide() -> float:
    return _WIDE - _LEFT - _LABEL - 2 * _PAD


def _row(label: str, value: Sequence[str], *, y: float, high: float, at_top: bool = False) -> list[str]:
    right = MARGIN + _LEFT
    base = y + (12 if at_top else high / 2 + 3)
    return [
        text(label, x=right + _PAD, y=base, size=8, colour=INK_2),
        *lines(value, x=right + _LABEL + _PAD, y=base, size=8, leading=10),
        rule(f"M{right} {y + high}H{MARGIN + _WIDE}"),
    ]


def _pair(
    pages: list[list[str]], pair: Sequence[tuple[str, Sequence[str]]], *, y: float, wide: float
) -> float:  # fmt: skip
    """Two boxes beside each other, equally high, on a new page where they do not fit; gives where the next may begin."""
    texts = [[line for item in items for line in _item(item, wide=wide)] for _, items in pair]
    blank = any(not items for _, items in pair)
    high = 19 + max(_BLANKS * _HAND if blank else 3 * LEADING, *(LEADING * len(found) for found in texts)) + 5
    if y + high > PAGE_HIGH - MARGIN - 4:
        pages.append([])
        y = MARGIN
    for place, ((label, items), found) in enumerate(zip(pair, texts, strict=True)):
        x = MARGIN + place * wide
        pages[-1] += [
            box(x, y, wide, high),
            box(x, y, wide, 14, fill=GROUND),
            text(label, x=x + _PAD, y=y + 10, size=8, weight=700),
        ]
        if items:
            pages[-1] += lines(found, x=x + _PAD, y=y + 25)
        else:
            for line in range(_BLANKS):
                base = y + 14 + (line + 1) * _HAND
                pages[-1].append(rule(f"M{x + _PAD} {base:.1f}H{x + wide - _PAD}", colour=LINE, thick=0.5, dashed=True))
    return y + high


def _item(item: str, *, wide: float) -> list[str]:
    return wrapped(item, wide=wide - 2 * _PAD, size=7.2)


def _bring(procedure: Procedure) -> list[str]:
    office = {each.key: each for each in procedure.office_requires}
    found = []
    for place, (key, words, condition) in enumerate(procedure.bring(), 1):
        said = words.id + (f" ({condition.id})" if condition else "")
        found.append(f"{place}. {said}" + (" [kantor]" if key in office else ""))
    if not procedure.bring_complete:
        found.append("Daftar lengkap belum diisi kantor. Tanyakan petugas.")
    return found


def _time_and_fee(procedure: Procedure) -> list[str]:
    found = []
    if procedure.office_total is not None:
        found.append(f"Total menurut kantor {time_words(procedure.office_total).id}.")
    if procedure.written_total is not None:
        found.append(f"Total tertulis {time_words(procedure.written_total).id}.")
    if procedure.computed_total is not None:
        found.append(f"Jumlah semua baris {time_words(procedure.computed_total).id}.")
    if not found:
        found.append("Janji waktu tidak tertulis.")
    if procedure.fee is None:
        found.append("Biaya: belum diisi kantor. Tanyakan sebelum membayar.")
    else:
        basis = f" Dasar: {procedure.fee.basis}." if procedure.fee.basis else ""
        found.append(f"Biaya: {fee_words(procedure.fee).id}.{basis} Berlaku sejak {procedure.fee.since.isoformat()}.")
    return found
