"""The virtual printer puts on paper what a real one would: text, pictures, codes, and other programs' bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image

from printer._escpos import escpos
from printer.emulator.machine import Machine
from printer.emulator.paper import PrintedSlip

RECORDED = (Path(__file__).parent / "receiptline.bin").read_bytes()


def printed(data: bytes, *, width: int = 576) -> list[PrintedSlip]:
    machine = Machine(width=width)
    return machine.receive(machine.connect(), data)


def ink_box(picture: Image.Image) -> tuple[int, int, int, int]:
    box = picture.convert("L").point([255] * 128 + [0] * 128).getbbox()
    assert box is not None
    return box


def test_bytes_of_another_generator_render_right() -> None:
    first, second, _ = printed(RECORDED)
    assert first.text[:3] == ("KARCIS UJI", "Nomor antrean", "A-012")
    assert "Di depan Anda 3 orang" in first.text
    assert "Kata biasa: Silakan menunggu. é ±" in first.text
    assert "╭────────────────────┬────────────────────╮" in first.text
    [code] = zxingcpp.read_barcodes(first.picture.convert("L"))
    assert code.text == "48217093"
    assert second.text == ("Karcis kedua",)


def test_the_rule_of_another_generator_goes_across_the_paper() -> None:
    first, *_ = printed(RECORDED)
    ink = first.picture.convert("L")
    # Row by row: one of them is the ruled line, black from edge to edge.
    assert any(ink.crop((0, y, 576, y + 1)).getextrema() == (0, 0) for y in range(ink.height))


def test_a_native_code_is_drawn_and_read_back() -> None:
    printer = escpos().dummy()
    printer.qr("48217093", native=True, size=6)
    printer.cut()
    [slip] = printed(printer.output)
    assert slip.codes == ("48217093",)
    [code] = zxingcpp.read_barcodes(slip.picture.convert("L"))
    assert code.text == "48217093"


@pytest.mark.parametrize("impl", ["bitImageRaster", "graphics", "bitImageColumn"])
def test_every_way_to_send_a_picture_gives_the_same_picture(impl: str) -> None:
    code = segno.make_qr("48217093")
    rows = [bytes(row) for row in code.matrix]
    picture = Image.new("1", (len(rows), len(rows)), 1)
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    picture = picture.resize((168, 168), Image.Resampling.NEAREST)
    printer = escpos().dummy(profile="TM-T20II")
    printer.image(picture, impl=impl)
    printer.cut()
    [slip] = printed(printer.output)
    left, top, right, bottom = ink_box(slip.picture)
    assert (right - left, bottom - top) == (168, 168)
    assert slip.picture.crop((left, top, right, bottom)).tobytes() == picture.tobytes()


def test_alignment_moves_the_text() -> None:
    boxes = [ink_box(printed(b"\x1ba" + bytes((align,)) + b"MMMM\n\x1dV\x00")[0].picture) for align in (0, 1, 2)]
    lefts = [box[0] for box in boxes]
    assert lefts[0] < 12
    assert abs((boxes[1][0] + boxes[1][2]) / 2 - 288) <= 2
    assert boxes[2][2] > 564


def test_size_doubles_the_characters() -> None:
    plain, double = (ink_box(printed(size + b"HHHH\n\x1dV\x00")[0].picture) for size in (b"", b"\x1d!\x11"))
    assert double[2] - double[0] == pytest.approx(2 * (plain[2] - plain[0]), abs=6)
    assert double[3] - double[1] == pytest.approx(2 * (plain[3] - plain[1]), abs=3)


def test_bold_has_more_ink_and_reverse_has_a_ground() -> None:
    def ink(data: bytes) -> int:
        return sum(255 - value for value in printed(data + b"Silakan\n\x1dV\x00")[0].picture.convert("L").tobytes())

    assert ink(b"\x1bE\x01") > 1.1 * ink(b"")
    assert ink(b"\x1dB\x01") > 2 * ink(b"")
    assert ink(b"\x1b-\x02") > ink(b"")


def test_a_line_too_long_goes_on_below() -> None:
    [slip] = printed(b"W" * 60 + b"\n\x1dV\x00")
    assert slip.text == ("W" * 48, "W" * 12)


def test_code_pages_are_obeyed() -> None:
    [slip] = printed(b"\x1bt\x10caf\xe9\n\x1bt\x00caf\x82\n\x1dV\x00")
    assert slip.text == ("café", "café")


def test_a_barcode_shows_its_data() -> None:
    [slip] = printed(b"\x1dk\x04A-012\x00\x1dV\x00")
    assert slip.text == ("A-012",)


def test_unknown_commands_and_pulses_print_nothing() -> None:
    [slip] = printed(b"\x1bz\x1bp\x00\x19\xfaAda\n\x1dV\x00")
    assert slip.text == ("Ada",)


def test_each_cut_ends_a_slip() -> None:
    slips = printed(b"satu\n\x1dV\x01dua\n\x1bitiga\n\x1dVB\x20")
    assert [slip.text for slip in slips] == [("satu",), ("dua",), ("tiga",)]
    assert slips[2].picture.height == slips[0].picture.height + 32
