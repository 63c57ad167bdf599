"""
Find services by what people call them: plain names, aliases, old spellings, and typing mistakes.

Pure. Ranks; does not decide how many results a screen shows.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from server.protocol import KioskService

#: Spellings in common use → the one we compare by (KBBI where it has the word; *e-KTP* and *KTP-el* are one card).
#: Applied to whole words after cleaning.
SPELLINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "akte": "akta",
        "antri": "antre",
        "antrian": "antrean",
        "cerei": "cerai",
        "ektp": "ktp",
        "foto kopi": "fotokopi",
        "ijin": "izin",
        "ijinnya": "izin",
        "kartukeluarga": "kk",
        "kawin": "nikah",
        "kawinan": "nikah",
        "komplain": "pengaduan",
        "legalisir": "legalisasi",
        "meninggal": "kematian",
        "mati": "kematian",
        "ngadu": "pengaduan",
        "perijinan": "perizinan",
        "perkawinan": "nikah",
        "pernikahan": "nikah",
        "protes": "pengaduan",
    }
)
#: Two words that are one thing, joined before comparing.
_PAIRS: Final = (
    (re.compile(r"\be ktp\b"), "ktp"),
    (re.compile(r"\bktp el(ektronik)?\b"), "ktp"),
    (re.compile(r"\bktp e\b"), "ktp"),
    (re.compile(r"\bkartu tanda penduduk\b"), "ktp"),
    (re.compile(r"\bkartu keluarga\b"), "kk"),
    (re.compile(r"\bkartu identitas anak\b"), "kia"),
    (re.compile(r"\bfoto kopi\b"), "fotokopi"),
)
#: Weight of where a word was found: the telling part of the name first, the explaining sentence last.
_NAME, _PREFIX, _ALIAS, _TITLE, _WHEN = 10.0, 5.0, 8.0, 4.0, 2.0


def find(query: str, *, services: Iterable[KioskService]) -> tuple[KioskService, ...]:
    """
    The services that fit, best first, equal ones by name; none for a query without letters or digits.

    Every word of the query must be found in a service, as a whole, as a beginning, or with few typing mistakes (one in
    a word of four to seven letters, two in a longer one). Both languages are searched, whatever the screen speaks.
    """
    asked = words(query)
    if not asked:
        return ()
    ranked: list[tuple[float, str, KioskService]] = []
    for service in services:
        found = [_best(word, _weights(service)) for word in asked]
        if all(found):
            ranked.append((-sum(found) / len(found), service.name.id, service))
    return tuple(service for _, _, service in sorted(ranked, key=lambda each: each[:2]))


def words(text: str) -> tuple[str, ...]:
    """Split into comparable words: lower case, no accents, no hyphens, one spelling."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    flat = "".join(each for each in flat if not unicodedata.combining(each))
    flat = re.sub(r"[^a-z0-9]+", " ", flat).strip()
    for pair, one in _PAIRS:
        flat = pair.sub(one, flat)
    return tuple(SPELLINGS.get(word, word) for word in flat.split())


def distance(one: str, other: str, *, limit: int) -> int:
    """
    Typing mistakes between two words: letters missing, added, wrong, or two neighbours exchanged; `limit + 1` means more.

    Optimal string alignment, so *penagntar* is one mistake away from *pengantar*.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


@functools.lru_cache(maxsize=512)
def _weights(service: KioskService) -> Mapping[str, float]:
    texts = [
        *((text, _NAME) for text in (service.name.id, service.name.en)),
        *((alias, _ALIAS) for alias in service.aliases),
        *((text, _PREFIX) for text in (service.prefix.id, service.prefix.en)),
        *((text, _TITLE) for text in (service.title.id, service.title.en)),
    ]
    if service.choose_when is not None:
        texts += [(service.choose_when.id, _WHEN), (service.choose_when.en, _WHEN)]
    found: dict[str, float] = {}
    for text, weight in texts:
        for word in words(text):
            found[word] = max(weight, found.get(word, 0.0))
    return found


def _best(word: str, weights: Mapping[str, float]) -> float:
    """How well one word fits a service, 0 for not at all."""
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    best = 0.0
    for known, weight in weights.items():
        if known == word:
            fit = 1.0
        elif known.startswith(word):
            fit = 0.8
        elif allowed and (mistakes := _mistakes(word, known, limit=allowed)) <= allowed:
            fit = 0.5 / mistakes
        else:
            continue
        best = max(best, fit * weight)
    return best


def _mistakes(word: str, known: str, *, limit: int) -> int:
    """Mistakes against the whole word or against its beginning of about the same length, whichever is fewer."""
    beginnings = {known, known[: len(word)], known[: len(word) - 1], known[: len(word) + 1]}
    return max(1, min(distance(word, each, limit=limit) for each in beginnings if each))
