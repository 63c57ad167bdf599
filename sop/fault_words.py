"""
A broken rule of one procedure as a sentence for the person who edits it, in Indonesian and English.

Which rules there are is `rules`; a rule without a sentence of its own is said by its place and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sop.faults import Fault
from sop.model import Procedure, Words

_PLACE = re.compile(
    r"^(?P<list>steps|aliases|office_requires|answers|questions)(?:\[(?P<place>\d+)\]|\.(?P<key>[^.]+))"
)

#: Key of the fault, places left out → the sentence. {row} is the row's number as people read it, {place} its place in a list.
_SENTENCES: Mapping[str, Words] = {
    "title": Words(id="Nama resmi layanan belum diisi.", en="The official name is empty."),
    "plain_name": Words(id="Nama yang dibaca warga belum diisi.", en="The name citizens read is empty."),
    "board_name": Words(
        id="Nama di papan harus 1 sampai 22 huruf.", en="The name on the board must have 1 to 22 characters."
    ),
    "aliases": Words(
        id="Nama lain ditulis dengan huruf kecil, masing-masing sekali.", en="Other names are in small letters, each once."
    ),
    "group": Words(id="Kelompok layanan itu tidak ada di kantor ini.", en="That group of services is not in this office."),
    "brought_by": Words(
        id="Sebutkan siapa yang membawa berkas, dan hanya bila layanan ini tidak diambil di mesin.",
        en="Say who brings the file, and only where the kiosk does not give a number for it.",
    ),
    "choose_when": Words(id="Kalimat 'Pilih ini bila' belum lengkap.", en="The sentence 'Choose this when' is incomplete."),
    "lanes": Words(id="Bagian itu tidak ada di kantor ini.", en="That lane is not in this office."),
    "walk": Words(
        id="Urutan kerja harus memuat setiap baris tepat satu kali.", en="The order walked must name each row exactly once."
    ),
    "walk_note": Words(
        id="Sebutkan mengapa urutan kerja berbeda dari urutan cetak, dan hanya bila berbeda.",
        en="Say why the order walked differs from the print, and only where it does.",
    ),
    "steps": Words(
        id="Langkah petugas pertama harus dengan warga, dan yang terakhir menyerahkan hasil atau dengan warga."
        " Hanya langkah terakhir boleh menyerahkan.",
        en="The first step of the staff must be with the visitor, the last must hand over or be with the visitor."
        " Only the last may hand over.",
    ),
    "steps.lane": Words(
        id="Baris {row}: pilih bagian kantor untuk langkah petugas.", en="Row {row}: choose a lane of the office for it."
    ),
    "steps.applicant": Words(
        id="Baris {row}: langkah pemohon ada di bagian pemohon, langkah petugas di bagian petugas.",
        en="Row {row}: the applicant's rows are in the applicant's lane, the staff's in a staff lane.",
    ),
    "steps.lane_note": Words(
        id="Baris {row}: bagian yang disimpulkan perlu alasan.", en="Row {row}: an inferred lane needs a reason."
    ),
    "steps.visitor": Words(
        id="Baris {row}: hasil yang diserahkan disiapkan dulu tanpa warga.",
        en="Row {row}: what is handed over is prepared without the visitor first.",
    ),
    "steps.gives_slip": Words(
        id="Baris {row}: slip pengambilan hanya diberikan bila warga hadir.",
        en="Row {row}: a pick-up slip is given only where the visitor is present.",
    ),
    "steps.target": Words(
        id="Baris {row}: waktu tercetak tidak boleh diubah; isi waktu dari kantor di sebelahnya.",
        en="Row {row}: the printed time stays; write the office's own beside it.",
    ),
    "steps.office_target": Words(
        id="Baris {row}: waktu dari kantor 0 sampai 366 hari dan 0 sampai 1440 menit.",
        en="Row {row}: the office's time is 0 to 366 days and 0 to 1440 minutes.",
    ),
    "steps.returns_to": Words(
        id="Baris {row}: berkas hanya bisa kembali ke baris lain prosedur ini.",
        en="Row {row}: the file can only go back to another row of this procedure.",
    ),
    "steps.activity": Words(
        id="Baris {row}: isi kegiatan dan nama pendeknya.", en="Row {row}: write what is done, and a short name for it."
    ),
    "row": Words(id="Baris itu tidak ada dalam prosedur ini.", en="That row is not in this procedure."),
    "office_total": Words(
        id="Total dari kantor 0 sampai 366 hari dan 0 sampai 1440 menit.",
        en="The office's total is 0 to 366 days and 0 to 1440 minutes.",
    ),
    "office_requires": Words(
        id="Berkas ke-{place} dalam daftar kantor belum ditulis lengkap.",
        en="Item {place} of the office's list is incomplete."
    ),
    "office_requires_complete": Words(
        id="Daftar kosong tidak bisa dinyatakan lengkap.", en="An empty list cannot be called complete."
    ),
    "fee": Words(
        id="Biaya ditulis dalam rupiah, 0 bila gratis, paling banyak satu miliar.",
        en="The fee is in rupiah, 0 where it is free, one billion at most.",
    ),
    "answers": Words(
        id="Jawaban itu kosong atau pertanyaannya tidak ada.", en="That answer is empty, or its question is not there."
    ),
    "id": Words(
        id="Layanan tambahan kantor bernomor K-01 dan seterusnya; nomor dokumen hanya untuk dokumen.",
        en="A service of the office's own is numbered K-01 and on; a document's number is for documents only.",
    ),
}  # fmt: skip

_PRINTED = Words(
    id="{where}: kata-kata yang tercetak dalam dokumen tidak dapat diubah.",
    en="{where}: what a document prints cannot be changed.",
)  # fmt: skip


def fault_words(fault: Fault, procedure: Procedure) -> Words:
    """The sentence for a fault of this procedure, as `rules.rules` or `rules.kept` found it."""
    found = _PLACE.match(fault.key)
    place = int(found["place"]) if found is not None and found["place"] else None
    key = fault.key if found is None else found["list"] + fault.key[found.end() :]
    row = str(place or "")
    if place is not None and fault.key.startswith("steps") and place <= len(procedure.steps):
        row = procedure.steps[place - 1].no or f"ke-{place}"
    if fault.expected == "what the document prints":
        where = (f"Baris {row}", f"Row {row}") if row else (procedure.id, procedure.id)
        return Words(id=_PRINTED.id.format(where=where[0]), en=_PRINTED.en.format(where=where[1]))
    said = _SENTENCES.get(key) or _SENTENCES.get(key.rpartition(".")[0])
    if said is None:
        plain = f"{fault.key}: {fault.found}; {fault.expected}."
        return Words(id=plain, en=plain)
    return Words(id=said.id.format(row=row, place=place), en=said.en.format(row=row, place=place))
