"""
How wide a text is in Inter, so that the sheets can be laid out without a font engine.

Advances in thousandths of the size, of Inter 4 Medium and Bold (SIL OFL), read from the font files the pages use; kerning, which
only narrows Latin text, is left out. A letter that is not here counts as wide as an m.
"""

from __future__ import annotations

from collections.abc import Mapping

_LETTERS = (
    " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"
    "`abcdefghijklmnopqrstuvwxyz{|}~–—‘’“”…·•→←↑↓×°±²½≥≤éèöüñ①②③④⑤⑥⑦⑧"
    "⑨§«»✓"
)
# fmt: off
_MEDIUM = (
    265, 294, 400, 637, 643, 828, 651, 217, 378, 378, 522, 666, 288, 463, 283, 368, 646, 473, 613, 644, 654, 620, 636, 579,
    631, 636, 283, 288, 666, 666, 666, 526, 968, 700, 654, 735, 722, 603, 586, 749, 742, 270, 552, 664, 564, 898, 747, 768,
    639, 768, 645, 643, 651, 738, 700, 978, 666, 685, 639, 378, 368, 378, 475, 460, 497, 569, 626, 568, 626, 587, 369, 617,
    602, 249, 249, 556, 249, 884, 597, 602, 617, 617, 384, 536, 372, 594, 566, 825, 551, 566, 551, 378, 342, 378, 666, 500,
    1000, 213, 199, 394, 394, 814, 283, 529, 955, 955, 955, 955, 666, 456, 666, 422, 923, 666, 666, 587, 587, 602, 594, 597,
    1389, 1389, 1389, 1389, 1389, 1389, 1389, 1389, 1389, 565, 569, 570, 881,
)
# fmt: on
# fmt: off
_BOLD = (
    232, 325, 392, 650, 655, 859, 674, 209, 409, 409, 565, 680, 303, 469, 298, 390, 688, 489, 630, 659, 678, 645, 660, 595,
    661, 660, 298, 303, 680, 680, 680, 563, 1031, 748, 661, 752, 727, 613, 585, 761, 746, 281, 570, 690, 567, 915, 735, 782,
    648, 783, 656, 655, 668, 729, 748, 1036, 714, 724, 667, 409, 390, 409, 488, 477, 497, 580, 635, 587, 635, 598, 386, 633,
    624, 272, 272, 582, 272, 912, 622, 614, 632, 632, 409, 562, 389, 622, 586, 850, 574, 586, 572, 409, 374, 409, 680, 500,
    1000, 242, 228, 422, 421, 799, 298, 464, 955, 955, 955, 955, 680, 460, 680, 424, 916, 680, 680, 598, 598, 614, 622, 622,
    1389, 1389, 1389, 1389, 1389, 1389, 1389, 1389, 1389, 593, 626, 629, 881,
)
# fmt: on
_WIDTHS: Mapping[int, Mapping[str, int]] = {
    500: dict(zip(_LETTERS, _MEDIUM, strict=True)),
    700: dict(zip(_LETTERS, _BOLD, strict=True)),
}


def width(text: str, *, size: float, weight: int = 500) -> float:
    """Width of a text at a size, in the size's unit; `weight` 500 or 700."""
    widths = _WIDTHS[weight]
    return sum(widths.get(letter, widths["m"]) for letter in text) * size / 1000


def wrapped(text: str, *, wide: float, size: float, weight: int = 500) -> list[str]:
    """The text in lines no wider than `wide`; never empty. A wider word is broken, after a slash or hyphen if it can be."""
    lines: list[str] = []
    for word in text.split():
        glue = " "
        for piece in _pieces(word, wide=wide, size=size, weight=weight):
            if lines and width(lines[-1] + glue + piece, size=size, weight=weight) <= wide:
                lines[-1] += glue + piece
            else:
                lines.append(piece)
            glue = ""
    return lines or [""]


def _pieces(word: str, *, wide: float, size: float, weight: int) -> list[str]:
    if width(word, size=size, weight=weight) <= wide:
        return [word]
    pieces = [""]
    for letter in word:
        if width(pieces[-1] + letter, size=size, weight=weight) > wide and pieces[-1]:
            soft = max(pieces[-1].rfind("/"), pieces[-1].rfind("-"))
            if 0 < soft < len(pieces[-1]) - 1:
                pieces[-1], rest = pieces[-1][: soft + 1], pieces[-1][soft + 1 :]
                pieces.append(rest)
            else:
                pieces.append("")
        pieces[-1] += letter
    return pieces
