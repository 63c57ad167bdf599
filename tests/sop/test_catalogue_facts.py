"""What the five documents say, written down by hand from them, against what the catalogue says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sop.model import Catalogue, Duration, Step

# id: rows, total written in the document, sum of all printed times. From reading the documents, not the catalogue.
_TOTALS = {
    "000-01": (7, None, "PT35M"),
    "000-02": (5, None, "P1DT30M"),
    "000-03": (8, None, "P1DT35M"),
    "000-04": (8, None, "P1DT35M"),
    "000-05": (6, None, "P2DT35M"),
    **{f"001-{n:02}": (7, None, "PT15M") for n in (1, 2, 3, 4, 5, 6, 7, 8, 11, 15)},
    **{f"001-{n:02}": (8, None, "PT15M") for n in (9, 10, 12, 13, 14, 16, 17, 18)},
    "001-19": (5, None, "PT15M"),
    "001-20": (6, None, "PT60M"),
    "002-01": (6, None, "PT30M"),
    "003-02": (5, "PT5M", "PT5M"),
    "003-05": (5, "PT10M", "PT10M"),
    "003-06": (5, "PT5M", "PT5M"),
    "003-09": (7, "PT20M", "PT23M"),
    "003-10": (0, "PT22M", None),
    "003-13": (0, "PT25M", None),
    **{f"003-{n:02}": (0, None, None) for n in (1, 3, 4, 7, 8, 11, 12)},
    "004-01": (7, None, "P7D"),
}

# Targets of each row in printed order, "-" for none.
_TARGETS = {
    "000-02": "5 5 5 5 1d+5+5",
    "000-03": "5 5 5 5 1d 5 5 5",
    "000-05": "5 5 2d 5 5 5+5+5",
    "001-01": "0 1 5 2 2 5 0",
    "001-02": "0 2 5 2 5 1 0",
    "001-09": "0 2 5 2 2 3 1 0",
    "001-11": "0 2 5 2 5 1 0",
    "001-19": "0 2 3 10 0",
    "001-20": "0 2 5 18 20 15",
    "003-02": "- - 2 - 3",
    "003-05": "- 3 2 5 -",
    "003-06": "- - 3 - 2",
    "003-09": "- 10 5 3 - 2 3",
    "004-01": "1d 1d 1d 1d 1d 1d 1d",
}

_A = "pemohon:- petugas-pelayanan:here petugas-verifikasi:here petugas-register:away kasi-pelayanan:away"
_BC = "pemohon:- petugas-pelayanan:here kasi-pelayanan:here petugas-register:away sekretaris-kecamatan:away"
_KK = (
    "register-kelurahan:- register-kecamatan:here kasi-pemerintahan:away camat-sekcam:away operator-kependudukan:away "
    "disdukcapil:away operator-kependudukan:away register-kecamatan:gives"
)

# Lane and presence of each row in the order walked: "-" the applicant's, "gives" done away and then handed over.
_ROUTES = {
    "000-01": "pemohon:- staf:here staf:here staf:away kasi-kesra:away camat:away staf:gives",
    "000-02": "pemohon:- staf-bidang:here kasi-bidang:away camat-sekcam:away staf-bidang:gives",
    "000-03": _KK,
    "000-04": _KK,
    "000-05": "pemohon:- staf:here kasi-pemerintahan:away staf:away sekcam:away staf:gives",
    "001-01": f"{_A} petugas-pelayanan:here pemohon:-",
    **{f"001-{n:02}": f"{_A} petugas-pelayanan:gives pemohon:-" for n in range(2, 9)},
    **{f"001-{n:02}": f"{_BC} camat:away petugas-pelayanan:gives pemohon:-" for n in (9, 10, 12, 13, 14, 16, 17, 18)},
    **{f"001-{n:02}": f"{_BC} petugas-pelayanan:gives pemohon:-" for n in (11, 15)},
    "001-19": "pemohon:- tim-teknis:here kasi-pelayanan:away pengolah-data:gives pemohon:-",
    "001-20": "pemohon:- petugas-pelayanan:here tim-pengaduan:away sekretaris-kecamatan:away camat:away "
    "petugas-pelayanan:gives",
    "002-01": "pemohon:- staf:here staf:away kasi:away lurah:away staf:gives",
    "003-02": "penduduk:- penduduk:- petugas-pelayanan:here operator:away petugas-pelayanan:gives",
    "003-05": "penduduk:- petugas-pelayanan:here petugas-scan:away operator:away petugas-pelayanan:gives",
    "003-06": "penduduk:- petugas-pelayanan:here petugas-pendukung:here operator:away petugas-pelayanan:gives",
    "003-09": "penduduk:- petugas-pelayanan:here petugas-scan:away operator:away bidang:away petugas-register:away "
    "petugas-pelayanan:gives",
    "004-01": "penduduk:- petugas-pengaduan:here kasi:away kabid:away sekretaris:away kepala-dinas:away "
    "petugas-pengaduan:gives",
}


def _steps(catalogue: Catalogue, key: str) -> tuple[Step, ...]:
    return next(procedure for procedure in catalogue.written if procedure.id == key).steps


def test_forty_procedures_of_four_offices_have_214_rows(catalogue: Catalogue) -> None:
    assert Counter(procedure.office for procedure in catalogue.written) == {
        "kecamatan-metro-selatan": 5,
        "kecamatan-001": 20,
        "kelurahan-rejomulyo": 1,
        "dukcapil-metro": 14,
    }
    rows: Counter[str] = Counter()
    for procedure in catalogue.written:
        rows[procedure.id[:3]] += len(procedure.steps)
    assert rows == {"000": 34, "001": 145, "002": 6, "003": 22, "004": 7}
    titles = [procedure for procedure in catalogue.written if procedure.title_only]
    assert (len(catalogue.written) - len(titles), sum(1 for p in titles if p.written_total), len(titles)) == (31, 2, 9)


def test_every_procedure_is_in_the_hand_written_tables(catalogue: Catalogue) -> None:
    assert {procedure.id for procedure in catalogue.written} == set(_TOTALS)
    assert {procedure.id for procedure in catalogue.written if procedure.steps} == set(_ROUTES)


@pytest.mark.parametrize("key", sorted(_TOTALS))
def test_rows_and_totals_are_those_of_the_document(catalogue: Catalogue, key: str) -> None:
    procedure = next(item for item in catalogue.written if item.id == key)
    said = tuple(None if total is None else str(total) for total in (procedure.written_total, procedure.computed_total))
    assert (len(procedure.steps), *said) == _TOTALS[key]


@pytest.mark.parametrize("key", sorted(_TARGETS))
def test_targets_stand_as_written(catalogue: Catalogue, key: str) -> None:
    def said(step: Step) -> str:
        return "+".join(f"{time.days}d" if time.days else str(time.minutes) for time in step.target) or "-"

    assert " ".join(said(step) for step in _steps(catalogue, key)) == _TARGETS[key]


@pytest.mark.parametrize("key", sorted(_ROUTES))
def test_the_route_is_the_one_written_by_hand(catalogue: Catalogue, key: str) -> None:
    procedure = next(item for item in catalogue.written if item.id == key)

    def said(step: Step) -> str:
        return "-" if step.applicant else "gives" if step.hands_over else {"present": "here"}.get(step.visitor, "away")

    assert " ".join(f"{step.lane}:{said(step)}" for step in procedure.walked) == _ROUTES[key]


def test_numbers_are_kept_as_printed_gaps_included(catalogue: Catalogue) -> None:
    numbers = {
        key: [step.no for step in _steps(catalogue, key)] for key in ("003-02", "003-05", "003-06", "003-09", "004-01")
    }
    assert numbers == {
        "003-02": ["1", "2", "3", "5", "4"],
        "003-05": ["", "", "4", "", ""],
        "003-06": ["1", "2", "3", "5", "4"],
        "003-09": ["1", "2", "", "3", "6", "5", "4"],
        "004-01": ["1", "2", "4", "5", "6", "7", "8"],
    }


def test_only_the_four_box_charts_are_walked_out_of_print_order(catalogue: Catalogue) -> None:
    differing = {p.id for p in catalogue.written if p.walk != tuple(range(len(p.steps)))}
    assert differing == {"003-02", "003-05", "003-06", "003-09"}
    assert all((p.walk_note is not None) == (p.id in differing) for p in catalogue.written)


def test_lanes_are_called_written_only_where_the_row_names_them(catalogue: Catalogue) -> None:
    written = {
        (procedure.id, step.no)
        for procedure in catalogue.written
        for step in procedure.steps
        if step.lane_evidence == "written" and procedure.id[:3] in ("000", "001", "002")
    }
    through_the_secretary = {(f"001-{n:02}", "5") for n in (9, 10, 12, 13, 14, 16, 17, 18)}
    assert written == {("000-02", "1"), ("000-03", "8"), ("000-04", "8"), ("001-19", "3")} | through_the_secretary
    boxes = [
        (p.id, s.lane)
        for p in catalogue.written
        for s in p.steps
        if p.id < "004" and p.id > "003" and s.lane_evidence == "inferred"
    ]
    assert boxes == [("003-09", "petugas-scan")]


def test_citizens_bring_only_what_a_document_says_they_bring(catalogue: Catalogue) -> None:
    brought = {procedure.id: len(procedure.requires) for procedure in catalogue.written if procedure.requires}
    assert brought == {"000-01": 1, "002-01": 1, "003-02": 2, "003-05": 4, "003-06": 4, "003-09": 3, "004-01": 1}
    complete = {procedure.id for procedure in catalogue.written if procedure.requires_complete}
    assert complete == {"003-02", "003-05", "003-06", "003-09"}


def test_outcomes_are_the_branches_the_documents_draw(catalogue: Catalogue) -> None:
    outcomes = {(p.id, s.no): s.outcomes for p in catalogue.written for s in p.steps if s.outcomes}
    expected: dict[tuple[str, str], tuple[str, ...]] = {(f"001-{n:02}", "3"): ("MS", "TMS") for n in range(1, 19)}
    expected |= {(f"001-{n}", "2"): ("MS", "TMS") for n in (19, 20)}
    expected |= {("004-01", no): ("selesai", "naik") for no in "456"}
    expected |= {("004-01", "2"): ("naik", "ditolak"), ("004-01", "7"): ("selesai",), ("002-01", "4"): ("Ya", "Tidak")}
    assert outcomes == expected


def test_slips_are_given_at_the_three_intakes_that_say_so(catalogue: Catalogue) -> None:
    gives = {(p.id, s.lane) for p in catalogue.written for s in p.steps if s.gives_slip}
    assert gives == {("003-05", "petugas-pelayanan"), ("003-06", "petugas-pendukung"), ("003-09", "petugas-pelayanan")}


def test_kiosk_hides_the_unnamed_service_and_sends_kelurahan_matters_elsewhere(catalogue: Catalogue) -> None:
    odd = {procedure.id: procedure.kiosk for procedure in catalogue.written if procedure.kiosk != "issue"}
    assert odd == {"000-03": "elsewhere", "000-04": "elsewhere", "003-04": "hidden"}


def test_delicate_services_are_discreet(catalogue: Catalogue) -> None:
    discreet = {procedure.id for procedure in catalogue.written if procedure.discreet}
    assert discreet >= {"001-11", "001-16", "001-20", "003-12", "003-13", "004-01"}


def test_compliance_is_judged_without_the_applicants_rows(catalogue: Catalogue) -> None:
    judged = {p.id: p.judged for p in catalogue.written if p.id in ("000-01", "000-02", "003-09", "004-01", "003-01")}
    assert judged == {
        "000-01": Duration(minutes=30),
        "000-02": Duration(days=1, minutes=25),
        "003-09": Duration(minutes=20),
        "004-01": Duration(days=6),
        "003-01": None,
    }


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("000-01", {"sekcam-tanpa-baris", "keluaran-rekomendasi"}),
        ("000-02", {"baris-5-gabung", "bilik", "operator-tanpa-baris"}),
        ("000-03", {"tabel-kembar", "kolom-bergeser", "keluaran-kk", "perpres-96"}),
        ("000-04", {"tabel-kembar", "perpres-96"}),
        ("000-05", {"keluaran-nib", "tanda-tangan-tidak-ada", "baris-6-gabung", "camat-tanpa-baris"}),
        *((f"001-{n:02}", {"kantor", "nomor-antrian", "tms-tujuan", "dokumen-pendukung"}) for n in range(1, 19)),
        ("001-01", {"perekaman-keluaran"}),
        ("001-04", {"baris-6-rusak", "perpres-96"}),
        ("001-09", {"verifikasi-kasi"}),
        ("001-18", {"ms-ms"}),
        ("001-19", {"cabang-bergeser", "kantor"}),
        ("002-01", {"ya-tidak", "kolom-bergeser", "keluaran-rekomendasi", "jenis-surat"}),
        ("003-04", {"biwa", "tanpa-baris"}),
        ("003-05", {"urutan-scan", "nomor-empat"}),
        ("003-06", {"pengirim-berkas", "penyerahan-kia", "umur-foto"}),
        ("003-09", {"dua-puluh-dua-tiga", "label-hilang", "putaran", "upfrop"}),
        ("004-01", {"baris-3", "tim-teknis", "hari-kerja", "nama-kepala", "nomor-sop"}),
    ],
)
def test_doubtful_places_are_asked_about(catalogue: Catalogue, key: str, asked: set[str]) -> None:
    procedure = next(item for item in catalogue.written if item.id == key)
    assert asked <= {question.key for question in procedure.open_questions}


def test_every_procedure_asks_about_its_fee_as_no_document_states_one(catalogue: Catalogue) -> None:
    assert all("biaya" in {question.key for question in p.open_questions} for p in catalogue.written)


def test_practice_office_borrows_its_procedures_and_is_not_among_the_forty(catalogue: Catalogue) -> None:
    practice = catalogue.office("latihan")
    assert practice.practice
    assert practice.counters == catalogue.office("kecamatan-metro-selatan").counters
    borrowed = [procedure.id for procedure in catalogue.procedures_at("latihan")]
    assert borrowed == ["000-01", "000-02", "000-03", "000-04", "000-05"]
    assert not any(procedure.office == "latihan" for procedure in catalogue.written)


def test_a_small_office_can_serve_every_lane_at_its_first_counter(catalogue: Catalogue) -> None:
    office = catalogue.office("kelurahan-rejomulyo")
    staff = {lane.id for lane in office.lanes if not lane.applicant}
    assert len(office.counters) == 2
    assert set(office.counters[0].lanes) == staff


def test_no_official_stands_in_the_catalogue(catalogue: Catalogue) -> None:
    # The documents print officials with a NIP of eighteen digits and academic titles; neither may have been copied.
    text = repr(catalogue)
    assert not re.search(r"\bNIP\.? ?\d|\d{8} ?\d{6} ?\d|\b(Drs?|M\.Pd|M\.Si|S\.P)\b", text)
