"""The made-up catalogue of these tests and how to break it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up office `kantor-contoh`: `t-01` in cells, `k-01` in columns, `b-01` in boxes, `b-02` a title only."""

    catalogue: Path
    documents: Path

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the first `old` in a file of the office; it must be there."""
        path = self.catalogue / "kantor-contoh" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
