"""What a demonstration keeps beside its database, so that its people can go on: offices, generated passwords, files in work."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.protocol import TicketReply, decode, plain

#: Its presence also says that a folder was made by a demonstration and may be thrown away by the next one.
NAME = "demo.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """
    `passwords`: office → clerk's name → password; `shelf`: office → (ticket, lane) of files in work, oldest first;
    `seated`: office → counter → the ticket that is called or served there.
    """

    offices: tuple[str, ...]
    passwords: Mapping[str, Mapping[str, str]]
    shelf: Mapping[str, tuple[tuple[str, str], ...]]
    seated: Mapping[str, Mapping[str, TicketReply]]


def save(data: Path, kept: Kept) -> None:
    """Keep it, readable by this user only. Raises: OSError."""
    with os.fdopen(os.open(data / NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(plain(kept), file)


def load(data: Path) -> Kept:
    """Raises: OSError where no demonstration is kept there."""
    return decode(Kept, (data / NAME).read_bytes())
