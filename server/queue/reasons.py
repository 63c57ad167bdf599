"""The reason codes a clerk may choose from, by verb. Codes are stable; their words are in the pages' catalogue."""

from __future__ import annotations

from collections.abc import Mapping

from server.queue.command import Refusal

#: Verb → its codes; the first is used where a reason may be left out.
REASONS: Mapping[str, tuple[str, ...]] = {
    "call_chosen": ("lainnya", "sakit", "janji", "kembali_dengan_berkas", "salah_dipanggil"),
    "hold": ("lainnya", "fotokopi", "ambil_berkas", "salah_ketik", "menunggu_petugas"),
    "send_back": ("lainnya", "salah_ketik", "data_tidak_cocok", "lampiran_kurang", "format_salah"),
    "reprint": ("hilang", "rusak", "pudar", "lainnya"),
    "pause": ("lainnya", "istirahat", "salat", "rapat"),
    "void": ("lainnya", "salah_buat", "rangkap", "uji_coba"),
    "void_register": ("salah_tulis", "rangkap", "batal", "salah_buku", "lainnya"),
    "lane_absent": ("lainnya", "rapat", "dinas_luar", "cuti", "sakit"),
    "stop_clock": ("lainnya", "aplikasi", "jaringan", "listrik", "peralatan"),
    "cancel": ("lainnya", "pulang", "salah_pilih", "rangkap", "kiosk_unanswered"),
}


def reason(verb: str, code: str | None, *, needed: bool = False) -> str:
    """The code to record. Raises: Refusal `reason_needed` where one must be given, `reason_unknown` for a strange one."""
    if code is None:
        if needed:
            raise Refusal("reason_needed")
        return REASONS[verb][0]
    if code not in REASONS[verb]:
        raise Refusal("reason_unknown", reason=code)
    return code
