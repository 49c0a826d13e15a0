"""Finding FFmpeg and running it: one place that starts the program, reads both its pipes and ends it.

Its life ends with ours in three ways. An exception (also one that the progress callback raises to cancel) ends it
before `run` returns. It stays in its worker's process group, so whoever kills the group kills it. And every command
here goes from file to file and is short. `PR_SET_PDEATHSIG` is not used: it fires when the starting *thread* ends, and
needs a `preexec_fn`, which Python 3.12 and later warn about in a process with threads; workers have threads.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import msgspec

from aura_nb.errors import AuraError, DiskFull, FFmpegFailed, FFmpegNotFound, JobCrashed
from aura_nb.pipes import lines
from aura_nb.regex import regex

Progress = Callable[[float], None]

# The oldest whose sound was measured to be as long and as loud as it should be; 7.0 misses both on long films.
OLDEST = (9, 0)
# Output options that keep dates, program names and CPU-dependent shortcuts out of the bytes.
BITEXACT: dict[str, Any] = {"bitexact": None, "fflags": "+bitexact"}

_TICK = 0.1  # seconds between two looks at the clock: how soon a cancel is noticed
_GRACE = 1.0  # seconds FFmpeg is given to end by itself
_KEPT_LINES = 200
_ANSWER = 1 << 16  # bytes of `ffmpeg -version`, many times over
_ANSWER_SECONDS = 30.0
# FFmpeg ends by itself at some signals, and its exit code is 255 then.
_OBEYED = regex(r"Exiting normally, received signal (\d+)\.")
_NO_ROOM = regex(r"No space left on device|Disk quota exceeded", re.IGNORECASE)


class FFmpeg(msgspec.Struct, frozen=True):
    """An FFmpeg program: where it is and the version it names itself, such as "9.0.2" or "n7.1-12-gabc"."""

    path: Path
    version: str


def find_ffmpeg() -> FFmpeg:
    """The FFmpeg to use: `AURA_FFMPEG`, else the newer of the imageio-ffmpeg wheel's and the one on PATH.

    Raises `FFmpegNotFound` when there is none, or when `AURA_FFMPEG` names a file that is missing, cannot be run or
    is older than 9.0.
    """
    if wanted := os.environ.get("AURA_FFMPEG"):
        return _named(wanted)
    # The wheel's first: of two equal ones `max` takes the one we tested.
    found = [program for program in (_from_wheel(), _from_path()) if program and _number(program) >= OLDEST]
    if not found:
        raise FFmpegNotFound("There is no FFmpeg: neither the imageio-ffmpeg wheel's nor one of 9.0 or newer on PATH.")
    return max(found, key=_number)


def recipe() -> dict[str, Any]:
    """What of FFmpeg belongs to a task's key: its version. Raises `FFmpegNotFound`."""
    return {"ffmpeg": find_ffmpeg().version}


def run(
    command: Any,
    *,
    duration: float | None = None,
    progress: Progress | None = None,
) -> list[str]:
    """Run FFmpeg and return the last lines it wrote to stderr (200 at most).

    `command` is an ffmpeg-python output stream or its arguments. `duration` is the output's length in seconds, from
    which `progress` gets fractions; it is called about ten times a second even when nothing moved, and whatever it
    raises ends FFmpeg and passes through. Inputs may only be files and pipes.

    Raises `FFmpegNotFound`, `FFmpegFailed` with FFmpeg's last words, `DiskFull`, and `JobCrashed` when somebody else
    killed it: that says nothing about the command, which may be tried again.
    """
    program = find_ffmpeg()
    arguments = [str(part) for part in command] if isinstance(command, (list, tuple)) else _arguments(command)
    line = [str(program.path), "-nostdin", "-hide_banner", "-y", "-progress", "pipe:1", "-stats_period", str(_TICK)]
    line += ["-nostats", *_guarded(arguments)]
    words: deque[str] = deque(maxlen=_KEPT_LINES)
    with _started(line) as process:
        told = _Told()
        readers = [
            threading.Thread(target=_read_progress, args=(process.stdout, duration, told), daemon=True),
            threading.Thread(target=_read_words, args=(process.stderr, words), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            while not told.all.wait(_TICK):
                if progress is not None:
                    progress(told.fraction)  # also when it is the same: the callback must get its chance to cancel
            code = process.wait()
        finally:
            _end(process)
            for reader in readers:  # before the pipes are closed under them
                reader.join()
    if code != 0:
        raise _failure(code, list(words))
    if progress is not None:
        progress(1.0)
    return list(words)


def part(progress: Progress | None, start: float, end: float) -> Progress:
    """A progress callback for a step that is the part from `start` to `end` of a larger one."""

    def report(fraction: float) -> None:
        if progress is not None:
            progress(start + (end - start) * min(1.0, max(0.0, fraction)))

    return report


def _arguments(command: Any) -> list[str]:
    import ffmpeg  # noqa: PLC0415 - a plan asks for FFmpeg's version, and runs nothing

    arguments: list[str] = ffmpeg.get_args(command)
    return arguments


def _guarded(arguments: list[str]) -> Iterator[str]:
    for argument in arguments:
        if argument == "-i":
            yield from ("-protocol_whitelist", "file,pipe")
        yield argument


@contextmanager
def _started(line: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    # FFREPORT would make it write a report file of its own choosing.
    environment = {name: value for name, value in os.environ.items() if name != "FFREPORT"}
    try:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | {"AV_LOG_FORCE_NOCOLOR": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise FFmpegNotFound(f"FFmpeg at {line[0]} cannot be run: {error.strerror or error}.") from error
    with process:
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    if process.poll() is None:
        process.kill()
        process.wait()


class _Told:
    """What FFmpeg has told of its progress: the fraction that is done, and whether that was all."""

    def __init__(self) -> None:
        self.fraction = 0.0
        self.all = threading.Event()


def _read_progress(pipe: IO[bytes], duration: float | None, told: _Told) -> None:
    for line in lines(pipe):
        key, _, value = line.decode("ascii", "replace").strip().partition("=")
        if key == "out_time_us" and duration and value.lstrip("-").isdigit():
            told.fraction = max(told.fraction, min(1.0, int(value) / 1e6 / duration))
    told.all.set()


def _read_words(pipe: IO[bytes], words: deque[str]) -> None:
    for line in lines(pipe):
        text = line.decode("utf-8", "replace").rstrip()  # FFmpeg cuts long tags in the middle of a character
        if text:
            words.append(text)


def _failure(code: int, words: list[str]) -> AuraError:
    text = "\n".join(words)
    if _NO_ROOM.search(text):
        return DiskFull("There is no room left on the disk for FFmpeg's output.", logs=words[-20:])
    if number := _killed_by(code, text):
        try:
            name = signal.Signals(number).name
        except ValueError:
            name = f"signal {number}"
        return JobCrashed(f"FFmpeg was ended by {name}.", logs=words[-20:])
    last = "; ".join(line.strip() for line in words[-3:]) or "it said nothing"
    return FFmpegFailed(f"FFmpeg failed with exit code {code}: {last}", exitCode=code, logs=words[-20:])


def _killed_by(code: int, text: str) -> int:
    """The signal that ended FFmpeg; 0 where none did."""
    if code < 0:
        return -code
    obeyed = _OBEYED.findall(text)
    return int(obeyed[-1]) if code == 255 and obeyed else 0


def _named(wanted: str) -> FFmpeg:
    path = Path(wanted).expanduser()
    if not path.is_file():
        raise FFmpegNotFound(f"AURA_FFMPEG names {wanted}, and there is no such file.", path=wanted)
    if not os.access(path, os.X_OK):
        raise FFmpegNotFound(f"AURA_FFMPEG names {wanted}, which is not a program that may be run.", path=wanted)
    program = _asked(path)
    if program is None:
        raise FFmpegNotFound(f"AURA_FFMPEG names {wanted}, which does not answer as FFmpeg does.", path=wanted)
    if _number(program) < OLDEST:
        raise FFmpegNotFound(
            f"AURA_FFMPEG names {wanted}, which is FFmpeg {program.version}; 9.0 or newer is needed.", path=wanted
        )
    return program


def _from_wheel() -> FFmpeg | None:
    # Only the wheel's folder is looked at: imageio_ffmpeg's own search starts programs, and old ones downloaded.
    spec = find_spec("imageio_ffmpeg")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted((Path(place) / "binaries").glob("ffmpeg-*"), reverse=True):
            if not os.access(path, os.X_OK):
                continue
            # The name ends in the version (ffmpeg-linux-x86_64-v9.0.2): no need to start it for that.
            if named := re.search(r"-v(\d+\.\d+(?:\.\d+)?)(?:\.exe)?$", path.name):
                return FFmpeg(path, named[1])
            return _asked(path)
    return None


def _from_path() -> FFmpeg | None:
    where = shutil.which("ffmpeg")
    return _asked(Path(where)) if where else None


def _asked(path: Path) -> FFmpeg | None:
    try:
        return _ask(str(path.absolute()), path.stat().st_mtime_ns)
    except OSError as error:
        if error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOMEM}:
            raise  # that says nothing about the program
        return None


@lru_cache(maxsize=8)
def _ask(path: str, _mtime: int) -> FFmpeg | None:
    said = _answer(path)
    if said is None:
        return None
    named = re.match(r"ffmpeg version (\S+)", said)
    if not named:
        return None
    version = named[1]
    if not re.match(r"n?\d{1,2}\.\d", version) and (library := re.search(r"libavutil\s+(\d+)\.\s*(\d+)", said)):
        # A build from git carries a date or a commit; its libavutil still tells the age (52 behind FFmpeg's major).
        version = f"{int(library[1]) - 52}.0-{version}"
    return FFmpeg(Path(path), version)


def _answer(path: str) -> str | None:
    """What a program says to `-version`; None where it fails or says more than FFmpeg ever does.

    Raises `TimeoutError` when it did not answer in time, which says nothing about what it will do the next time.
    """
    with subprocess.Popen(
        [path, "-version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        watchdog = threading.Timer(_ANSWER_SECONDS, give_up)
        watchdog.start()
        try:
            said = process.stdout.read(_ANSWER + 1)  # type: ignore[union-attr]  # opened with PIPE
            if len(said) > _ANSWER:
                return None
            code = process.wait()
        finally:
            watchdog.cancel()
            process.kill()
    if late.is_set():
        raise TimeoutError(f"{path} did not answer within {_ANSWER_SECONDS:g} s")
    return said.decode("utf-8", "replace") if code == 0 else None


def _number(program: FFmpeg) -> tuple[int, ...]:
    found = re.match(r"n?(\d{1,3})\.(\d+)(?:\.(\d+))?", program.version)
    return tuple(int(group or 0) for group in found.groups()) if found else (0,)
