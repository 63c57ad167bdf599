"""
Fan-out: what was committed goes to everybody who follows, encoded once per view.

A follower has a bounded queue; one that is too slow is dropped and comes back by itself for a snapshot. Nothing here is told
before its commit: only the desk calls `announce`, and only then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from server.protocol import VERSION, encode
from server.queue.event import instant
from server.queue.office import Office
from server.views.feeds import PARTS, touched

#: Frames a follower may be behind before it is dropped.
BACKLOG = 64


class Follower:
    """One open feed. `frames` yields texts to send; None means: close, the follower was too slow."""

    def __init__(self) -> None:
        self.frames: asyncio.Queue[str | None] = asyncio.Queue(BACKLOG)

    def offer(self, text: str) -> bool:
        """Queue a frame. Returns: False when the follower is too far behind and must be dropped."""
        if self.frames.full():
            while not self.frames.empty():
                self.frames.get_nowait()
            self.frames.put_nowait(None)
            return False
        self.frames.put_nowait(text)
        return True


class _Feed:
    """One view of one office while somebody follows it: the seq it stands at and each part's text."""

    def __init__(self, office: Office, view: str) -> None:
        self.view = view
        self.seq = office.seq
        self.texts = {name: encode(make(office)) for name, make in PARTS[view].items()}
        self.followers: set[Follower] = set()

    def change(self, office: Office, names: Iterable[str]) -> dict[str, str]:
        changed: dict[str, str] = {}
        for name in names:
            text = encode(PARTS[self.view][name](office))
            if text != self.texts[name]:
                self.texts[name] = changed[name] = text
        return changed


class Hub:
    """All feeds of all offices. `clock` gives the server's time for frames."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._feeds: dict[tuple[str, str], _Feed] = {}

    def follow(self, office: Office, *, view: str, since: int | None) -> Follower:
        """Start following; the first frame (a snapshot, or `current` when nothing changed since) is queued at once."""
        feed = self._feeds.get((office.id, view))
        if feed is None:
            feed = self._feeds[office.id, view] = _Feed(office, view)
        follower = Follower()
        if since == feed.seq:
            follower.offer(self._frame(feed, type_="current", prev=None, parts={}))
        else:
            follower.offer(self._frame(feed, type_="snapshot", prev=None, parts=feed.texts))
        feed.followers.add(follower)
        return follower

    def leave(self, office_id: str, view: str, follower: Follower) -> None:
        """Stop following; a feed nobody follows is forgotten."""
        feed = self._feeds.get((office_id, view))
        if feed is not None:
            feed.followers.discard(follower)
            if not feed.followers:
                del self._feeds[office_id, view]

    def snapshot(self, office: Office, *, view: str) -> str:
        """The snapshot frame a new follower would get."""
        feed = self._feeds.get((office.id, view)) or _Feed(office, view)
        return self._frame(feed, type_="snapshot", prev=None, parts=feed.texts)

    def followers(self) -> dict[tuple[str, str], int]:
        """(office, view) → how many follow it."""
        return {key: len(feed.followers) for key, feed in self._feeds.items()}

    def beat(self, view: str, seq: int = 0) -> str:
        """A frame that says the line is alive."""
        return _frame_text(view=view, seq=seq, type_="beat", prev=None, at=self._clock(), parts={})

    def announce(self, office: Office, types: frozenset[str]) -> None:
        """Tell everybody who follows `office` what its committed events of these types changed."""
        parts = touched(types)
        for view, made in PARTS.items():
            feed = self._feeds.get((office.id, view))
            if feed is None:
                continue
            changed = feed.change(office, [name for name in made if name in parts])
            if not changed:
                continue
            prev, feed.seq = feed.seq, office.seq
            text = self._frame(feed, type_="change", prev=prev, parts=changed)
            for follower in [each for each in feed.followers if not each.offer(text)]:
                feed.followers.discard(follower)

    def _frame(self, feed: _Feed, *, type_: str, prev: int | None, parts: dict[str, str]) -> str:
        return _frame_text(view=feed.view, seq=feed.seq, type_=type_, prev=prev, at=self._clock(), parts=parts)


def _frame_text(*, view: str, seq: int, type_: str, prev: int | None, at: datetime, parts: dict[str, str]) -> str:
    """A `protocol.Frame` as text, from parts that are text already: each part is encoded once, however many follow."""
    inner = ",".join(f'"{name}":{text}' for name, text in parts.items())
    before = "null" if prev is None else str(prev)
    return (
        f'{{"v":{VERSION},"type":"{type_}","view":"{view}","seq":{seq},"prev":{before},'
        f'"time":"{instant(at)}","parts":{{{inner}}}}}'
    )
