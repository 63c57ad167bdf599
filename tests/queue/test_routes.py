"""
The way a ticket goes, per procedure: written here by hand from SEEDS A.9, not computed from the catalogue.

P present, A away, H hands over. Then all forty are issued and walked through `decide` and `apply` alone.
"""

from __future__ import annotations

import pytest

from server.queue.route import route
from server.queue.ticket import State
from sop.model import Procedure
from tests.builders import CLERK, KIOSK, Bench, catalogue

STAF, KESRA, PEM = "staf", "kasi-kesra", "kasi-pemerintahan"
PELAYANAN, REGISTER, KASI, SEKCAM, CAMAT = (
    "petugas-pelayanan", "petugas-register", "kasi-pelayanan", "sekretaris-kecamatan", "camat",
)  # fmt: skip
WALKS: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("kecamatan-metro-selatan", "000-01"): [
        (STAF, "P"), (STAF, "P"), (STAF, "A"), (KESRA, "A"), ("camat", "A"), (STAF, "H"),
    ],
    ("kecamatan-metro-selatan", "000-02"): [
        ("staf-bidang", "P"), ("kasi-bidang", "A"), ("camat-sekcam", "A"), ("staf-bidang", "H"),
    ],
    ("kecamatan-metro-selatan", "000-03"): [
        ("register-kecamatan", "P"), (PEM, "A"), ("camat-sekcam", "A"), ("operator-kependudukan", "A"),
        ("disdukcapil", "A"), ("operator-kependudukan", "A"), ("register-kecamatan", "H"),
    ],
    ("kecamatan-metro-selatan", "000-05"): [(STAF, "P"), (PEM, "A"), (STAF, "A"), ("sekcam", "A"), (STAF, "H")],
    ("kecamatan-001", "001-01"): [
        (PELAYANAN, "P"), ("petugas-verifikasi", "P"), (REGISTER, "A"), (KASI, "A"), (PELAYANAN, "P"),
    ],
    ("kecamatan-001", "001-02"): [
        (PELAYANAN, "P"), ("petugas-verifikasi", "P"), (REGISTER, "A"), (KASI, "A"), (PELAYANAN, "H"),
    ],
    ("kecamatan-001", "001-09"): [
        (PELAYANAN, "P"), (KASI, "P"), (REGISTER, "A"), (SEKCAM, "A"), (CAMAT, "A"), (PELAYANAN, "H"),
    ],
    ("kecamatan-001", "001-11"): [(PELAYANAN, "P"), (KASI, "P"), (REGISTER, "A"), (SEKCAM, "A"), (PELAYANAN, "H")],
    ("kecamatan-001", "001-19"): [("tim-teknis", "P"), (KASI, "A"), ("pengolah-data", "H")],
    ("kecamatan-001", "001-20"): [(PELAYANAN, "P"), ("tim-pengaduan", "A"), (SEKCAM, "A"), (CAMAT, "A"), (PELAYANAN, "H")],
    ("kelurahan-rejomulyo", "002-01"): [("staf", "P"), ("staf", "A"), ("kasi", "A"), ("lurah", "A"), ("staf", "H")],
    ("dukcapil-metro", "003-02"): [(PELAYANAN, "P"), ("operator", "A"), (PELAYANAN, "H")],
    ("dukcapil-metro", "003-05"): [(PELAYANAN, "P"), ("petugas-scan", "A"), ("operator", "A"), (PELAYANAN, "H")],
    ("dukcapil-metro", "003-09"): [
        (PELAYANAN, "P"), ("petugas-scan", "A"), ("operator", "A"), ("bidang", "A"), (REGISTER, "A"), (PELAYANAN, "H"),
    ],
    ("dukcapil-metro", "004-01"): [
        ("petugas-pengaduan", "P"), ("kasi", "A"), ("kabid", "A"), ("sekretaris", "A"), ("kepala-dinas", "A"),
        ("petugas-pengaduan", "H"),
    ],
}  # fmt: skip


def found(office: str, id_: str) -> Procedure:
    """A procedure of the packaged catalogue."""
    return catalogue().procedure(office, id_)


@pytest.mark.parametrize(("office", "id_"), list(WALKS), ids=lambda each: str(each))
def test_the_way_is_the_one_the_document_gives(office: str, id_: str) -> None:
    stops = [
        (stop.lane, "H" if stop.hands_over else "P" if stop.present else "A") for stop in route(found(office, id_))
    ]
    assert stops == WALKS[office, id_]


def test_a_title_without_rows_is_one_sitting_at_the_front_lane() -> None:
    (only,) = route(found("dukcapil-metro", "003-10"))
    assert (only.lane, only.present, only.hands_over, only.row) == (PELAYANAN, True, False, None)
    assert str(only.target) == "PT22M"
    (untimed,) = route(found("dukcapil-metro", "003-04"))
    assert untimed.target is None


def test_a_pick_up_slip_is_given_at_intake_and_only_there() -> None:
    for id_, row in (("003-05", 0), ("003-06", 1), ("003-09", 0)):
        assert [stop.gives_slip for stop in route(found("dukcapil-metro", id_))].index(True) == row


@pytest.mark.parametrize("id_", ["000-03", "000-04", "003-04"])
def test_what_a_clerk_must_issue_is_refused_to_the_kiosk(id_: str) -> None:
    procedure = next(each for each in catalogue().written if each.id == id_)
    bench = Bench(catalogue().office(procedure.office), [procedure])
    assert bench.refused("issue", actor=KIOSK, service=id_) == "service_not_at_kiosk"
    assert bench.state(bench.issue(id_, actor=CLERK)) is State.WAITING


def test_there_are_forty() -> None:
    assert len(catalogue().written) == 40


@pytest.mark.parametrize("procedure", catalogue().written, ids=lambda each: each.id)
def test_it_can_be_issued_and_walked_to_the_hand_over(procedure: Procedure) -> None:
    bench = Bench(catalogue().office(procedure.office), [procedure])
    everything = tuple(lane.id for lane in catalogue().office(procedure.office).lanes if not lane.applicant)
    bench.open("1", *everything)
    ticket = bench.issue(procedure.id, actor=CLERK)
    number = bench.ticket(ticket).number
    walked = []
    stops = route(procedure)
    for _ in range(2 * len(stops) + 2):
        here = bench.ticket(ticket)
        if here.state is State.FINISHED:
            break
        if bench.office.wants_visitor(here):
            bench.passes(minutes=1)
            if here.gone:
                # A row of days lay between: the visitor is back with the code, on the same day with the same number.
                bench.say("re_enter", actor=KIOSK, code=here.code)
            assert bench.call("1") == number
        bench.say("start", ticket, counter="1")
        if procedure.complaint and not bench.ticket(ticket).answered:
            bench.say("answer", ticket, texts={"answer": "Jawaban."})
        bench.passes(minutes=1)
        if bench.ticket(ticket).ready_at is None:
            walked.append(bench.ticket(ticket).lane)
        bench.say("finish", ticket, then="pass_on")
    assert bench.state(ticket) is State.FINISHED
    assert bench.ticket(ticket).outcome == "selesai"
    expected = [stop.lane for stop in stops]
    if procedure.id == "004-01":
        # Solved at the first level, the complaint goes straight back to the front (main outcome).
        expected = [expected[0], expected[1], expected[-1]]
    assert walked == expected
    assert bench.office.seats["1"].ticket is None


@pytest.mark.parametrize("procedure", catalogue().written, ids=lambda each: each.id)
def test_a_small_office_can_record_it_in_one_go(procedure: Procedure) -> None:
    bench = Bench(catalogue().office(procedure.office), [procedure])
    everything = tuple(lane.id for lane in catalogue().office(procedure.office).lanes if not lane.applicant)
    bench.open("1", *everything)
    ticket = bench.issue(procedure.id, actor=CLERK)
    bench.call("1")
    bench.say("start", ticket)
    if procedure.complaint:
        bench.say("answer", ticket, texts={"answer": "Jawaban."})
    bench.passes(minutes=3)
    bench.say("finish", ticket, then="hand_over")
    assert bench.state(ticket) is State.FINISHED
    row = bench.records.tickets[procedure.office, ticket]
    assert row["total_seconds"] == 180.0
    assert row["recorded_late"] == (len(route(procedure)) > 1)


def test_complaints_solved_at_a_level_skip_the_levels_above_also_in_one_go() -> None:
    bench = Bench()
    bench.open("4")
    ticket = bench.issue("keluhan")
    bench.call("4")
    bench.say("start", ticket)
    bench.say("finish", ticket, then="hand_over")
    steps = [event.data["step"] for event in bench.events if event.type in ("step_finished", "handed_over")]
    assert steps == [0, 1, 3]
