"""
The one door to python-escpos, so that its side effects stay outside.

Importing it calls `logging.basicConfig()` and makes a folder under the temporary directory that nobody removes, even
when ESCPOS_CAPABILITIES_PICKLE_DIR is set (python-escpos 3.1, `capabilities.py`). So it is imported late, with a
temporary directory of its own that is removed again, and the root logger is put back as it was.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from dataclasses import dataclass
from functools import cache
from typing import Any

_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Escpos:
    """What is used of python-escpos: its collecting printer, its network printer and its printer profile."""

    dummy: Any
    network: Any
    profile: Any


def escpos() -> Escpos:
    """Import python-escpos once, without its side effects. Raises: ImportError when it is not installed."""
    with _LOCK:
        return _load()


@cache
def _load() -> Escpos:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="antrean-escpos-") as folder:
        tempfile.tempdir = folder
        try:
            from escpos.capabilities import Profile
            from escpos.printer import Dummy, Network
        finally:
            tempfile.tempdir = before
            for handler in list(root.handlers):
                if handler not in handlers:
                    root.removeHandler(handler)
            root.setLevel(level)
    return Escpos(dummy=Dummy, network=Network, profile=Profile)
