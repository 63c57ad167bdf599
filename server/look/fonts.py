"""
Where the app's own font files lie: Inter in four weights, so that no text depends on what a machine has installed.

Loads nothing: Qt, Pillow and the web server each read the files in their own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

FONTS_DIR: Final = Path(__file__).parent / "fonts"

_FILES: Final[Mapping[int, str]] = MappingProxyType(
    {500: "Inter-Medium.otf", 600: "Inter-SemiBold.otf", 700: "Inter-Bold.otf", 800: "Inter-ExtraBold.otf"}
)


class UnknownWeightError(LookupError):
    """A weight that the house does not use was asked for."""

    code = "unknown_weight"

    def __init__(self, weight: int) -> None:
        super().__init__(f"no font of weight {weight}; there are {', '.join(map(str, _FILES))}")


def font_path(weight: int) -> Path:
    """Give the font file of one weight (500, 600, 700, 800). Raises: UnknownWeightError."""
    try:
        return FONTS_DIR / _FILES[weight]
    except KeyError:
        raise UnknownWeightError(weight) from None


def font_paths() -> Mapping[int, Path]:
    """Give all font files by weight, lightest first."""
    return {weight: FONTS_DIR / name for weight, name in _FILES.items()}


def font_faces(url_prefix: str) -> str:
    """
    Render the CSS `@font-face` rules of all weights.

    Args:
        url_prefix: where the web server serves `FONTS_DIR`, with its trailing slash.
    """
    return "".join(
        "@font-face { "
        f'font-family: "Inter"; font-style: normal; font-weight: {weight}; font-display: block; '
        f'src: url("{url_prefix}{name}") format("opentype"); '
        "}\n"
        for weight, name in _FILES.items()
    )
