"""
The scripted days of `v2`: a Thursday to the Friday of the week after, with every type of event there was when it was recorded.

Each part plays one way a ticket can go, on one office: see `play`. Recorded once, by `record`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from server.access import Principal, actor
from server.protocol import plain
from server.queue.command import SYSTEM
from sop.model import Office as Settings
from sop.model import Policy, Register, RegisterRule, Retention
from tests.builders import (
    KIOSK,
    MADE,
    MADE_PROCEDURES,
    SENIOR,
    WEEK,
    Bench,
    a_clerk,
    a_procedure,
    a_step,
    made_settings,
    words,
)

TEAM = actor(Principal(id="a-tim", name="", role="complaints", office=MADE))
RECEPTION = actor(Principal(id="a-depan", name="", role="reception", office=MADE))
ADMIN = actor(Principal(id="a-admin", name="", role="admin", office=MADE))

#: Its second row takes a number of the automatic book, its last one of the paper book.
NUMBERED = a_procedure(
    "nomor",
    a_step("1", "depan"),
    replace(a_step("2", "kerja", away=True), takes_register=True),
    replace(a_step("3", "depan", hands_over=True), takes_register=True),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of November 2026 in Jakarta."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


def an_office() -> Settings:
    """The made-up office with everything decided that an office can decide."""
    return replace(
        made_settings(hours=WEEK),
        policy=Policy(kind="accumulating", priority_rate=3.0, other_delay_minutes=5),
        kiosk_opens_before=30,
        last_number_before=30,
        registers=(
            Register(id="agenda", name=words("Agenda"), mode="automatic", number_format="{number:03}/{code}/{year}",
                     code="KEC", start=41, start_year=2026),
            Register(id="buku", name=words("Buku"), mode="paper"),
        ),
        register_rules=(RegisterRule(book="agenda"), RegisterRule(book="buku", procedure="nomor", row=3)),
        retention=(Retention(purpose="contact", days=1),),
        returned_days=1,
        re_entry="end",
    )  # fmt: skip


def play() -> Bench:
    """Everything that can happen to a ticket, one way after another."""
    bench = Bench(an_office(), (*MADE_PROCEDURES, NUMBERED), at=at(19, 7, 20))
    bench.say("close_day_rule", actor=ADMIN, rule="first_tomorrow")
    holiday = {
        "day": "2026-11-24",
        "kind": "libur_daerah",
        "open": False,
        "hours": [],
        "name": "Contoh",
        "source": "kantor",
    }
    bench.say("set_days", actor=ADMIN, days=[holiday])
    bench.now = at(19, 7, 40)
    bench.tick()
    bench.now = at(19, 8, 5)
    for counter in "1234":
        bench.open(counter)
    long_file, returned, sent_back = _files_begin(bench)
    _one_number_for_several(bench)
    _the_visitors_way(bench)
    _mistakes(bench)
    _who_waits_for_whom(bench)
    _registers(bench)
    risen = _complaints_begin(bench)
    _on_paper(bench)
    kept = _left_at_closing(bench)
    _the_lanes(bench)
    _friday(bench, kept=kept, sent_back=sent_back)
    _next_week(bench, long_file=long_file, returned=returned, risen=risen)
    return bench


def _files_begin(bench: Bench) -> tuple[str, str, str]:
    """A days-long file, one that is never completed, one that is completed and then sent back inside the office."""
    long_file = bench.issue("hari")
    bench.serve(long_file, "1")
    bench.passes(minutes=4)
    bench.say("finish", long_file)
    bench.say("ask_slip", long_file)
    bench.say("place", long_file, place="RAK 2/3")
    returned, sent_back = bench.issue("paraf"), bench.issue("paraf", priority=True)
    bench.serve(returned, "1")
    bench.passes(minutes=2)
    bench.say("return_file", returned, missing=("d2", "tidak_terbaca"))
    bench.serve(sent_back, "1")
    bench.passes(minutes=3)
    bench.say("finish", sent_back, outcome="TMS", missing=("d1",))
    bench.passes(minutes=20)
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(sent_back).code)
    bench.serve(sent_back, "1")
    bench.passes(minutes=3)
    bench.say("finish", sent_back, outcome="MS")
    bench.say("start", sent_back, counter="3")
    bench.passes(minutes=6)
    bench.say("finish", sent_back)
    if bench.ticket(sent_back).counter is None:
        bench.say("start", sent_back, counter="3")
    bench.passes(minutes=1)
    bench.say("send_back", sent_back, reason="salah_ketik")
    return long_file, returned, sent_back


def _one_number_for_several(bench: Bench) -> None:
    several = bench.issue("satu", also=("izin",), files=3)
    bench.say("add_service", several, service="dua")
    bench.say("add_service", several, service="satu", files=2)
    bench.say("drop_service", several, service="dua")
    bench.serve(several, "1")
    bench.say("set_files", several, files=4)
    for _ in range(3):
        bench.passes(minutes=5)
        bench.say("finish", several)


def _the_visitors_way(bench: Bench) -> None:
    """Help, slips, held, changed, called three times, back again, not collected, collected."""
    bench.say("ask_help", actor=KIOSK)
    bench.say("answer_help", device=KIOSK.id)
    letter, changed, early = bench.issue("surat"), bench.issue("satu", help=True), bench.issue("satu", language="en")
    bench.say("report_slip", letter, actor=KIOSK, outcome="printed", copy=False)
    bench.say("cancel", early, reason="pulang")
    bench.say("change_service", changed, service="izin", print=True)
    bench.say("call_chosen", changed, counter="2", actor=SENIOR, reason="sakit")
    for verb in ("recall", "recall", "no_show"):
        bench.passes(seconds=30)
        bench.say(verb, changed)
    bench.say("reinstate", changed)
    bench.serve(changed, "2")
    bench.say("hold", changed, reason="fotokopi")
    bench.passes(minutes=7)
    bench.say("resume", changed, counter="2")
    bench.say("finish", changed, outcome="ditolak")
    bench.serve(letter, "1")
    bench.passes(minutes=2)
    bench.say("finish", letter, outcome="MS")
    bench.say("start", letter, counter="3")
    bench.passes(minutes=9)
    _made_ready(bench, letter)
    bench.say("call_chosen", letter, counter="1", actor=SENIOR, reason="janji")
    for verb in ("recall", "recall", "no_show"):
        bench.passes(seconds=30)
        bench.say(verb, letter)
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(letter).code)
    bench.call("1")
    bench.say("start", letter)
    bench.say("finish", letter)


def _made_ready(bench: Bench, ticket: str) -> None:
    """From the desk where it is worked on to the front desk, which gets it ready to be collected."""
    bench.say("finish", ticket, then="pass_on")
    bench.say("start", ticket, counter="1")
    bench.say("finish", ticket)


def _mistakes(bench: Bench) -> None:
    """Taken back, and issued by mistake."""
    ticket, wrong = bench.issue("satu"), bench.issue("izin")
    bench.say("void", wrong, reason="salah_buat")
    bench.serve(ticket, "1")
    bench.passes(minutes=2)
    bench.say("hold", ticket, reason="ambil_berkas")
    bench.passes(seconds=20)
    bench.say("undo", ticket, actor=a_clerk("a-1"))
    bench.say("finish", ticket)


def _who_waits_for_whom(bench: Bench) -> None:
    """Bound to a person who leaves; a file whose visitor came back for it and went away again."""
    bound = bench.issue("satu")
    bench.serve(bound, "1")
    bench.say("transfer", bound, to_person="a-2")
    bench.say("pause", counter="2", reason="rapat")
    bench.say("close", counter="2")
    bench.open("2")
    bench.serve(bound, "2")
    bench.say("finish", bound)
    back = bench.issue("paraf")
    bench.serve(back, "1")
    bench.say("return_file", back, missing=("berkas_kurang",))
    bench.passes(minutes=15)
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(back).code)
    bench.say("call_chosen", back, counter="1", actor=SENIOR, reason="lainnya")
    for verb in ("recall", "recall", "no_show"):
        bench.passes(seconds=30)
        bench.say(verb, back)


def _registers(bench: Bench) -> None:
    """A number of the automatic book, voided and given again; one of the paper book."""
    numbered = bench.issue("nomor")
    bench.serve(numbered, "1")
    bench.say("finish", numbered)
    bench.say("start", numbered, counter="3")
    bench.passes(minutes=3)
    bench.say("finish", numbered)
    [given] = bench.ticket(numbered).registers
    bench.say("void_register", actor=ADMIN, book="agenda", year=2026, printed=given, reason="salah_tulis", again=True)
    bench.serve(numbered, "1")
    bench.say("finish", numbered, register_number="474/118")


def _complaints_begin(bench: Bench) -> str:
    """By telephone, about staff; and one told at the counter. Returns: the first, which nobody answers in time."""
    texts = {"complaint": "Contoh pengaduan.", "contact": "0800-000-000"}
    answer = bench.say(
        "take_complaint",
        actor=RECEPTION,
        service="aduan",
        channel="telepon",
        read_back=True,
        confidential=True,
        texts=texts,
    )
    risen = str(answer.event.data["ticket"]["id"])
    bench.say("classify", risen, actor=TEAM, classed="berat")
    told = bench.issue("aduan")
    bench.serve(told, "1")
    bench.say("record_complaint", told, read_back=True, texts={"complaint": "Contoh lain."})
    bench.say("finish", told, outcome="naik")
    bench.say("answer", told, actor=TEAM, texts={"answer": "Contoh jawaban."})
    bench.say("start", told, actor=TEAM)
    bench.say("finish", told, actor=TEAM, outcome="selesai")
    bench.say(
        "purge", actor=ADMIN, ids=(next(id_ for id_, kept in bench.office.private.items() if kept.ticket == told),)
    )
    return risen


def _on_paper(bench: Bench) -> None:
    """The power was out for an hour; then the numbers of the sheet are entered."""
    bench.say("stop_clock", actor=ADMIN, reason="listrik")
    bench.passes(minutes=50)
    bench.say("go_on", actor=ADMIN)
    bench.say("enter_paper", actor=SENIOR, service="satu", running=1, arrived="08:30", finished="08:45")
    bench.say("enter_paper", actor=SENIOR, service="satu", running=3, arrived="08:40")
    bench.say("stop_clock", actor=ADMIN, reason="aplikasi", services=("izin",), lanes=("tanda",))


def _left_at_closing(bench: Bench) -> str:
    """Somebody still waits when the office closes, and a clerk has left a file at the counter."""
    bench.now = at(19, 15, 20)
    kept, left = bench.issue("satu"), bench.issue("surat")
    bench.serve(left, "1")
    bench.say("finish", left, outcome="MS")
    bench.say("start", left, counter="3")
    return kept


def _the_lanes(bench: Bench) -> None:
    """Nobody is in a lane on Friday; another covers a second one, and the first is back before it was said."""
    bench.say("lane_absent", actor=SENIOR, lane="kerja", day=at(23, 8).date(), reason="lainnya")
    bench.say("cover_lane", actor=SENIOR, lane="tanda", by="periksa", tomorrow=True, capacity="plh", reason="lainnya")


def _friday(bench: Bench, *, kept: str, sent_back: str) -> None:
    bench.now = at(20, 0, 5)
    bench.tick()
    bench.now = at(20, 8, 10)
    bench.say("lane_back", actor=SENIOR, lane="kerja")
    bench.say("go_on", actor=ADMIN)
    for counter in "134":
        bench.open(counter)
    bench.say("open", counter="1", actor=a_clerk("a-5"), take_over=True)
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(kept).code)
    bench.call("1")
    bench.say("start", kept)
    bench.say("finish", kept)
    # The drafter mends it, the signers initial and sign it in one sitting.
    bench.say("start", sent_back, counter="3")
    for _ in range(3):
        bench.passes(minutes=5)
        bench.say("finish", sent_back)
    bench.say("publish", actor=SYSTEM, document=plain(a_procedure("satu", a_step("1", "depan"))))
    bench.say("configure", actor=SYSTEM, document=plain(replace(an_office(), returned_days=None)))


def _next_week(bench: Bench, *, long_file: str, returned: str, risen: str) -> None:
    """The days-long file is collected; the one that was not completed ends; the complaint has risen by itself."""
    for day in range(21, 27):
        bench.now = at(day, 0, 1)
        bench.tick()
    bench.now = at(26, 9)
    bench.say("confirm_clock", actor=SYSTEM)
    assert bench.ticket(risen).risen
    for counter in "13":
        bench.open(counter)
    bench.say("start", long_file, counter="3")
    bench.passes(minutes=30)
    _made_ready(bench, long_file)
    bench.say("re_enter", actor=KIOSK, code=bench.ticket(long_file).code)
    bench.call("1")
    bench.say("start", long_file)
    bench.say("finish", long_file)
    bench.now = at(27, 9)
    bench.issue("satu", priority=True)
