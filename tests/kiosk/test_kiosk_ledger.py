"""The kiosk's memory: one commit for a number and its slip, nothing lost or doubled by a power cut at any point."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.ledger import Ledger
from printer.device import Outcome, Result
from printer.job_ledger import WrongTransitionError
from printer.ledger_file import LedgerError, LedgerNewerError, LedgerTakenError
from printer.slip import Slip
from printer.spool import JobState
from printer.status import State
from printer.ticket_slip import slip_for
from server.protocol import Issue
from tests.kiosk.kiosk_offices import issued, office_view

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 2, 24, tzinfo=UTC)
OUT_OF_PAPER = Outcome(result=Result.FAILED, state=State.OUT, sent=False)
DONE = Outcome(result=Result.PRINTED, state=State.READY, sent=True)


def a_slip() -> Slip:
    view = office_view("kecamatan-metro-selatan")
    return slip_for(issued(), service=view.services[0], office=view.office, zone=None, language="id", copy=False)


def a_request(request_id: str = "request-1") -> Issue:
    return Issue(request_id=request_id, service="000-01", priority=True)


def with_number(path: Path) -> Ledger:
    ledger = Ledger(path)
    ledger.keep_request(a_request(), at=NOW)
    assert ledger.keep_number(issued(), slip=a_slip())
    return ledger


def test_a_request_is_open_until_its_answer_is_kept(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.keep_request(a_request(), at=NOW)
    ledger.keep_request(a_request(), at=NOW)
    assert ledger.unanswered() == (a_request(),)
    assert ledger.keep_number(issued(), slip=a_slip())
    assert ledger.unanswered() == ()
    assert ledger.state_of("request-1") == "issued"


def test_a_second_answer_makes_no_second_slip(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    assert not ledger.keep_number(issued(), slip=a_slip())
    assert not ledger.keep_late(issued())
    assert ledger.jobs.waiting() == 1


def test_a_late_number_is_cancelled_once_and_never_printed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.keep_request(a_request(), at=NOW)
    assert ledger.keep_late(issued())
    assert ledger.keep_late(issued()), "until the server has taken it"
    assert not ledger.keep_number(issued(), slip=a_slip())
    assert ledger.late() == ("request-1",)
    ledger.keep_cancelled("request-1")
    assert (ledger.late(), ledger.jobs.next_job(retry_failed=True)) == ((), None)


def test_a_refused_request_is_never_repeated(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.keep_request(a_request(), at=NOW)
    ledger.keep_refusal("request-1", code="closed")
    assert (ledger.unanswered(), ledger.state_of("request-1")) == ((), "refused")


def test_the_slip_comes_back_from_the_file_as_it_was(tmp_path: Path) -> None:
    with_number(tmp_path / "ledger.sqlite").close()
    job = Ledger(tmp_path / "ledger.sqlite").jobs.next_job(retry_failed=False)
    assert job is not None
    assert (job.id, job.content, job.copy) == ("request-1", a_slip(), False)


def test_slips_are_printed_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for name in ("b", "a", "c"):
        ledger.keep_request(a_request(name), at=NOW)
        ledger.keep_number(issued(request_id=name), slip=a_slip())
    order = []
    while (job := ledger.jobs.next_job(retry_failed=False)) is not None:
        order.append(job.id)
        ledger.jobs.mark(job.id, JobState.SENT, outcome=None)
        ledger.jobs.mark(job.id, JobState.PRINTED, outcome=DONE)
    assert order == ["b", "a", "c"]


def test_each_outcome_is_reported_until_the_server_has_taken_it(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    ledger.jobs.mark("request-1", JobState.SENT, outcome=None)
    ledger.jobs.mark("request-1", JobState.FAILED, outcome=OUT_OF_PAPER)
    ledger.jobs.mark("request-1", JobState.FAILED, outcome=OUT_OF_PAPER)
    ledger.jobs.mark("request-1", JobState.SENT, outcome=None)
    ledger.jobs.mark("request-1", JobState.PRINTED, outcome=DONE)
    reports = ledger.jobs.unreported()
    assert [(each.ticket_id, each.body.outcome) for each in reports] == [
        ("request-1", "failed"),
        ("request-1", "printed"),
    ]
    assert len({each.body.request_id for each in reports}) == 2
    ledger.jobs.reported(reports[0].body.request_id)
    assert [each.body.outcome for each in ledger.jobs.unreported()] == ["printed"]


def test_a_failed_slip_is_tried_again_only_while_somebody_wants_it(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    ledger.jobs.mark("request-1", JobState.FAILED, outcome=OUT_OF_PAPER)
    assert ledger.jobs.next_job(retry_failed=False) is None
    assert ledger.jobs.next_job(retry_failed=True) is not None
    ledger.jobs.give_up("request-1")
    assert ledger.jobs.next_job(retry_failed=True) is None


def test_a_wrong_transition_is_refused(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    with pytest.raises(WrongTransitionError):
        ledger.jobs.mark("request-1", JobState.PRINTED, outcome=DONE)
    with pytest.raises(WrongTransitionError):
        ledger.jobs.mark("no-such", JobState.SENT, outcome=None)
    assert ledger.jobs.state_of("request-1") is JobState.WAITING


def test_the_file_is_written_through_to_the_disk(tmp_path: Path) -> None:
    with_number(tmp_path / "ledger.sqlite").close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert reader.execute("PRAGMA user_version").fetchone() == (1,)
    reader.close()


def test_a_file_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "ledger.sqlite")
    writer.execute("PRAGMA user_version = 99")
    writer.close()
    with pytest.raises(LedgerNewerError):
        Ledger(tmp_path / "ledger.sqlite")


def test_a_file_that_is_no_ledger_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough to be read as one" * 40)
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(tmp_path / "ledger.sqlite")


#: What one visitor's ledger goes through; the child dies right after the step of that index.
_LIFE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from kiosk.ledger import Ledger
from printer.device import Outcome, Result
from printer.spool import JobState
from printer.status import State
from server.protocol import Issue
from tests.kiosk.test_kiosk_ledger import a_slip, a_request, NOW, DONE
from tests.kiosk.kiosk_offices import issued
ledger = Ledger(Path(sys.argv[1]))
steps = [
    lambda: ledger.keep_request(a_request(), at=NOW),
    lambda: ledger.keep_number(issued(), slip=a_slip()),
    lambda: ledger.jobs.mark("request-1", JobState.SENT, outcome=None),
    lambda: ledger.jobs.mark("request-1", JobState.PRINTED, outcome=DONE),
    lambda: ledger.jobs.reported("request-1:printed"),
]
for step in steps[: int(sys.argv[2])]:
    step()
if sys.argv[3] == "inside":
    # Die between the statements of the next commit: whatever it wrote so far must be gone.
    ledger._file._connection.set_trace_callback(lambda text: os._exit(9) if text.startswith("COMMIT") else None)
    steps[int(sys.argv[2])]()
os._exit(9)
"""


@pytest.mark.slow
@pytest.mark.parametrize("where", ["between", "inside"])
@pytest.mark.parametrize("done", range(5))
def test_a_power_cut_at_any_point_loses_and_doubles_nothing(tmp_path: Path, done: int, where: str) -> None:
    path = tmp_path / "ledger.sqlite"
    child = subprocess.run(
        [sys.executable, "-c", _LIFE, str(path), str(done), where], check=False, timeout=60, cwd=ROOT
    )
    assert child.returncode == 9
    ledger = Ledger(path)
    states = ("none", "asked", "issued", "issued", "issued")
    assert (ledger.state_of("request-1") or "none") == states[done]
    jobs = (None, None, JobState.WAITING, JobState.UNKNOWN, JobState.PRINTED)
    assert ledger.jobs.state_of("request-1") is jobs[done]
    assert len(ledger.unanswered()) == (1 if done == 1 else 0)
    wanted = {2: [], 3: ["unknown"], 4: ["printed"]}
    assert [each.body.outcome for each in ledger.jobs.unreported()] == wanted.get(done, [])
    assert ledger.jobs.waiting() == (1 if done == 2 else 0)


def test_a_slip_found_half_sent_after_a_restart_is_unknown_and_not_printed_again(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    ledger.jobs.mark("request-1", JobState.SENT, outcome=None)
    ledger.close()
    again = Ledger(tmp_path / "ledger.sqlite")
    assert again.jobs.state_of("request-1") is JobState.UNKNOWN
    assert again.jobs.next_job(retry_failed=True) is None
    assert [each.body.outcome for each in again.jobs.unreported()] == ["unknown"]


def test_a_retry_of_a_slip_that_had_begun_says_copy(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    ledger.jobs.mark("request-1", JobState.SENT, outcome=None)
    ledger.jobs.mark("request-1", JobState.FAILED, outcome=Outcome(result=Result.FAILED, state=State.OUT, sent=True))
    job = ledger.jobs.next_job(retry_failed=True)
    assert job is not None
    assert job.copy


def test_a_slip_that_failed_before_a_restart_is_nobodys_any_more(tmp_path: Path) -> None:
    ledger = with_number(tmp_path / "ledger.sqlite")
    ledger.jobs.mark("request-1", JobState.FAILED, outcome=OUT_OF_PAPER)
    assert ledger.jobs.next_job(retry_failed=True) is not None
    ledger.close()
    again = Ledger(tmp_path / "ledger.sqlite")
    assert (again.jobs.next_job(retry_failed=True), again.jobs.waiting()) == (None, 0)
    assert [each.body.outcome for each in again.jobs.unreported()] == ["failed"]


@pytest.mark.slow
def test_a_second_kiosk_cannot_print_from_the_same_ledger(tmp_path: Path) -> None:
    first = with_number(tmp_path / "ledger.sqlite")
    with pytest.raises(LedgerTakenError, match="in use by another program"):
        Ledger(tmp_path / "ledger.sqlite")
    first.close()
