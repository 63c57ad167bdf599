"""The slip is drawn as LOOKS has it, can be read back, and never cuts anything off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from printer.record import SlipUnreadableError, decode_slip, encode_slip
from printer.setup_slips import draw_pairing_slip, draw_test_slip
from printer.slip import WIDTHS, AnySlip, PickupSlip, ReceiptSlip, ReturnedSlip, Slip, draw, with_copy_bar
from server.look.words import Language

PICTURES = Path(__file__).parent / "pictures"
WIB = timezone(timedelta(hours=7))

SLIP = Slip(
    office="Kecamatan Metro Selatan",
    address="Jl. Letjend. Suprpto No. 13, Margodadi",
    zone="WIB",
    issued=datetime(2026, 11, 20, 9, 24, tzinfo=WIB),
    number="A-023",
    service="Surat Pengantar Nikah",
    people_ahead=3,
    promised="35 menit",
    requirements=("Surat Kepala KUA kepada Camat Metro Selatan",),
    code="48217093",
)
PICKUP = PickupSlip(
    office="Kecamatan Metro Selatan",
    address="Jl. Letjend. Suprpto No. 13, Margodadi",
    zone="WIB",
    working_days=2,
    collect_on=date(2026, 11, 24),
    hours="08.00–15.00",
    service="Surat Keterangan Usaha",
    received_on=date(2026, 11, 20),
    number="S-006",
    code="48217093",
)


RETURNED = ReturnedSlip(
    office="Kecamatan Metro Selatan",
    address="Jl. Letjend. Suprpto No. 13, Margodadi",
    zone="WIB",
    printed=datetime(2026, 11, 20, 9, 52, tzinfo=WIB),
    number="A-023",
    service="Surat Pengantar Nikah",
    missing=("Surat Kepala KUA kepada Camat Metro Selatan",),
    complete=("Berkas permohonan",),
    until=date(2026, 11, 27),
    code="48217093",
)


RECEIPT = ReceiptSlip(
    office="Dinas Kependudukan dan Pencatatan Sipil Kota Metro",
    zone="WIB",
    received=datetime(2026, 11, 20, 9, 12, tzinfo=WIB),
    number="U-002",
    service="Pengaduan",
    channel="telepon atau faks",
    levels=(
        ("Petugas media pengaduan", "1 hari kerja"),
        ("Kasi yang membidangi", "1 hari kerja"),
        ("Kepala Dinas", ""),
    ),
    rises=True,
    now_at="Petugas media pengaduan",
    until=date(2026, 11, 23),
    code="48217093",
)


def rows(picture: Image.Image) -> list[tuple[int, int] | None]:
    """Give the leftmost and rightmost ink of each row, None for an empty one."""
    ink = picture.convert("L").point([255] * 128 + [0] * 128)
    found: list[tuple[int, int] | None] = []
    for y in range(ink.height):
        box = ink.crop((0, y, ink.width, y + 1)).getbbox()
        found.append(None if box is None else (box[0], box[2] - 1))
    return found


def bar_heights(picture: Image.Image) -> list[int]:
    """Give the heights of the inverted bars: runs of rows with ink from edge to edge."""
    heights, run = [], 0
    for row in [*rows(picture), None]:
        if row == (0, picture.width - 1):
            run += 1
        elif run:
            heights.append(run)
            run = 0
    return heights


def assert_nothing_is_cut(picture: Image.Image) -> None:
    margin = round(picture.width / 24)
    for row in rows(picture):
        if row is not None and row != (0, picture.width - 1):
            # The number's side bearing may stand out by a few dots; a bar's rows go from edge to edge.
            assert row[0] >= margin - 6
            assert row[1] <= picture.width - margin + 6


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("slip", [SLIP, PICKUP, RETURNED, RECEIPT], ids=["slip", "pickup", "returned", "receipt"])
def test_the_code_is_read_back_from_the_picture(slip: AnySlip, width: int) -> None:
    picture = draw(slip, width=width)
    assert picture.mode == "1"
    assert picture.width == width
    [found] = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == "48217093"


def test_a_public_address_goes_into_the_code_instead() -> None:
    url = "https://antrean.example/k/48217093"
    [found] = zxingcpp.read_barcodes(draw(replace(SLIP, url=url)).convert("L"))
    assert found.text == url


@pytest.mark.parametrize(
    ("name", "slip", "width"),
    [
        ("slip", SLIP, 576),
        ("slip-384", SLIP, 384),
        ("pickup", PICKUP, 576),
        ("returned", RETURNED, 576),
        ("receipt", RECEIPT, 576),
        ("receipt-384", RECEIPT, 384),
    ],
)
def test_a_slip_looks_as_it_was_approved(name: str, slip: AnySlip, width: int) -> None:
    with Image.open(PICTURES / f"{name}.png") as approved:
        drawn = draw(slip, width=width)
        assert drawn.size == approved.size
        differing = ImageChops.logical_xor(drawn, approved.convert("1")).histogram()[255]
    # A few dots may fall to the other side with another version of the font renderer; a moved line is far more.
    assert differing < 0.005 * drawn.width * drawn.height


@pytest.mark.parametrize(("width", "millimetres"), [(576, 15), (512, 13), (384, 9.5)])
def test_the_number_is_the_largest_thing_on_the_paper(width: int, millimetres: float) -> None:
    picture = draw(SLIP, width=width)
    runs, run = [], 0
    for row in rows(picture)[: picture.height // 3]:
        run = run + 1 if row is not None and row != (0, width - 1) else 0
        runs.append(run)
    assert max(runs) * 0.125 >= millimetres


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", ["A-001", "M-999", "X1-001", "M-1234", "W12-1000"])
def test_every_number_fits_on_one_line(number: str, width: int) -> None:
    assert_nothing_is_cut(draw(replace(SLIP, number=number), width=width))


@settings(max_examples=15, deadline=None)
@given(
    service=st.text(alphabet="abc DEFGH ijk-WM", min_size=1, max_size=160),
    requirements=st.lists(st.text(alphabet="abcWM -/,", max_size=90), max_size=4),
    office=st.text(alphabet="abc WM", min_size=1, max_size=80),
    width=st.sampled_from(WIDTHS),
    copy=st.booleans(),
)
@pytest.mark.slow
def test_long_words_are_wrapped_and_never_cut(
    service: str, requirements: list[str], office: str, width: int, copy: bool
) -> None:
    slip = replace(SLIP, service=service, requirements=tuple(requirements), office=office, copy=copy)
    assert_nothing_is_cut(draw(slip, width=width))


def test_a_repeat_bears_a_bar_above_everything() -> None:
    plain, copy = draw(SLIP), draw(replace(SLIP, copy=True))
    assert len(bar_heights(copy)) == len(bar_heights(plain)) + 1
    assert rows(copy)[0] == (0, 575)
    added = copy.height - plain.height
    assert copy.crop((0, added, 576, copy.height)).tobytes() == plain.tobytes()


def test_a_kept_picture_gets_the_same_bar() -> None:
    assert with_copy_bar(draw(SLIP), language="id").tobytes() == draw(replace(SLIP, copy=True)).tobytes()


def test_a_practice_slip_bears_its_bar_and_a_repeat_of_it_both() -> None:
    assert len(bar_heights(draw(replace(SLIP, practice=True)))) == 2
    assert len(bar_heights(draw(replace(SLIP, practice=True, copy=True)))) == 3
    assert draw(replace(SLIP, practice=True)).tobytes() != draw(replace(SLIP, copy=True)).tobytes()


def test_without_a_believable_clock_no_date_is_printed() -> None:
    assert draw(replace(SLIP, issued=None)).height < draw(SLIP).height


def test_an_unknown_queue_is_left_out_and_an_empty_one_is_said_in_words() -> None:
    known, unknown = draw(SLIP), draw(replace(SLIP, people_ahead=None))
    assert unknown.height < known.height
    assert draw(replace(SLIP, people_ahead=0)).height == known.height
    assert draw(replace(SLIP, people_ahead=0)).tobytes() != known.tobytes()


def test_a_complete_list_does_not_say_that_it_is_not() -> None:
    assert draw(replace(SLIP, requirements_complete=True)).height < draw(SLIP).height
    nothing_to_bring = replace(SLIP, requirements=(), requirements_complete=True)
    assert draw(nothing_to_bring).height < draw(replace(nothing_to_bring, requirements_complete=False)).height


def test_a_discreet_slip_shows_nothing_that_tells_the_service() -> None:
    discreet = replace(SLIP, discreet=True, service="Surat keterangan", working_days=2, collect_on=date(2026, 11, 24))
    other = replace(discreet, promised="3 jam", requirements=("Akta cerai",), fee="Rp10.000", working_days=9)
    assert draw(discreet).tobytes() == draw(other).tobytes()


def test_a_days_long_service_says_when_to_collect() -> None:
    dated = replace(SLIP, working_days=1, collect_on=date(2026, 11, 23))
    assert draw(dated).height > draw(SLIP).height
    assert draw(dated).tobytes() != draw(replace(dated, collect_on=date(2026, 11, 24))).tobytes()


def test_english_is_another_slip() -> None:
    assert draw(replace(SLIP, language="en")).tobytes() != draw(SLIP).tobytes()
    assert_nothing_is_cut(draw(replace(SLIP, language="en"), width=384))


def test_a_slip_that_may_not_send_people_to_the_machine_does_not() -> None:
    assert draw(replace(SLIP, machine_return=False)).tobytes() != draw(SLIP).tobytes()
    assert draw(replace(PICKUP, machine_return=False)).height < draw(PICKUP).height


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_long_list_of_what_is_missing_fits_and_one_without_a_term_names_none(width: int, language: Language) -> None:
    missing = tuple(f"Syarat ke-{n} yang namanya panjang sekali dan perlu dua baris" for n in range(1, 13))
    long = replace(RETURNED, missing=missing, complete=(), until=None, language=language, machine_return=False)
    assert_nothing_is_cut(draw(long, width=width))
    assert draw(replace(long, until=date(2026, 11, 27)), width=width).height > draw(long, width=width).height


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_receipt_fits_with_long_names_and_leaves_out_what_is_not_known(width: int, language: Language) -> None:
    levels = tuple((f"Kepala Bidang Pelayanan Pencatatan ke-{n}", "2 hari kerja 30 menit") for n in range(1, 8))
    long = replace(RECEIPT, levels=levels, language=language, copy=True, practice=True, address="Jl. Contoh No. 1")
    assert_nothing_is_cut(draw(long, width=width))
    for changed in ({"until": None, "now_at": None}, {"rises": False}, {"received": None}, {"address": ""}):
        assert draw(replace(long, **changed), width=width).height < draw(long, width=width).height


@pytest.mark.parametrize("width", [0, 200, 383, 577])
def test_an_impossible_width_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="384"):
        draw(SLIP, width=width)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_test_slip_shows_its_edges_and_a_readable_code(width: int, language: str) -> None:
    picture = draw_test_slip(width=width, printed_at="Jumat, 20 November 2026, 09.24", language=language)  # type: ignore[arg-type]
    assert set(rows(picture)) == {(0, width - 1)}
    [found] = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == "12345678"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_pairing_slip_fits_and_says_which_server_it_asked(width: int, language: Language) -> None:
    named = draw_pairing_slip(width=width, code="K7R-2MF", address="http://192.168.100.200:8000", language=language)
    unnamed = draw_pairing_slip(width=width, code="K7R-2MF", address="", language=language)
    assert named.height > unnamed.height
    assert_nothing_is_cut(named)


@pytest.mark.parametrize(
    "slip",
    [
        SLIP,
        PICKUP,
        RETURNED,
        RECEIPT,
        replace(SLIP, issued=None, facts=(("Janji", "ya"),), collect_on=date(2026, 11, 23), working_days=1, fee="Rp0"),
    ],
    ids=["slip", "pickup", "returned", "receipt", "rare"],
)
def test_a_slip_survives_the_ledger(slip: AnySlip) -> None:
    assert decode_slip(encode_slip(slip)) == slip


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"kind": "letter"}', encode_slip(SLIP).replace('"number"', '"nummer"')]
)
def test_an_unreadable_record_is_a_named_error(text: str) -> None:
    with pytest.raises(SlipUnreadableError):
        decode_slip(text)
