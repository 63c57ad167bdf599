"""The printer's Indonesian is the house's. That every sentence has a form is tests/docs/test_words.py."""

from __future__ import annotations

import printer.slip_parts as parts


def test_citizens_read_the_words_of_the_house() -> None:
    say = parts.words("id")
    assert say("Promised time") == "Janji waktu"
    assert say("Fee:") + " " + say("not yet filled in by the office. Ask before you pay.") == (
        "Biaya: belum diisi kantor. Tanyakan sebelum membayar."
    )
    assert parts.words("en")("Promised time") == "Promised time"
