"""Every English sentence of the admin pages has its Indonesian one, and the compiled catalogue is the written one."""

from __future__ import annotations

import gettext
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import server.pages

ROOM = Path(server.pages.__file__).parent
WORDS = ROOM / "locale" / "id" / "LC_MESSAGES"
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}


def sentences() -> set[str | tuple[str, ...]]:
    """Every sentence of the admin's templates; (singular, plural) where it counts."""
    found = extract_from_dir(
        str(ROOM / "templates"),
        method_map=[("admin*.html", "jinja2.ext:babel_extract")],
        options_map={"admin*.html": OPTIONS},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    return {each[2] if isinstance(each[2], str) else tuple(each[2][:2]) for each in found}


def test_every_sentence_is_translated_and_no_translation_is_left_over() -> None:
    with (WORDS / "admin.po").open("rb") as file:
        written = {message.id for message in read_po(file, locale="id") if message.id}
    assert sentences() == {tuple(each) if isinstance(each, (tuple, list)) else each for each in written}


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    with (WORDS / "admin.mo").open("rb") as compiled, (WORDS / "admin.po").open("rb") as written:
        catalogue = gettext.GNUTranslations(compiled)
        for message in read_po(written, locale="id"):
            if not message.id:
                continue
            if isinstance(message.id, (tuple, list)):
                assert isinstance(message.string, (tuple, list))
                said, expected = catalogue.ngettext(message.id[0], message.id[1], 2), str(message.string[0])
            else:
                said, expected = catalogue.gettext(message.id), str(message.string)
            assert said == expected and expected, message.id


def test_no_sentence_blames_or_shouts() -> None:
    text = (WORDS / "admin.po").read_text(encoding="utf-8")
    said = [line for line in text.splitlines() if line.startswith("msgstr")]
    assert not [line for line in said if "!" in line or "error" in line.lower() or "gagal" in line.lower()]
