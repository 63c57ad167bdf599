"""Every sentence a program says has its Indonesian form, and the compiled catalogues are the written ones."""

from __future__ import annotations

import gettext
import shutil
from pathlib import Path

import pytest

from deploy.words import BOOKS, ROOT, Book, compile_, faults, main, update

PRINTER = next(book for book in BOOKS if book.domain == "printer")
ADMIN = next(book for book in BOOKS if book.domain == "admin")


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS, ids=[book.domain for book in BOOKS])
def test_every_sentence_in_the_code_is_translated_and_compiled(book: Book) -> None:
    assert faults(book) == [], "python -m deploy.words brings the catalogue up to date"


def test_every_folder_of_words_has_its_books() -> None:
    found = [path for pattern in ("*", "*/*") for path in ROOT.glob(f"{pattern}/locale/id/LC_MESSAGES/*.po")]
    assert {(path.parents[3].relative_to(ROOT).as_posix(), path.stem) for path in found} == {
        (book.room, book.domain) for book in BOOKS
    }


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A root with a printer of two sentences, translated and compiled."""
    (tmp_path / "printer").mkdir()
    (tmp_path / "printer" / "said.py").write_text('_("Fee:")\nsay_n("{n} slip", "{n} slips", 2)\n', encoding="utf-8")
    update(PRINTER, root=tmp_path)
    translate(tmp_path, "Fee:", "Biaya:")
    translate(tmp_path, "{n} slip", "{n} karcis")
    assert compile_(PRINTER, root=tmp_path)
    assert faults(PRINTER, root=tmp_path) == []
    return tmp_path


def translate(root: Path, english: str, indonesian: str) -> None:
    """Fill in the form of one sentence, as a translator does."""
    po = PRINTER.po(root)
    head, found, rest = po.read_text(encoding="utf-8").partition(f'msgid "{english}"\n')
    assert found
    for empty in ('msgstr ""\n', 'msgstr[0] ""\n'):
        before, hole, after = rest.partition(empty)
        if hole and "msgid " not in before:
            rest = before + hole.replace('""', f'"{indonesian}"') + after
    po.write_text(head + found + rest, encoding="utf-8")


def test_a_new_sentence_comes_in_empty_and_is_named_until_it_is_translated_and_compiled(room: Path) -> None:
    (room / "printer" / "new.py").write_text('_("Out of paper")\n', encoding="utf-8")
    po = "printer/locale/id/LC_MESSAGES/printer.po"
    assert faults(PRINTER, root=room) == [f"{po}: not in the catalogue: Out of paper"]
    assert update(PRINTER, root=room)
    assert faults(PRINTER, root=room) == [f"{po}: not translated: Out of paper"]
    translate(room, "Out of paper", "Kertas habis")
    assert faults(PRINTER, root=room) == [f"{po}: not compiled"]
    assert compile_(PRINTER, root=room)
    assert faults(PRINTER, root=room) == []
    with PRINTER.mo(room).open("rb") as file:
        words = gettext.GNUTranslations(file)
    assert (words.gettext("Out of paper"), words.gettext("Fee:")) == ("Kertas habis", "Biaya:")
    assert words.ngettext("{n} slip", "{n} slips", 2) == "{n} karcis"


def test_a_second_run_changes_nothing(room: Path) -> None:
    written = PRINTER.po(room).read_bytes()
    assert not update(PRINTER, root=room)
    assert not compile_(PRINTER, root=room)
    assert PRINTER.po(room).read_bytes() == written


def test_a_sentence_that_left_the_code_is_set_aside_with_its_translation(room: Path) -> None:
    (room / "printer" / "said.py").write_text('say_n("{n} slip", "{n} slips", 2)\n', encoding="utf-8")
    assert faults(PRINTER, root=room) == [
        "printer/locale/id/LC_MESSAGES/printer.po: not in the code any more: Fee:",
    ]
    update(PRINTER, root=room)
    compile_(PRINTER, root=room)
    assert faults(PRINTER, root=room) == []
    assert '#~ msgstr "Biaya:"' in PRINTER.po(room).read_text(encoding="utf-8")


def test_a_translation_with_a_name_the_code_does_not_fill_in_is_found(room: Path) -> None:
    po = PRINTER.po(room)
    po.write_text(po.read_text(encoding="utf-8").replace("{n} karcis", "{jumlah} karcis"), encoding="utf-8")
    compile_(PRINTER, root=room)
    assert faults(PRINTER, root=room) == [
        "printer/locale/id/LC_MESSAGES/printer.po: does not know {jumlah}: {n} slip",
    ]


@pytest.mark.slow
def test_a_sentence_of_an_admin_page_goes_into_the_admins_catalogue_and_a_shared_one_stays(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "server" / "pages", tmp_path / "server" / "pages")
    templates = tmp_path / "server" / "pages" / "templates"
    (templates / "admin_extra.html").write_text("{{ _('Only admins read this') }}", encoding="utf-8")
    (templates / "extra.html").write_text("{{ _('Everybody reads this') }}", encoding="utf-8")
    pages = next(book for book in BOOKS if book.domain == "pages")
    admins, everybody = faults(ADMIN, root=tmp_path), faults(pages, root=tmp_path)
    assert any("Only admins read this" in each for each in admins)
    assert any("Everybody reads this" in each for each in everybody)
    assert not any("Everybody" in each for each in admins) and not any("Only admins" in each for each in everybody)


def test_an_unknown_catalogue_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["kasir"])
    assert ended.value.code == 2
    assert capsys.readouterr().err == ("There is no catalogue kasir. There are: kiosk, board, printer, admin, pages\n")
