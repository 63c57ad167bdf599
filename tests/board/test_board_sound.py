"""One announcement at a time, ended by its computed length, whatever the device does; and real sound from a null sink."""

from __future__ import annotations

import array
import json
import math
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from board import clips
from board.clips import RATE, ClipSet
from board.sound import Played, Sound
from board.speech import CHIME, CLIP_WORDS
from server.client.pairing import Credential, save_credential
from tests.board.small_office import SmallOffice, a_call, a_view


class Loudspeaker:
    """A sound device at the outer edge: says whether it is there, remembers what it was given."""

    def __init__(self, *, there: bool = True, plays: bool = True) -> None:
        self.there = there
        self.plays = plays
        self.given: list[timedelta] = []
        self.sounding = False
        self.overlaps = 0
        self.report: Callable[[], None] = lambda: None

    def ready(self) -> bool:
        return self.there

    def play(self, path: Path) -> bool:
        self.overlaps += self.sounding
        self.given.append(clips.length(clips.read_wav(path)))
        self.sounding = self.plays
        return self.plays

    def stop(self) -> None:
        self.sounding = False

    def when_changed(self, report: Callable[[], None]) -> None:
        self.report = report


def tone(seconds: float, pitch: float) -> array.array[int]:
    count = round(seconds * RATE)
    return array.array("h", [round(9000 * math.sin(2 * math.pi * pitch * place / RATE)) for place in range(count)])


def short_clips() -> ClipSet:
    """Every clip, each of 5 ms."""
    return ClipSet(
        samples={name: tone(0.005, 500) for name in (CHIME, *CLIP_WORDS)}, own=frozenset(), missing=frozenset()
    )


def chime_alone() -> ClipSet:
    return ClipSet(samples={CHIME: tone(0.02, 500)}, own=frozenset(), missing=frozenset(CLIP_WORDS))


@pytest.fixture
def announcer(qtbot: QtBot) -> Iterator[Callable[..., Sound]]:
    made: list[Sound] = []

    def make(device: Loudspeaker | None, prepare: Callable[[], ClipSet] = short_clips, *, muted: bool = False) -> Sound:
        sound = Sound(device=device, prepare=prepare, muted=muted)
        made.append(sound)
        sound.start()
        return sound

    yield make
    for sound in made:
        sound.close()


@pytest.mark.slow
def test_chime_and_sentence_twice_are_played_and_the_end_is_reported(
    qtbot: QtBot, announcer: Callable[..., Sound]
) -> None:
    device = Loudspeaker()
    sound = announcer(device)
    heard: list[Played] = []
    sound.played.connect(heard.append)
    with qtbot.waitSignal(sound.ended, timeout=10_000) as ended:
        sound.announce(a_call(7, "A-023", "3"))
    assert ended.args == [7]
    sentence = ("nomor-antrean", "a", "nol", "dua", "tiga", "silakan-menuju-loket", "tiga")
    assert heard[0].clips == (CHIME, *(f"id/{name}" for name in sentence * 2))
    assert heard[0].length == device.given[0]
    assert sound.state == "fine"


@pytest.mark.parametrize(
    ("device", "muted", "result"),
    [
        (None, False, "none"),
        (Loudspeaker(there=False), False, "none"),
        (Loudspeaker(), True, "muted"),
    ],
)
def test_without_a_device_or_muted_an_announcement_ends_at_once_and_says_why(
    qtbot: QtBot, announcer: Callable[..., Sound], device: Loudspeaker | None, muted: bool, result: str
) -> None:
    sound = announcer(device, muted=muted)
    heard: list[Played] = []
    sound.played.connect(heard.append)
    with qtbot.waitSignal(sound.ended, timeout=2000):
        sound.announce(a_call(7, "A-023", "3"))
    assert sound.state == result
    assert (heard[0].result, heard[0].length) == (result, timedelta(0))
    assert device is None or not device.given


def test_a_device_that_refuses_does_not_stall(qtbot: QtBot, announcer: Callable[..., Sound]) -> None:
    sound = announcer(Loudspeaker(plays=False), chime_alone)
    with qtbot.waitSignal(sound.ended, timeout=2000):
        sound.announce(a_call(7, "A-023", "3"))


@pytest.mark.slow
def test_without_a_voice_the_chime_is_heard_and_the_sign_says_so(qtbot: QtBot, announcer: Callable[..., Sound]) -> None:
    device = Loudspeaker()
    sound = announcer(device, chime_alone)
    heard: list[Played] = []
    sound.played.connect(heard.append)
    with qtbot.waitSignal(sound.ended, timeout=3000):
        sound.announce(a_call(7, "A-023", "3"))
    assert sound.state == "chime_only"
    assert (heard[0].result, heard[0].clips) == ("chime_only", (CHIME,))
    assert device.given == [pytest.approx(timedelta(seconds=0.02), abs=timedelta(milliseconds=1))]


def test_a_call_that_comes_before_the_clips_are_ready_waits_for_them(
    qtbot: QtBot, announcer: Callable[..., Sound]
) -> None:
    ready = threading.Event()

    def prepare() -> ClipSet:
        ready.wait(10)
        return chime_alone()

    device = Loudspeaker()
    sound = announcer(device, prepare)
    sound.announce(a_call(7, "A-023", "3"))
    assert device.given == []
    with qtbot.waitSignal(sound.ended, timeout=3000):
        ready.set()
    assert len(device.given) == 1


def test_a_cache_that_cannot_be_written_leaves_the_chime(qtbot: QtBot, announcer: Callable[..., Sound]) -> None:
    def prepare() -> ClipSet:
        raise OSError("no space left on the disk")

    sound = announcer(Loudspeaker(), prepare)
    qtbot.waitUntil(lambda: sound.state == "chime_only", timeout=3000)


def test_a_device_that_is_unplugged_is_noticed(qtbot: QtBot, announcer: Callable[..., Sound]) -> None:
    device = Loudspeaker()
    sound = announcer(device, chime_alone)
    qtbot.waitUntil(lambda: sound.state == "chime_only", timeout=3000)
    device.there = False
    with qtbot.waitSignal(sound.changed, timeout=2000):
        device.report()
    assert sound.state == "none"


# ---- real sound ----------------------------------------------------------------------

#: Each clip of "A-012, loket 3" and the chime as a tone of its own, Hz, so that the order can be heard.
TONES = {
    "chime": 400.0,
    "id/nomor-antrean": 600.0,
    "id/a": 800.0,
    "id/nol": 1000.0,
    "id/satu": 1200.0,
    "id/dua": 1400.0,
    "id/silakan-menuju-loket": 1600.0,
    "id/tiga": 1800.0,
}
SENTENCE = ("id/nomor-antrean", "id/a", "id/nol", "id/satu", "id/dua", "id/silakan-menuju-loket", "id/tiga")


@pytest.fixture
def null_sink(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A PulseAudio of our own with one sink that goes nowhere; gives the environment that leads to it."""
    if os.geteuid() != 0 or shutil.which("pulseaudio") is None or shutil.which("parec") is None:
        pytest.skip("real sound: needs root and pulseaudio with parec")
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    socket = runtime / "pa.sock"
    environment = {
        **os.environ,
        "XDG_RUNTIME_DIR": str(runtime),
        "HOME": str(tmp_path),
        "PULSE_SERVER": f"unix:{socket}",
    }
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1"]
    command += ["-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1"]
    command += ["-L", "module-null-sink sink_name=null"]
    with (tmp_path / "pulse.log").open("w") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            waited(socket.exists)
            yield environment
        finally:
            server.terminate()
            server.wait(10)


def waited(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Wait for something outside this process; fails after `seconds`."""
    pause = threading.Event()
    for _ in range(round(seconds / 0.1)):
        if condition():
            return
        pause.wait(0.1)
    raise AssertionError("it did not happen in time")


@pytest.mark.root
@pytest.mark.slow
def test_two_calls_in_a_burst_come_out_of_the_loudspeaker_one_after_the_other(
    tmp_path: Path, null_sink: dict[str, str], small_office: SmallOffice
) -> None:
    for name, pitch in TONES.items():
        clips.write_wav(tmp_path / "own" / f"{name}.wav", tone(0.15, pitch))
    small_office.up()
    save_credential(
        tmp_path / "state" / "credential.json",
        Credential(address=small_office.address, office="o", device="b", credential="c"),
    )
    log = tmp_path / "sound.log"
    command = [sys.executable, "-m", "board", "--server", small_office.address, "--sound-log", str(log)]
    command += ["--state", str(tmp_path / "state"), "--recordings", str(tmp_path / "own")]
    command += ["--pictures", str(tmp_path / "pictures")]
    board = subprocess.Popen(command, env=null_sink, stderr=subprocess.DEVNULL)
    recording = tmp_path / "heard.raw"
    listener = subprocess.Popen(
        ["parec", "-d", "null.monitor", "--rate=22050", "--channels=1", "--latency-msec=50", str(recording)],
        env=null_sink,
    )
    expected = [TONES["chime"], *(TONES[name] for name in SENTENCE * 2)] * 2
    try:
        waited((tmp_path / "pictures" / "board.png").exists)
        now = datetime.now(UTC)
        small_office.show(a_view(a_call(2, "A-012", "3", at=now), a_call(1, "A-012", "3", at=now)), seq=2)
        waited(lambda: len(pitches_in(recorded(recording))) >= len(expected), seconds=40)
        board.send_signal(signal.SIGTERM)
        assert board.wait(10) == 0
    finally:
        board.kill()
        board.wait()
        listener.terminate()
        listener.wait(10)
    heard = recorded(recording)
    assert pitches_in(heard) == expected
    assert 0.02 < clips.loudness(heard) < 0.5
    assert [json.loads(line)["seq"] for line in log.read_text().splitlines()] == [1, 2]


def recorded(path: Path) -> array.array[int]:
    data = path.read_bytes() if path.exists() else b""
    return array.array("h", data[: len(data) // 2 * 2])


def pitches_in(samples: array.array[int]) -> list[float]:
    """The tones heard one after the other, by zero crossings of windows of 20 ms; silence parts them."""
    window = RATE // 50
    heard: list[list[float]] = [[]]
    for start in range(0, len(samples) - window, window):
        piece = samples[start : start + window]
        if clips.loudness(piece) < 0.02:
            if heard[-1]:
                heard.append([])
            continue
        crossings = sum(1 for place in range(1, window) if piece[place - 1] < 0 <= piece[place])
        heard[-1].append(crossings * RATE / window)
    # The middle of each tone: its first and last window are cut.
    middles = [sorted(tones)[len(tones) // 2] for tones in heard if tones]
    return [min(TONES.values(), key=lambda tone: abs(tone - middle)) for middle in middles]


@pytest.mark.slow
def test_without_a_sound_server_the_machine_s_sound_says_that_it_plays_nothing(tmp_path: Path) -> None:
    clips.write_wav(tmp_path / "a.wav", tone(0.1, 500))
    probe = (
        "import sys; from pathlib import Path; from PyQt6.QtWidgets import QApplication; from board.sound import open_device;"
        "a = QApplication([]); d = open_device(volume=1.0); print(d.ready(), d.play(Path(sys.argv[1])))"
    )
    environment = {**os.environ, "PULSE_SERVER": "unix:/nowhere", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path / "a.wav")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    # A machine with bare ALSA may still have a device; then it also plays.
    assert done.stdout.strip() in ("False False", "True True")
