"""
The spoken clips and the chime: made once with espeak-ng, trimmed, levelled and kept; own recordings replace them one by one.

Plays nothing (see `sound`) and does not know which clips a call needs (see `speech`). Everything is mono, 16 bit, 22050 Hz.
"""

from __future__ import annotations

import array
import hashlib
import logging
import math
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from board.speech import CHIME, CLIP_WORDS

log = logging.getLogger(__name__)

#: espeak-ng's own rate; recordings are brought to it.
RATE: Final = 22050
#: Words a minute. Speech in offices runs at 0.85 to 0.9 of the usual rate (FIELD B.4); espeak-ng's is 175.
WORDS_PER_MINUTE: Final = 140
#: Every clip is brought to this loudness, RMS of full scale, as far as its peak allows.
LEVEL: Final = 0.12
PEAK: Final = 0.89
#: Below this share of the clip's own peak it is silence; this much of it stays, so that no consonant is cut.
SILENCE: Final = 0.02
KEEP: Final = timedelta(milliseconds=12)

GAP: Final = timedelta(milliseconds=70)
AFTER_CHIME: Final = timedelta(milliseconds=250)
BETWEEN_SENTENCES: Final = timedelta(milliseconds=800)

#: Two falling tones, E5 and C5, each with a soft octave and a bell's decay (seconds).
CHIME_TONES: Final = (659.26, 523.25)
CHIME_STEP: Final = 0.42
CHIME_DECAY: Final = 0.33

_ESPEAK_SECONDS: Final = 10.0


class ClipError(Exception):
    """A clip cannot be had."""

    code = "clip"


class NoVoiceError(ClipError):
    """There is no espeak-ng on this machine; the office's recordings and the chime still work."""

    code = "no_voice"


class UnreadableClipError(ClipError):
    """A file is not a PCM WAV of 16 bits."""

    code = "unreadable_clip"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSet:
    """
    Clips in memory.

    Attributes:
        samples: clip name → signed 16 bit samples at `RATE`; always holds the chime.
        own: names that came from the office's recordings.
        missing: names nobody could make.
    """

    samples: Mapping[str, array.array[int]]
    own: frozenset[str]
    missing: frozenset[str]


def prepare(*, cache: Path, recordings: Path | None = None) -> ClipSet:
    """
    Gather all clips: own recordings first, then the cache, else made now and kept in the cache.

    Args:
        cache: folder for what espeak-ng made; made if absent. A change of voice or speed makes new clips.
        recordings: folder with `chime.wav`, `id/nol.wav`, … (names of `speech.CLIP_WORDS`); None: there is none.

    Takes a second or two the first time. Never fails for a missing voice: see `ClipSet.missing`.
    """
    samples: dict[str, array.array[int]] = {}
    own: set[str] = set()
    for name in (CHIME, *CLIP_WORDS):
        recorded = None if recordings is None else recordings / f"{name}.wav"
        if recorded is not None and recorded.is_file():
            try:
                samples[name] = levelled(trimmed(read_wav(recorded)))
                own.add(name)
                continue
            except ClipError as error:
                log.warning("recording %s is left aside: %s", recorded.name, error)
        if name == CHIME:
            samples[name] = chime()
            continue
        try:
            samples[name] = _cached(name, cache)
        except ClipError as error:
            log.info("no clip %s: %s", name, error)
    missing = frozenset(CLIP_WORDS) - frozenset(samples)
    return ClipSet(samples=MappingProxyType(samples), own=frozenset(own), missing=missing)


def joined(clips: ClipSet, sentences: Iterable[Iterable[str]]) -> array.array[int]:
    """
    Join the chime and sentences, with short gaps, into one stretch of samples.

    Args:
        sentences: clip names each; a sentence with a missing clip is left out whole, since half a number misleads.
    """
    whole = array.array("h", clips.samples[CHIME])
    pause = AFTER_CHIME
    for sentence in sentences:
        names = tuple(sentence)
        if any(name not in clips.samples for name in names):
            continue
        whole.extend(silence(pause))
        for place, name in enumerate(names):
            if place:
                whole.extend(silence(GAP))
            whole.extend(clips.samples[name])
        pause = BETWEEN_SENTENCES
    return whole


def length(samples: array.array[int]) -> timedelta:
    """How long these samples sound."""
    return timedelta(seconds=len(samples) / RATE)


def silence(pause: timedelta) -> array.array[int]:
    """Samples of nothing."""
    return array.array("h", bytes(2 * round(pause.total_seconds() * RATE)))


def chime() -> array.array[int]:
    """Our own two-tone chime, about a second and a half, ending in silence."""
    seconds = CHIME_STEP * (len(CHIME_TONES) - 1) + 1.1
    wanted = [0.0] * round(seconds * RATE)
    for turn, tone in enumerate(CHIME_TONES):
        start = round(turn * CHIME_STEP * RATE)
        for place in range(len(wanted) - start):
            at = place / RATE
            attack = min(1.0, at / 0.006)
            swing = math.sin(2 * math.pi * tone * at) + 0.25 * math.sin(4 * math.pi * tone * at)
            wanted[start + place] += attack * math.exp(-at / CHIME_DECAY) * swing
    fade = round(0.05 * RATE)
    for place in range(fade):
        wanted[-1 - place] *= place / fade
    highest = max(abs(value) for value in wanted)
    return array.array("h", [round(value / highest * 0.5 * 32767) for value in wanted])


def trimmed(samples: array.array[int]) -> array.array[int]:
    """Cut silence off both ends. Raises: UnreadableClipError where there is nothing but silence."""
    highest = max((abs(value) for value in samples), default=0)
    if highest < 100:
        raise UnreadableClipError("the clip is silent")
    loud = [place for place, value in enumerate(samples) if abs(value) > SILENCE * highest]
    keep = round(KEEP.total_seconds() * RATE)
    return samples[max(0, loud[0] - keep) : loud[-1] + 1 + keep]


def levelled(samples: array.array[int]) -> array.array[int]:
    """Bring to `LEVEL`, or as near as `PEAK` allows. The samples must not be silent."""
    factor = min(LEVEL / loudness(samples), PEAK / (max(abs(value) for value in samples) / 32767))
    return array.array("h", [round(value * factor) for value in samples])


def loudness(samples: array.array[int]) -> float:
    """Root of the mean square, as a share of full scale, 0 to 1."""
    return math.sqrt(sum(value * value for value in samples) / max(1, len(samples))) / 32767


def read_wav(path: Path) -> array.array[int]:
    """Read a WAV as mono samples at `RATE`. Raises: UnreadableClipError."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise UnreadableClipError(f"{8 * file.getsampwidth()} bits a sample instead of 16")
            channels, rate = file.getnchannels(), file.getframerate()
            samples = array.array("h", file.readframes(file.getnframes()))
    except (wave.Error, EOFError, OSError) as error:
        raise UnreadableClipError(str(error)) from error
    if sys.byteorder == "big":
        samples.byteswap()
    if channels > 1:
        mixed = zip(*(samples[channel::channels] for channel in range(channels)), strict=True)
        samples = array.array("h", [round(sum(frame) / channels) for frame in mixed])
    return samples if rate == RATE else _resampled(samples, rate)


def write_wav(path: Path, samples: array.array[int]) -> None:
    """Write mono samples at `RATE`, whole or not at all. Raises: OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = array.array("h", samples)
    if sys.byteorder == "big":
        data.byteswap()
    draft = path.with_suffix(".new")
    with wave.open(str(draft), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())
    draft.replace(path)


def _resampled(samples: array.array[int], rate: int) -> array.array[int]:
    # Linear is good enough for speech that is halved or doubled once; a recording at 22050 Hz passes untouched.
    count = len(samples) * RATE // rate
    out = array.array("h", bytes(2 * count))
    for place in range(count):
        at, rest = divmod(place * rate, RATE)
        here, beyond = samples[at], samples[min(at + 1, len(samples) - 1)]
        out[place] = round(here + (beyond - here) * rest / RATE)
    return out


def _cached(name: str, cache: Path) -> array.array[int]:
    language, _, short = name.partition("/")
    made_how = f"{CLIP_WORDS[name]}|{language}|{WORDS_PER_MINUTE}|{LEVEL}|{SILENCE}"
    path = cache / language / f"{short}-{hashlib.sha256(made_how.encode()).hexdigest()[:8]}.wav"
    if path.is_file():
        try:
            return read_wav(path)
        except UnreadableClipError as error:
            log.info("clip %s is made anew: %s", name, error)
    samples = levelled(trimmed(_spoken(CLIP_WORDS[name], language)))
    try:
        write_wav(path, samples)
    except OSError as error:
        log.warning("clip %s is not kept: %s", name, error)
    return samples


def _spoken(words: str, language: str) -> array.array[int]:
    program = shutil.which("espeak-ng")
    if program is None:
        raise NoVoiceError("espeak-ng is not installed")
    command = [program, "-v", language, "-s", str(WORDS_PER_MINUTE), "--stdout", "--", words]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_ESPEAK_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NoVoiceError(f"espeak-ng failed: {error}") from error
    # espeak-ng streams to a pipe and cannot fill in the lengths of the WAV header, so the samples are taken as they are:
    # mono, 16 bit, 22050 Hz after 44 bytes (espeak-ng 1.51).
    data = done.stdout[44:]
    samples = array.array("h", data[: len(data) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
