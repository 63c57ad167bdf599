"""
Every page, of every service, in both languages, on four panels: nothing clipped, torn, overlapping, too small or too close.

The pages are asked as values; what they look like is for eyes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from kiosk import flow
from kiosk.screens.components import Moment
from kiosk.screens.compose import compose, compose_pairing
from kiosk.screens.panel import Panel
from kiosk.screens.sheet import Glyphs, Rect, Sheet, Target
from kiosk.screens.typeface import load_fonts
from kiosk.state import Paper, Screen
from server.look.legibility import minimum_px
from server.look.tokens import CAPITAL_EM
from server.protocol import KioskService, OpeningPart, Problem, Words
from tests.kiosk.kiosk_offices import MORNING, OFFICES, issued, office_view

PANELS = {
    "21.5 portrait": Panel(width=1080, height=1920),
    "21.5 landscape": Panel(width=1920, height=1080),
    "15.6 portrait": Panel(width=1080, height=1920, diagonal_inch=15.6),
    "15.6 landscape": Panel(width=1920, height=1080, diagonal_inch=15.6),
}
T0 = timedelta(hours=1)
MOMENT = Moment(local=MORNING.astimezone(ZoneInfo("Asia/Jakarta")), mono=T0 + timedelta(seconds=7))
PROBLEM = Problem(
    code="closed",
    sentence="Nomor untuk layanan ini sudah habis hari ini",
    next="Silakan kembali pada hari kerja berikutnya.",
)


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp: object) -> None:
    load_fonts()


def touched(screen: Screen, *names: str) -> Screen:
    for name in names:
        screen, _ = flow.touch(screen, on=name, now=T0, new_id="request-1")
    return screen


def at_home(office: str, language: Literal["id", "en"], *, practice: bool = False) -> Screen:
    screen, _ = flow.line(Screen(), state="connected", since=None, now=T0)
    screen, _ = flow.feed(screen, view=office_view(office, practice=practice), now=T0)
    return touched(screen, "language") if language == "en" else screen


def with_number(
    screen: Screen, service: KioskService, paper: Paper, *, number: str = "M-088", ahead: int = 12
) -> Screen:
    answer = issued(service=service.id, number=number, ahead=ahead, collect_on=service.collect_on)
    screen, _ = flow.kept(touched(screen, f"service:{service.id}", "take-number"), issued=answer, paper=paper, now=T0)
    if paper not in ("printing", "printed", "none"):
        screen, _ = flow.staff_told(screen, ticket_id=answer.ticket_id)
    return screen


def turned(screen: Screen, panel: Panel) -> Iterator[Screen]:
    """The screen and every further page of its list or text."""
    for _ in range(30):
        yield screen
        names = {each.name for each in compose(screen, panel=panel, moment=MOMENT).targets}
        if "page:next" not in names:
            return
        screen = touched(screen, "page:next")
    raise AssertionError("a pager without end")


def screens(office: str, language: Literal["id", "en"], panel: Panel) -> Iterator[tuple[str, Screen]]:
    """Every screen of an office, with a name for the message of a failing test."""
    home = at_home(office, language)
    view = office_view(office)
    for group in (None, "all", *(each.id for each in view.office.groups)):
        start = touched(home, f"group:{group}") if group else home
        yield from ((f"home {group}", each) for each in turned(start, panel))
    for query in ("", "ktp", "surat", "zzz", "a" * 24):
        start = touched(home, "search", *(f"key:{letter}" for letter in query))
        yield from ((f"search {query}", each) for each in turned(start, panel))
    for service in view.services:
        opened = touched(home, f"service:{service.id}")
        if service.offer == "elsewhere":
            yield f"elsewhere {service.id}", opened
            continue
        ways = ((), ("fold:steps",), ("fold:priority",), ("priority:lansia", "help", "tick:0"))
        for way in ways:
            yield from ((f"service {service.id} {way}", each) for each in turned(touched(opened, *way), panel))
        yield f"busy {service.id}", touched(opened, "take-number")
        yield f"number {service.id}", with_number(home, service, "printing")
        yield f"trouble {service.id}", with_number(home, service, "cover", ahead=0)


def problems(sheet: Sheet, panel: Panel) -> Iterator[str]:
    """What is wrong with a sheet, in words."""
    page = Rect(0, 0, sheet.width, sheet.height)
    lines: list[tuple[Glyphs, Target | None]] = [(op, None) for op in sheet.ops if isinstance(op, Glyphs)]
    lines += [(op, target) for target in sheet.targets for op in target.ops if isinstance(op, Glyphs)]
    for op, target in lines:
        if op.torn:
            yield f"a torn word: {op.text!r}"
        if op.face.size < panel.minimum:
            yield f"{op.text!r} is {op.face.size} px, under {panel.minimum:.1f}"
        ink = _ink(op)
        if not _inside(ink, page, slack=1):
            yield f"{op.text!r} leaves the panel"
        if target is not None and not _inside(ink, target.rect, slack=1):
            yield f"{op.text!r} leaves its button {target.name}"
        if op.x + op.advance > op.room.right + 3:
            yield f"{op.text!r} is wider than its place"
    inks = [(op, _ink(op)) for op, _ in lines]
    for (one, first), (other, second) in itertools.combinations(inks, 2):
        if _overlap(first, second) > 2:
            yield f"{one.text!r} lies on {other.text!r}"
    for target in sheet.targets:
        if not _inside(target.rect, page, slack=0.5):
            yield f"{target.name} leaves the panel"
        least = minimum_px("keypad_touch" if target.keypad else "main_touch", mm_per_px=panel.pitch)
        if target.rect.h < least - 1 or target.rect.w < least - 1:
            yield f"{target.name} is {target.rect.w:.0f} x {target.rect.h:.0f}, a finger needs {least:.0f}"
    for one_target, other_target in itertools.combinations(sheet.targets, 2):
        gap = _gap(one_target.rect, other_target.rect)
        ticks = one_target.name.startswith("tick:") and other_target.name.startswith("tick:")
        if gap < (0 if ticks else 0.9 * minimum_px("gap", mm_per_px=panel.pitch)):
            yield f"{one_target.name} and {other_target.name} are {gap:.0f} px apart"
    for op, target in lines:
        if target is None:
            for other_target in sheet.targets:
                if _overlap(_ink(op), other_target.rect) > 2:
                    yield f"{op.text!r} lies on the button {other_target.name}"
    names = [each.name for each in sheet.targets] + [each.name for each in sheet.marks]
    if len(names) != len(set(names)):
        yield f"a name twice: {sorted(names)}"
    for target in sheet.targets:
        if not target.label.strip() or "*" in target.label:
            yield f"{target.name} has no words: {target.label!r}"


def _ink(op: Glyphs) -> Rect:
    high = op.face.size * CAPITAL_EM
    return Rect(op.x, op.baseline - high, op.advance, high)


def _inside(one: Rect, other: Rect, *, slack: float) -> bool:
    return (
        one.x >= other.x - slack
        and one.y >= other.y - slack
        and one.right <= other.right + slack
        and one.bottom <= other.bottom + slack
    )


def _overlap(one: Rect, other: Rect) -> float:
    """Smaller side of what two places share, 0 for nothing."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return min(wide, high) if wide > 0 and high > 0 else 0.0


def _gap(one: Rect, other: Rect) -> float:
    wide = max(one.x, other.x) - min(one.right, other.right)
    high = max(one.y, other.y) - min(one.bottom, other.bottom)
    return max(wide, high)


def assert_fine(name: str, screen: Screen, panel: Panel) -> None:
    found = sorted(set(problems(compose(screen, panel=panel, moment=MOMENT), panel)))
    assert not found, f"{name}:\n  " + "\n  ".join(found[:12])


@pytest.mark.slow
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("office", OFFICES)
def test_every_page_of_every_service_has_room_for_its_words(
    office: str, language: Literal["id", "en"], panel: str
) -> None:
    for name, screen in screens(office, language, PANELS[panel]):
        assert_fine(name, screen, PANELS[panel])


def closed(screen: Screen) -> Screen:
    """The same page while the office gives no numbers."""
    assert screen.view is not None
    notice = Words(
        id="Nomor diberikan lagi Kamis, 24 Desember pukul 07.30.",
        en="Numbers are given again Wednesday, 23 December at 07.30.",
    )
    shut = OpeningPart(open=False, numbers=False, opens=None, numbers_from=None, notice=notice)
    return flow.feed(screen, view=replace(screen.view, opening=shut), now=T0)[0]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("practice", [False, True])
def test_every_message_has_room_for_its_words(language: Literal["id", "en"], panel: str, practice: bool) -> None:
    home = at_home("kecamatan-metro-selatan", language, practice=practice)
    service = office_view("kecamatan-metro-selatan").services[0]
    asked = touched(home, f"service:{service.id}", "take-number")
    papers: tuple[Paper, ...] = ("printing", "printed", "none", "out", "cover", "offline", "unknown", "failed")
    everything = {
        "help": flow.help_answered(touched(home, "ask-clerk"), request_id="request-1", now=T0)[0],
        "cut off": flow.line(home, state="cut_off", since=MORNING, now=T0)[0],
        "cut off while asked": flow.unanswered(asked, request_id="request-1", now=T0)[0],
        "refused": flow.refused(asked, request_id="request-1", problem=PROBLEM, now=T0)[0],
        "asking": touched(home, "ask-clerk"),
        "starting": replace(Screen(), language=language),
        "contrast": touched(home, "contrast"),
        "home closed": closed(home),
        "closed": closed(touched(home, f"service:{service.id}")),
        **{f"paper {paper}": with_number(home, service, paper, number="X1-001") for paper in papers},
    }
    for name, screen in everything.items():
        assert_fine(name, screen, PANELS[panel])
    warned = touched(home, f"service:{service.id}")
    assert warned.until is not None
    moment = replace(MOMENT, mono=warned.until - timedelta(seconds=20))
    sheet = compose(warned, panel=PANELS[panel], moment=moment)
    assert {each.name for each in sheet.targets} == {"more-time", "start-over"}
    pairing = compose_pairing(replace(Screen(), language=language), panel=PANELS[panel], moment=MOMENT, code="493817",
                              address="http://192.168.10.20:8000")  # fmt: skip
    assert not list(problems(pairing, PANELS[panel]))
    written = " ".join(op.text for op in pairing.ops if isinstance(op, Glyphs))
    assert "python -m server pair 493817 --office …" in written


@pytest.mark.parametrize("panel", PANELS)
def test_language_and_contrast_are_on_every_page(panel: str) -> None:
    home = at_home("kecamatan-001", "id")
    service = office_view("kecamatan-001").services[0]
    for screen in (
        home,
        touched(home, "search"),
        touched(home, f"service:{service.id}"),
        with_number(home, service, "printing"),
        flow.line(home, state="cut_off", since=None, now=T0)[0],
        Screen(),
    ):
        names = {each.name for each in compose(screen, panel=PANELS[panel], moment=MOMENT).targets}
        assert {"language", "contrast"} <= names


@pytest.mark.parametrize("panel", PANELS)
def test_a_long_list_gets_a_pager_that_shows_each_service_once(panel: str) -> None:
    home = touched(at_home("kecamatan-001", "id"), "group:all")
    shown: list[str] = []
    for screen in turned(home, PANELS[panel]):
        targets = compose(screen, panel=PANELS[panel], moment=MOMENT).targets
        shown += [each.name for each in targets if each.name.startswith("service:")]
    assert sorted(shown) == sorted(f"service:{each.id}" for each in office_view("kecamatan-001").services)


def test_all_services_of_a_group_fit_the_first_page_of_the_picture() -> None:
    sheet = compose(at_home("kecamatan-001", "id"), panel=PANELS["21.5 portrait"], moment=MOMENT)
    names = [each.name for each in sheet.targets if each.name.startswith("service:")]
    assert len(names) == 6
    assert "page:next" not in {each.name for each in sheet.targets}


def test_a_tile_never_shows_a_zero() -> None:
    sheet = compose(at_home("kecamatan-001", "id"), panel=PANELS["21.5 portrait"], moment=MOMENT)
    labels = [each.label for each in sheet.targets if each.name.startswith("service:")]
    assert any("Tidak ada antrean" in label for label in labels)
    assert not any(" 0 " in f" {label} " for label in labels)


def test_a_days_long_service_says_when_to_collect() -> None:
    sheet = compose(at_home("kecamatan-metro-selatan", "id"), panel=PANELS["21.5 portrait"], moment=MOMENT)
    labels = {each.name: each.label.replace("\N{NO-BREAK SPACE}", " ") for each in sheet.targets}
    assert "Selesai 1 hari kerja: ambil Senin, 23 November" in labels["service:000-02"]


def test_a_practice_office_says_so_on_every_page() -> None:
    home = at_home("kecamatan-metro-selatan", "id", practice=True)
    service = office_view("kecamatan-metro-selatan").services[0]
    for screen in (
        home,
        touched(home, "search"),
        touched(home, "service:000-01"),
        with_number(home, service, "printed"),
    ):
        marks = {each.name: each.label for each in compose(screen, panel=PANELS["21.5 portrait"], moment=MOMENT).marks}
        assert "LATIHAN" in marks["practice"]


def test_type_under_the_legible_minimum_is_refused() -> None:
    far = Panel(width=1080, height=1920, distance_m=1.5)
    sheet = compose(at_home("kecamatan-metro-selatan", "id"), panel=far, moment=MOMENT)
    sizes = {op.face.size for op in sheet.ops if isinstance(op, Glyphs)}
    assert min(sizes) >= far.minimum > 100


def test_a_number_with_the_widest_letters_fits_the_panel() -> None:
    service = office_view("kecamatan-metro-selatan").services[0]
    for panel, number in itertools.product(PANELS.values(), ("M-999", "W-888", "X10-888")):
        screen = with_number(at_home("kecamatan-metro-selatan", "id"), service, "printing", number=number)
        assert_fine(number, screen, panel)


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("panel", PANELS)
def test_trouble_is_told_on_the_first_page_while_numbers_are_given_and_leaves_room(office: str, panel: str) -> None:
    home = at_home(office, "id")
    assert home.view is not None
    told = (
        "Gangguan sistem: Surat Keterangan Usaha, Pengesahan/Legalisasi Dokumen, sejak 08.14. Nomor Anda tetap berlaku."
    )
    stands = OpeningPart(open=True, numbers=True, opens=None, numbers_from=None, notice=Words(id=told, en=told))
    screen = flow.feed(home, view=replace(home.view, opening=stands), now=T0)[0]
    sheet = compose(screen, panel=PANELS[panel], moment=MOMENT)
    written = " ".join(op.text for op in sheet.ops if isinstance(op, Glyphs)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Gangguan sistem" in written
    assert_fine("home with trouble", screen, PANELS[panel])
