"""
The voice of the board: one announcement at a time, chime first, then the sentence twice.

Chooses no calls (see `state`) and no clips (see `speech`). An announcement ends when its computed length is over, never by
what a sound device says: with no device, a frozen one or one that is unplugged nothing stalls and nothing piles up.
Qt Multimedia needs libpulse; where it cannot even be loaded the board is silent and says so.
"""

from __future__ import annotations

import array
import logging
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from PyQt6.QtCore import QObject, QTimer, QUrl, pyqtSignal

from board import clips, speech
from board.clips import ClipSet
from board.content import SoundState
from board.speech import Reading, UnspeakableError
from server.look.words import Language
from server.protocol import Call

log = logging.getLogger(__name__)

#: A device may start late by this much; the panel stays until the last word is surely out.
SLACK: Final = timedelta(milliseconds=300)
TIMES_SPOKEN: Final = 2


class Device(Protocol):
    """Whatever makes a WAV file audible; the outer edge."""

    def ready(self) -> bool:
        """Whether there is anything to play on now."""

    def play(self, path: Path) -> bool:
        """Start playing, at once. Returns: whether it could be started."""

    def stop(self) -> None:
        """Fall silent."""

    def when_changed(self, report: Callable[[], None]) -> None:
        """Call `report` whenever a device is plugged in or out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of an announcement; `spoken` is False where only the chime was heard, `clips` are names in order."""

    call: Call
    result: SoundState
    clips: tuple[str, ...]
    length: timedelta


class Sound(QObject):
    """
    Announces calls, one at a time.

    Args:
        device: None where this machine has no sound at all.
        prepare: gathers the clips; run once, in a thread.
        languages: which languages say each call, in order.
        muted: shows its sign and makes no sound.

    Signals:
        ended: seq of the call whose announcement is over, played or not.
        changed: the `SoundState` may be another now.
        played: a `Played`, for the log.
    """

    ended = pyqtSignal(int)
    changed = pyqtSignal()
    played = pyqtSignal(object)
    _prepared = pyqtSignal(object)

    def __init__(
        self,
        *,
        device: Device | None,
        prepare: Callable[[], ClipSet],
        languages: tuple[Language, ...] = ("id",),
        reading: Reading = "digits",
        muted: bool = False,
    ) -> None:
        super().__init__()
        self._device = device
        self._prepare = prepare
        self._languages = languages
        self._reading: Reading = reading
        self._muted = muted
        self._clips: ClipSet | None = None
        self._call: Call | None = None
        self._waiting_for_clips = False
        self._folder = tempfile.TemporaryDirectory(prefix="board-sound-")
        self._count = 0
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.timeout.connect(self._end)
        self._prepared.connect(self._take_clips)
        if device is not None:
            device.when_changed(self.changed.emit)

    def start(self) -> None:
        """Gather the clips, in a thread; calls that come meanwhile wait for them."""
        if self._muted or self._device is None:
            return
        threading.Thread(target=self._gather, name="clips", daemon=True).start()

    def close(self) -> None:
        """Fall silent and clear up."""
        self._over.stop()
        self._call = None
        if self._device is not None:
            self._device.stop()
        self._folder.cleanup()

    @property
    def state(self) -> SoundState:
        """How the sound is now: what the status line says."""
        if self._muted:
            return "muted"
        if self._device is None or not self._device.ready():
            return "none"
        if self._clips is not None and self._clips.missing & self._needed_words():
            return "chime_only"
        return "fine"

    def announce(self, call: Call) -> None:
        """Announce this call; whatever was sounding stops (the caller keeps calls apart)."""
        self._over.stop()
        if self._device is not None:
            self._device.stop()
        self._call = call
        if self._clips is None and self.state == "fine":
            self._waiting_for_clips = True
            return
        self._play(call)

    # -- inside ----------------------------------------

    def _gather(self) -> None:
        try:
            gathered = self._prepare()
        except OSError as error:
            log.warning("clips cannot be had: %s", error)
            chime_alone = {speech.CHIME: clips.chime()}
            gathered = ClipSet(samples=chime_alone, own=frozenset(), missing=frozenset(speech.CLIP_WORDS))
        self._prepared.emit(gathered)

    def _take_clips(self, gathered: ClipSet) -> None:
        self._clips = gathered
        self.changed.emit()
        if self._waiting_for_clips and self._call is not None:
            self._waiting_for_clips = False
            self._play(self._call)

    def _play(self, call: Call) -> None:
        state, length = self.state, timedelta(0)
        names: tuple[str, ...] = ()
        if self._device is not None and self._clips is not None and state in ("fine", "chime_only"):
            sentences = self._sentences(call)
            samples = clips.joined(self._clips, sentences * TIMES_SPOKEN)
            path = self._written(samples)
            if path is not None and self._device.play(path):
                length = clips.length(samples)
                spoken = [name for sentence in sentences * TIMES_SPOKEN for name in sentence]
                names = (speech.CHIME, *spoken)
                state = "fine" if spoken else "chime_only"
            else:
                state = "none"
        self.played.emit(Played(call=call, result=state, clips=names, length=length))
        wait = length + SLACK if length else timedelta(0)
        self._over.start(round(wait / timedelta(milliseconds=1)))

    def _written(self, samples: array.array[int]) -> Path | None:
        """The announcement as a file; None where it cannot be written."""
        # A new name each time: players keep files they know in memory and would replay an old one.
        self._count += 1
        path = Path(self._folder.name) / f"call-{self._count}.wav"
        try:
            clips.write_wav(path, samples)
            path.with_name(f"call-{self._count - 2}.wav").unlink(missing_ok=True)
        except OSError as error:
            log.warning("call %d is not heard: %s", self._count, error)
            return None
        return path

    def _sentences(self, call: Call) -> tuple[tuple[str, ...], ...]:
        assert self._clips is not None
        said: list[tuple[str, ...]] = []
        for language in self._languages:
            try:
                names = speech.sentence(call.number, plate=call.plate, language=language, reading=self._reading)
            except UnspeakableError as error:
                log.warning("%s is announced by the chime alone: %s", call.number, error)
                continue
            if not self._clips.missing.intersection(names):
                said.append(names)
        return tuple(said)

    def _needed_words(self) -> frozenset[str]:
        starts = tuple(f"{language}/" for language in self._languages)
        return frozenset(name for name in speech.CLIP_WORDS if name.startswith(starts))

    def _end(self) -> None:
        if self._call is not None:
            seq = self._call.seq
            self._call = None
            self.ended.emit(seq)


def open_device(*, volume: float) -> Device | None:
    """
    The machine's sound through Qt Multimedia; None where it cannot be loaded.

    Args:
        volume: 0 to 1.
    """
    try:
        from PyQt6.QtMultimedia import QMediaDevices, QSoundEffect
    except ImportError as error:
        log.warning("no sound: %s", error)
        return None

    class QtDevice(QObject):
        def __init__(self) -> None:
            super().__init__()
            self._devices = QMediaDevices(self)
            self._effect: QSoundEffect | None = None

        def when_changed(self, report: Callable[[], None]) -> None:
            self._devices.audioOutputsChanged.connect(report)

        def ready(self) -> bool:
            return bool(QMediaDevices.audioOutputs())

        def play(self, path: Path) -> bool:
            self.stop()
            if not self.ready():
                return False
            self._effect = QSoundEffect(QMediaDevices.defaultAudioOutput(), self)
            self._effect.setVolume(volume)
            self._effect.setSource(QUrl.fromLocalFile(str(path)))
            if self._effect.status() == QSoundEffect.Status.Error:
                return False
            self._effect.play()
            return True

        def stop(self) -> None:
            if self._effect is not None:
                self._effect.stop()
                self._effect.deleteLater()
                self._effect = None

    return QtDevice()
