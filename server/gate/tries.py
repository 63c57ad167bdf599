"""
How often somebody may guess: sign-in names, PINs, pairing codes.

Kept in memory; a restart forgets, which costs a guesser time too.
"""

from __future__ import annotations

from collections import deque

from server.queue.command import Refusal

#: Wrong guesses allowed per name or machine within the window, and the window in seconds.
ALLOWED = 5
WINDOW = 60.0


class Tries:
    """Counts wrong guesses by key. `now` is seconds of any steady clock."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}

    def check(self, key: str, *, now: float) -> None:
        """Raises: Refusal `too_many_tries` (429) while the key has guessed wrong too often."""
        wrong = self._wrong.get(key)
        if wrong is None:
            return
        while wrong and now - wrong[0] > WINDOW:
            wrong.popleft()
        if not wrong:
            del self._wrong[key]
        elif len(wrong) >= ALLOWED:
            raise Refusal("too_many_tries", status=429)

    def wrong(self, key: str, *, now: float) -> None:
        """Note a wrong guess."""
        self._wrong.setdefault(key, deque()).append(now)

    def right(self, key: str) -> None:
        """A right one: forget the wrong ones."""
        self._wrong.pop(key, None)
