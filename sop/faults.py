"""
What is wrong with a catalogue, said so that whoever wrote the file can mend it.

Finds nothing itself: `load` finds what is wrong within a file, `check` what is wrong between files, `proof` what is
not in the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    One thing wrong. `file` is relative to the catalogue (`kecamatan-001/001-02.toml`), `key` a path within it.

    Keys count from 1, as people do: `steps[3].target[1]` is the first time of the third step; "" is the whole file.
    """

    file: str
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: found {self.found}; expected {self.expected}"


class CatalogueFaults(Exception):
    """All faults of a catalogue at once; `faults` is never empty."""

    code = "catalogue_faults"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
