"""Every sentence of the printer program has its Indonesian form, and the compiled catalogue is the written one."""

from __future__ import annotations

import gettext
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import printer.slip_parts as parts

PO = parts.LOCALE_DIR / "id" / "LC_MESSAGES" / "printer.po"
MO = PO.with_suffix(".mo")
ROOM = Path(parts.__file__).parent


def extracted() -> set[str]:
    found = extract_from_dir(str(ROOM), method_map=[("**.py", "python")], keywords={"_": None})
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def test_every_sentence_in_the_code_is_translated() -> None:
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="id")
    assert {message.id for message in catalogue if message.id} == extracted()
    assert all(message.string for message in catalogue if message.id)


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    with PO.open("rb") as file:
        written = {str(message.id): message.string for message in read_po(file, locale="id") if message.id}
    with MO.open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert {sentence: words.gettext(sentence) for sentence in written} == written


def test_citizens_read_the_words_of_the_house() -> None:
    say = parts.words("id")
    assert say("Promised time") == "Janji waktu"
    assert say("Fee:") + " " + say("not yet filled in by the office. Ask before you pay.") == (
        "Biaya: belum diisi kantor. Tanyakan sebelum membayar."
    )
    assert parts.words("en")("Promised time") == "Promised time"
