"""
What the devices' command lines have in common: the server's address, and one sentence for what is wrong.

Each program says itself which arguments it takes.
"""

from __future__ import annotations

import argparse
import re
from typing import NoReturn


class Arguments(argparse.ArgumentParser):
    """A parser whose `prog` is `python -m ROOM`; says what is wrong in one sentence instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        room = self.prog.removeprefix("python -m ").split()[0]
        self.exit(2, f"{room}: {message}. See {self.prog} --help.\n")


def server_address(text: str) -> str:
    """Read an address, for `add_argument(type=)`; gives it without the last slash. Raises: ArgumentTypeError."""
    if not re.match(r"^https?://[^/\s]+/?$", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an address such as http://127.0.0.1:8000")
    return text.rstrip("/")
