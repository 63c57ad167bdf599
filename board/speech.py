"""
Which clips say a call: number and counter plate → clip names in order, in Indonesian or English.

Pure. Makes no sound and no files (see `clips`, `sound`). Numbers are spelled by digits ("nol dua tiga") or, as some offices
prefer, *terbilang* ("dua puluh tiga"); FIELD B.4 found both habits. The plate is always read as one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from server.look.words import Language

Reading = Literal["digits", "terbilang"]

CHIME: Final = "chime"

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_DIGITS: Final[dict[Language, tuple[str, ...]]] = {
    "id": ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_TEENS_EN: Final = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS_EN: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PHRASES: Final[dict[Language, tuple[str, str]]] = {
    "id": ("nomor-antrean", "silakan-menuju-loket"),
    "en": ("ticket-number", "please-go-to-counter"),
}
#: Where the clip's own words are read wrongly: Indonesian *loket* has an open e, espeak-ng says a swallowed one.
_SAID: Final[dict[str, str]] = {
    "id/silakan-menuju-loket": "silakan menuju [[l'okEt]]",
}


class UnspeakableError(ValueError):
    """A number or plate holds a sign that has no clip."""

    code = "unspeakable"

    def __init__(self, text: str) -> None:
        super().__init__(f"no clips for {text!r}: letters, digits, hyphens and spaces can be spoken")


def _clip_words() -> dict[str, str]:
    words: dict[str, str] = {}
    numerals: dict[Language, tuple[str, ...]] = {
        "id": (*_DIGITS["id"], "sepuluh", "sebelas", "belas", "puluh", "seratus", "ratus", "seribu", "ribu"),
        "en": (*_DIGITS["en"], *_TEENS_EN, *_TENS_EN, "hundred", "thousand"),
    }
    for language, numerals_said in numerals.items():
        for name in (*_PHRASES[language], *numerals_said):
            words[f"{language}/{name}"] = name.replace("-", " ")
        for letter in _LETTERS:
            words[f"{language}/{letter}"] = letter.upper()
    return words | _SAID


#: Every clip but the chime: its name (`id/nomor-antrean`) → the words a voice is asked to say.
CLIP_WORDS: Final[Mapping[str, str]] = MappingProxyType(_clip_words())


def sentence(number: str, *, plate: str, language: Language, reading: Reading = "digits") -> tuple[str, ...]:
    """
    Say a call once: `A-023`, plate `3` → nomor-antrean, a, nol, dua, tiga, silakan-menuju-loket, tiga.

    Args:
        number: series, hyphen, running number, e.g. `A-023`, `X1-001`.
        plate: what hangs over the counter: a number, letters, or both (`3`, `12`, `2A`); "" where none hangs there,
            then the number alone is said.

    Returns: names out of `CLIP_WORDS`.

    Raises: UnspeakableError.
    """
    series, _, running = number.rpartition("-")
    phrase_before, phrase_between = _PHRASES[language]
    names = [phrase_before, *_spelled(series, language, "digits")]
    names += _spelled(running, language, reading)
    if plate:
        names += [phrase_between, *_spelled(plate, language, "terbilang")]
    return tuple(f"{language}/{name}" for name in names)


def counted(value: int, *, language: Language) -> tuple[str, ...]:
    """Read a whole number, 0 to 999999, as words: 105 → seratus, lima. Raises: UnspeakableError outside that range."""
    if not 0 <= value <= 999_999:
        raise UnspeakableError(str(value))
    return _counted_id(value) if language == "id" else _counted_en(value)


def _spelled(text: str, language: Language, reading: Reading) -> list[str]:
    names: list[str] = []
    digits = ""
    for sign in [*text.lower(), ""]:
        if sign and sign in "0123456789":
            digits += sign
            continue
        if digits:
            names += counted(int(digits), language=language) if reading == "terbilang" else ()
            names += [_DIGITS[language][int(digit)] for digit in digits] if reading == "digits" else ()
            digits = ""
        if sign and sign in _LETTERS:
            names.append(sign)
        elif sign and sign not in "- ":
            raise UnspeakableError(text)
    return names


def _counted_id(value: int) -> tuple[str, ...]:
    if value < 10:
        return (_DIGITS["id"][value],)
    if value < 20:
        teens = {10: ("sepuluh",), 11: ("sebelas",)}
        return teens.get(value) or (_DIGITS["id"][value - 10], "belas")
    for size, one, many in ((1000, "seribu", "ribu"), (100, "seratus", "ratus"), (10, "", "puluh")):
        if value >= size:
            count, rest = divmod(value, size)
            head = (one,) if count == 1 else (*_counted_id(count), many)
            return (*head, *(_counted_id(rest) if rest else ()))
    raise AssertionError("every number from 20 on is at least ten")


def _counted_en(value: int) -> tuple[str, ...]:
    if value < 10:
        return (_DIGITS["en"][value],)
    if value < 20:
        return (_TEENS_EN[value - 10],)
    if value < 100:
        tens, rest = divmod(value, 10)
        return (_TENS_EN[tens - 2], *(_counted_en(rest) if rest else ()))
    size, name = (1000, "thousand") if value >= 1000 else (100, "hundred")
    count, rest = divmod(value, size)
    return (*_counted_en(count), name, *(_counted_en(rest) if rest else ()))
