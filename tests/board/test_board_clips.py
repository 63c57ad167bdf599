"""Clips are made, trimmed and levelled; own recordings replace them; without espeak-ng the chime is left."""

from __future__ import annotations

import array
import itertools
import math
import shutil
import wave
from datetime import timedelta
from pathlib import Path

import pytest

from board import clips
from board.clips import RATE, ClipSet, UnreadableClipError
from board.speech import CHIME, CLIP_WORDS, sentence


def tone(seconds: float, *, loud: float = 0.3, pitch: float = 440.0, rate: int = RATE) -> array.array[int]:
    return array.array(
        "h",
        [round(loud * 32767 * math.sin(2 * math.pi * pitch * place / rate)) for place in range(round(seconds * rate))],
    )


def a_set(**samples: array.array[int]) -> ClipSet:
    named = {name.replace("__", "/"): value for name, value in samples.items()}
    return ClipSet(samples=named, own=frozenset(), missing=frozenset())


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_makes_every_clip_trimmed_and_as_loud_as_the_others(tmp_path: Path) -> None:
    made = clips.prepare(cache=tmp_path)
    assert not made.missing
    assert set(made.samples) == {CHIME, *CLIP_WORDS}
    for name in CLIP_WORDS:
        samples = made.samples[name]
        assert timedelta(seconds=0.1) < clips.length(samples) < timedelta(seconds=2.2), name
        assert clips.loudness(samples) == pytest.approx(clips.LEVEL, rel=0.35), name
        highest = max(abs(value) for value in samples)
        edge = round(0.03 * RATE)
        assert highest <= clips.PEAK * 32767 + 1
        assert max(abs(value) for value in samples[:edge]) > 0.015 * highest, f"{name} begins with silence"
        assert max(abs(value) for value in samples[-edge:]) > 0.015 * highest, f"{name} ends with silence"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_clips_are_kept_and_read_again_without_the_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = clips.prepare(cache=tmp_path)
    monkeypatch.setenv("PATH", "")
    again = clips.prepare(cache=tmp_path)
    assert again.samples == made.samples
    assert not again.missing


def test_without_espeak_the_chime_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    made = clips.prepare(cache=tmp_path)
    assert made.missing == frozenset(CLIP_WORDS)
    call = sentence("A-023", plate="3", language="id")
    assert clips.joined(made, [call, call]) == made.samples[CHIME]


def test_own_recordings_replace_clips_one_by_one_whatever_their_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "own" / "id").mkdir(parents=True)
    with wave.open(str(tmp_path / "own" / "id" / "nol.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        one = tone(0.5, loud=0.05, rate=44100)
        silent = array.array("h", bytes(2 * 44100))
        both = array.array("h")
        for value in silent + one + silent:
            both.extend((value, value))
        file.writeframes(both.tobytes())
    made = clips.prepare(cache=tmp_path / "cache", recordings=tmp_path / "own")
    assert made.own == {"id/nol"}
    assert "id/nol" not in made.missing
    assert "id/satu" in made.missing
    assert clips.length(made.samples["id/nol"]).total_seconds() == pytest.approx(0.5, abs=0.05)
    assert clips.loudness(made.samples["id/nol"]) == pytest.approx(clips.LEVEL, rel=0.05)


def test_a_recording_that_cannot_be_read_is_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "own" / "id").mkdir(parents=True)
    (tmp_path / "own" / "id" / "nol.wav").write_bytes(b"this is no sound")
    clips.write_wav(tmp_path / "own" / "id" / "satu.wav", array.array("h", bytes(2000)))
    made = clips.prepare(cache=tmp_path / "cache", recordings=tmp_path / "own")
    assert not made.own
    with pytest.raises(UnreadableClipError):
        clips.read_wav(tmp_path / "own" / "id" / "nol.wav")


def test_the_chime_is_two_tones_that_end_softly() -> None:
    chime = clips.chime()
    assert clips.length(chime) < timedelta(seconds=2)
    assert 0.4 < max(abs(value) for value in chime) / 32767 <= 0.51
    assert abs(chime[-1]) < 10
    step = round(clips.CHIME_STEP * RATE)
    assert pitch_of(chime[2000 : step - 500]) == pytest.approx(clips.CHIME_TONES[0], rel=0.03)
    assert pitch_of(chime[2 * step :]) == pytest.approx(clips.CHIME_TONES[1], rel=0.03)


def test_clips_are_joined_with_short_gaps_after_the_chime() -> None:
    chime, one, two = tone(0.2), tone(0.1, pitch=600), tone(0.15, pitch=800)
    whole = clips.joined(a_set(chime=chime, id__a=one, id__b=two), [("id/a", "id/b"), ("id/a",)])
    gaps = clips.AFTER_CHIME + clips.GAP + clips.BETWEEN_SENTENCES
    assert clips.length(whole).total_seconds() == pytest.approx(
        0.2 + 0.1 + 0.15 + 0.1 + gaps.total_seconds(), abs=0.001
    )
    start = len(chime) + round(clips.AFTER_CHIME.total_seconds() * RATE)
    assert whole[start : start + len(one)] == one


def test_a_sentence_with_a_missing_clip_is_left_out_whole() -> None:
    chime = tone(0.2)
    assert clips.joined(a_set(chime=chime, id__a=tone(0.1)), [("id/a", "id/b")]) == chime


def test_a_written_clip_reads_back_equal(tmp_path: Path) -> None:
    clips.write_wav(tmp_path / "x.wav", tone(0.1))
    assert clips.read_wav(tmp_path / "x.wav") == tone(0.1)


def pitch_of(samples: array.array[int]) -> float:
    crossings = sum(1 for before, after in itertools.pairwise(samples) if before < 0 <= after)
    return crossings / (len(samples) / RATE)
