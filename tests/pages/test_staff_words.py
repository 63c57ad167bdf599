"""The words of the staff, sign-in and set-up pages: each is there in Indonesian, and the compiled file is the written one."""

from __future__ import annotations

import functools
import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from server.pages.render import HERE, LOCALE

FILES = LOCALE / "id" / "LC_MESSAGES"


def written() -> Catalog:
    with (FILES / "pages.po").open("rb") as file:
        return read_po(file, locale="id", domain="pages")


@functools.cache
def said() -> set[str | tuple[str, ...]]:
    """Every msgid in the templates that are not the admin's."""
    options = {"**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
    found = extract_from_dir(HERE / "templates", method_map=[("**.html", "jinja2")], options_map=options)
    return {message for name, _, message, _, _ in found if not Path(name).name.startswith("admin")}


def test_every_word_is_there_in_indonesian() -> None:
    catalogue = written()
    missing = [each for each in said() if catalogue.get(each) is None or not catalogue.get(each).string]  # type: ignore[union-attr]
    assert missing == []


def test_no_word_is_kept_that_no_page_says() -> None:
    assert [each.id for each in written() if each.id and each.id not in said()] == []


def test_the_compiled_words_are_the_written_ones() -> None:
    buffer = io.BytesIO()
    write_mo(buffer, written())
    buffer.seek(0)
    with (FILES / "pages.mo").open("rb") as file:
        kept = {str(each.id): each.string for each in read_mo(file) if each.id}
    assert kept == {str(each.id): each.string for each in read_mo(buffer) if each.id}
