"""Number and plate become clips: by digits or terbilang, in Indonesian and English."""

from __future__ import annotations

import pytest

from board.speech import CLIP_WORDS, Reading, UnspeakableError, counted, sentence
from server.look.words import Language


@pytest.mark.parametrize(
    ("number", "plate", "language", "reading", "said"),
    [
        ("A-023", "3", "id", "digits", "nomor-antrean a nol dua tiga silakan-menuju-loket tiga"),
        ("A-023", "3", "id", "terbilang", "nomor-antrean a dua puluh tiga silakan-menuju-loket tiga"),
        ("B-105", "12", "id", "terbilang", "nomor-antrean b seratus lima silakan-menuju-loket dua belas"),
        ("B-105", "12", "id", "digits", "nomor-antrean b satu nol lima silakan-menuju-loket dua belas"),
        ("X1-001", "2A", "id", "digits", "nomor-antrean x satu nol nol satu silakan-menuju-loket dua a"),
        ("A-023", "", "id", "digits", "nomor-antrean a nol dua tiga"),
        ("A-023", "3", "en", "digits", "ticket-number a zero two three please-go-to-counter three"),
        ("A-115", "21", "en", "terbilang", "ticket-number a one hundred fifteen please-go-to-counter twenty one"),
    ],
)
def test_a_call_is_said_by_these_clips(
    number: str, plate: str, language: Language, reading: Reading, said: str
) -> None:
    names = sentence(number, plate=plate, language=language, reading=reading)
    assert names == tuple(f"{language}/{word}" for word in said.split())


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (0, "id", "nol"),
        (10, "id", "sepuluh"),
        (11, "id", "sebelas"),
        (19, "id", "sembilan belas"),
        (20, "id", "dua puluh"),
        (100, "id", "seratus"),
        (111, "id", "seratus sebelas"),
        (250, "id", "dua ratus lima puluh"),
        (1000, "id", "seribu"),
        (2345, "id", "dua ribu tiga ratus empat puluh lima"),
        (999_999, "id", "sembilan ratus sembilan puluh sembilan ribu sembilan ratus sembilan puluh sembilan"),
        (13, "en", "thirteen"),
        (90, "en", "ninety"),
        (1200, "en", "one thousand two hundred"),
    ],
)
def test_a_count_is_read_like_this(value: int, language: Language, said: str) -> None:
    assert counted(value, language=language) == tuple(said.split())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_word_of_every_number_has_a_clip(language: Language) -> None:
    for value in [*range(0, 1000), 1001, 21_345, 999_999]:
        assert all(f"{language}/{name}" in CLIP_WORDS for name in counted(value, language=language))


def test_a_sign_without_a_clip_is_refused() -> None:
    with pytest.raises(UnspeakableError):
        sentence("A-02#", plate="3", language="id")
    with pytest.raises(UnspeakableError):
        counted(1_000_000, language="id")
