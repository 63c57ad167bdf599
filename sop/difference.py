"""
What is different between two versions of one procedure: what was and what is, in Indonesian and English.

Every field of a procedure and of a row has a label here, so that no difference is silent: two versions without a difference
are equal. Judges nothing; whether a version may be published is `rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sop.model import Duration, Office, OfficeRequirement, Procedure, Step, Words
from sop.say import NOTHING, fee_words, presence_words, time_words, times_words

Say = Callable[[Any, Office], Words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs: `what` it is, `was` and `now`; None where it was or is not there at all."""

    what: Words
    was: Words | None
    now: Words | None

    @property
    def sentence(self) -> Words:
        """`Baris 3, waktu dari kantor: semula belum diisi, menjadi 10 menit.`"""
        if self.was is None and self.now is not None:
            return Words(id=f"{self.what.id} baru: {self.now.id}.", en=f"New {_small(self.what.en)}: {self.now.en}.")
        if self.now is None and self.was is not None:
            return Words(id=f"{self.what.id} dihapus: {self.was.id}.", en=f"{self.what.en} taken away: {self.was.en}.")
        assert self.was is not None and self.now is not None
        return Words(
            id=f"{self.what.id}: semula {self.was.id}, menjadi {self.now.id}.",
            en=f"{self.what.en}: it was {self.was.en}, it is {self.now.en}.",
        )


def difference(before: Procedure, after: Procedure, *, office: Office) -> tuple[Difference, ...]:
    """Every difference, in reading order; () exactly where the two are equal. `office` names lanes and groups."""
    found: list[Difference] = []
    for field in fields(Procedure):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was == now:
            continue
        if field.name == "steps":
            found += _rows(before, after, office)
        elif field.name == "office_requires":
            found += _items(was, now)
        elif field.name == "answers":
            found += _answers(before, after)
        else:
            what, say = _PROCEDURE[field.name]
            found.append(_said(what, say(was, office), say(now, office)))
    return tuple(found)


def _said(what: Words, was: Words | None, now: Words | None) -> Difference:
    if was == now:
        # Two values that read alike: say at least that it was written anew, e.g. with another day.
        now = Words(id=f"{now.id} (ditulis ulang)", en=f"{now.en} (written anew)") if now is not None else NOTHING
    return Difference(what=what, was=was, now=now)


def _rows(before: Procedure, after: Procedure, office: Office) -> Iterator[Difference]:
    for place in range(max(len(before.steps), len(after.steps))):
        was = before.steps[place] if place < len(before.steps) else None
        now = after.steps[place] if place < len(after.steps) else None
        one = now or was
        assert one is not None
        label = one.no or f"ke-{place + 1}"
        row = Words(id=f"Baris {label}", en=f"Row {one.no or place + 1}")
        if was is None or now is None:
            yield Difference(what=row, was=_row(was, office), now=_row(now, office))
            continue
        seen = False
        if (was.visitor, was.hands_over, was.applicant) != (now.visitor, now.hands_over, now.applicant):
            said = presence_words(was), presence_words(now)
            if said[0] != said[1]:
                seen = True
                yield _said(_join(row, _ROW["visitor"][0]), *said)
        for field in fields(Step):
            old, new = getattr(was, field.name), getattr(now, field.name)
            if old == new or (seen and field.name in ("visitor", "hands_over", "applicant")):
                continue
            what, say = _ROW[field.name]
            yield _said(_join(row, what), say(old, office), say(new, office))


def _row(step: Step | None, office: Office) -> Words | None:
    if step is None:
        return None
    lane, who, time = _lane(step.lane, office), presence_words(step), times_words(step.times)
    return Words(
        id=f"{step.activity} ({lane.id}; {who.id}; {time.id})", en=f"{step.activity} ({lane.en}; {who.en}; {time.en})"
    )


def _items(was: tuple[OfficeRequirement, ...], now: tuple[OfficeRequirement, ...]) -> Iterator[Difference]:
    what = Words(id="Yang dibawa menurut kantor", en="What to bring, as the office says")
    old, new = {each.key: each for each in was}, {each.key: each for each in now}
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            before, after = _item(old.get(key)), _item(new.get(key))
            yield (
                Difference(what=what, was=before, now=after) if None in (before, after) else _said(what, before, after)
            )
    kept_old, kept_new = [key for key in old if key in new], [key for key in new if key in old]
    if kept_old != kept_new or len(old) != len(was) or len(new) != len(now):
        order = Words(id="Urutan yang dibawa menurut kantor", en="Order of what to bring, as the office says")
        yield _said(order, _listed(was), _listed(now))


def _listed(items: tuple[OfficeRequirement, ...]) -> Words:
    return Words(id="; ".join(each.text.id for each in items), en="; ".join(each.text.en for each in items))


def _item(item: OfficeRequirement | None) -> Words | None:
    if item is None:
        return None
    if item.condition is None:
        return item.text
    return Words(id=f"{item.text.id} ({item.condition.id})", en=f"{item.text.en} ({item.condition.en})")


def _answers(before: Procedure, after: Procedure) -> Iterator[Difference]:
    asked = {question.key: question.text for question in (*before.open_questions, *after.open_questions)}
    old, new = {each.key: each for each in before.answers}, {each.key: each for each in after.answers}
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if was == now:
            continue
        text = asked.get(key, Words(id=key, en=key))
        what = Words(id=f"Jawaban atas “{text.id}”", en=f"Answer to “{text.en}”")
        said = [Words(id=f"“{each.text}”", en=f"“{each.text}”") if each else None for each in (was, now)]
        yield Difference(what=what, was=said[0], now=said[1]) if None in said else _said(what, said[0], said[1])
    if list(old.values()) != list(new.values()) and old == new:
        yield _said(
            Words(id="Urutan jawaban", en="Order of the answers"),
            Words(id=", ".join(old), en=", ".join(old)),
            Words(id=", ".join(new), en=", ".join(new)),
        )


# -- how each field is said ------------------------------------------------------------------------------------


def _join(row: Words, what: Words) -> Words:
    return Words(id=f"{row.id}, {_small(what.id)}", en=f"{row.en}, {_small(what.en)}")


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _text(value: str | None, _: Office) -> Words:
    return Words(id=f"“{value}”", en=f"“{value}”") if value else NOTHING


def _words(value: Words | None, _: Office) -> Words:
    if value is None or not (value.id or value.en):
        return NOTHING
    return Words(id=f"“{value.id}”", en=f"“{value.en}”" if value.en == value.id else f"“{value.en}” (“{value.id}”)")


def _listed_texts(value: tuple[str, ...], _: Office) -> Words:
    said = "; ".join(f"“{each}”" for each in value)
    return Words(id=said, en=said) if said else NOTHING


def _flag(value: bool, _: Office) -> Words:
    return Words(id="ya", en="yes") if value else Words(id="tidak", en="no")


def _lane(key: str, office: Office) -> Words:
    return next((lane.name for lane in office.lanes if lane.id == key), Words(id=key, en=key))


def _group(key: str, office: Office) -> Words:
    return next((group.name for group in office.groups if group.id == key), Words(id=key, en=key))


def _lanes(keys: tuple[str, ...], office: Office) -> Words:
    names = [_lane(key, office) for key in keys]
    return Words(id=", ".join(each.id for each in names), en=", ".join(each.en for each in names))


def _times(value: tuple[Duration, ...] | None, _: Office) -> Words:
    return NOTHING if value is None else times_words(value)


def _time(value: Duration | None, _: Office) -> Words:
    return NOTHING if value is None else time_words(value)


def _fee(value: Any, _: Office) -> Words:
    if value is None:
        return NOTHING
    said = fee_words(value)
    basis = f" ({value.basis})" if value.basis else ""
    return Words(id=said.id + basis, en=said.en + basis)


def _walk(value: tuple[int, ...], _: Office) -> Words:
    said = " → ".join(str(place + 1) for place in value)
    return Words(id=f"baris {said}", en=f"rows {said}") if value else NOTHING


def _choice(words: Mapping[Any, Words]) -> Say:
    return lambda value, _: words.get(value, Words(id=str(value), en=str(value)))


def _any(value: Any, _: Office) -> Words:
    if not value and value != 0:
        return NOTHING
    return Words(id=str(value), en=str(value))


def _label(indonesian: str, english: str, say: Say) -> tuple[Words, Say]:
    return Words(id=indonesian, en=english), say


_KIOSK = {
    "issue": Words(id="nomor diambil di mesin", en="the kiosk gives a number"),
    "elsewhere": Words(
        id="dijelaskan di mesin, dibawa orang lain", en="explained at the kiosk, brought by somebody else"
    ),
    "hidden": Words(id="tidak tampil di mesin", en="not at the kiosk"),
}
_EVIDENCE = {
    "written": Words(id="tertulis", en="written"),
    "inferred": Words(id="disimpulkan", en="inferred"),
    "office": Words(id="dari kantor", en="by the office"),
}
_ORIGIN = {
    "document": Words(id="dokumen", en="a document"),
    "office": Words(id="kantor", en="the office"),
}
_VISITOR = {"present": Words(id="hadir", en="present"), "away": Words(id="tidak hadir", en="away")}

_PROCEDURE: Mapping[str, tuple[Words, Say]] = {
    "id": _label("Nomor prosedur", "Number of the procedure", _text),
    "office": _label("Kantor", "Office", _text),
    "title": _label("Nama resmi", "Official name", _words),
    "printed_title": _label("Judul tercetak", "Printed title", _text),
    "plain_prefix": _label("Awalan nama untuk warga", "Prefix of the name for citizens", _words),
    "plain_name": _label("Nama untuk warga", "Name for citizens", _words),
    "board_name": _label("Nama di papan", "Name on the board", _text),
    "choose_when": _label("Pilih ini bila", "Choose this when", _words),
    "aliases": _label("Nama lain", "Other names", _listed_texts),
    "group": _label("Kelompok", "Group", _group),
    "discreet": _label("Nama dirahasiakan", "Discreet", _flag),
    "kiosk": _label("Di mesin antrean", "At the kiosk", _choice(_KIOSK)),
    "brought_by": _label("Dibawa oleh", "Brought by", _words),
    "source": _label("Sumber", "Source", _any),
    "lanes": _label("Bagian", "Lanes", _lanes),
    "walk": _label("Urutan kerja", "Order walked", _walk),
    "walk_note": _label("Alasan urutan kerja", "Why the order walked differs", _text),
    "front_lane": _label("Bagian depan", "Front lane", _lane),
    "requires": _label("Yang dibawa menurut dokumen", "What to bring, as printed", _any),
    "requires_complete": _label("Daftar dokumen lengkap", "The document's list is complete", _flag),
    "written_total": _label("Total tertulis", "Written total", _time),
    "open_questions": _label("Pertanyaan terbuka", "Open questions", _any),
    "conditions": _label("Ketentuan menurut dokumen", "Conditions, as printed", _any),
    "complaint": _label("Menerima pengaduan", "Takes complaints", _flag),
    "identity": _label("Kepala lembar SOP", "Head of the SOP sheet", _any),
    "origin": _label("Asal", "Origin", _choice(_ORIGIN)),
    "office_total": _label("Total dari kantor", "The office's total", _time),
    "office_requires_complete": _label("Daftar yang dibawa lengkap", "The list of what to bring is complete", _flag),
    "fee": _label("Biaya", "Fee", _fee),
}  # fmt: skip

_ROW: Mapping[str, tuple[Words, Say]] = {
    "no": _label("Nomor", "Number", _text),
    "activity": _label("Kegiatan", "Activity", _text),
    "printed": _label("Kegiatan tercetak", "Printed activity", _text),
    "printed_lines": _label("Baris cetak", "Printed lines", _listed_texts),
    "short": _label("Nama pendek", "Short name", _words),
    "lane": _label("Bagian", "Lane", _lane),
    "lane_evidence": _label("Asal bagian", "How the lane is known", _choice(_EVIDENCE)),
    "lane_note": _label("Alasan bagian", "Why that lane", _text),
    "applicant": _label("Dikerjakan pemohon", "Done by the applicant", _flag),
    "visitor": _label("Warga", "Visitor", _choice(_VISITOR)),
    "hands_over": _label("Menyerahkan hasil", "Hands over", _flag),
    "gives_slip": _label("Memberi slip pengambilan", "Gives a pick-up slip", _flag),
    "takes_register": _label("Memberi nomor register", "Takes a register number", _flag),
    "signs": _label("Paraf atau tanda tangan", "Signs or initials", _flag),
    "target": _label("Waktu tercetak", "Printed time", _times),
    "target_printed": _label("Sel waktu", "Cell of the time", _text),
    "supplies": _label("Kelengkapan", "Supplies", _listed_texts),
    "requires": _label("Yang dibawa di baris ini", "What to bring at this row", _listed_texts),
    "outputs": _label("Keluaran", "Outputs", _listed_texts),
    "outcomes": _label("Cabang", "Branches", _listed_texts),
    "returns_to": _label("Kembali ke baris", "Goes back to row", _text),
    "notes": _label("Catatan", "Notes", _listed_texts),
    "line": _label("Baris dokumen", "Line of the document", _any),
    "office_target": _label("Waktu dari kantor", "The office's time", _times),
}  # fmt: skip
