"""Speech made by a program of its own: an engine under the GPL never shares a process with us.

The program gets one JSON object on stdin and answers on stdout: lines of JSON, each followed by as many bytes of
sound as its `bytes` says.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, NamedTuple

import msgspec

from aura_nb.errors import AuraError, JobCrashed, VoiceFailed
from aura_nb.pipes import lines
from aura_nb.voices import private

# In a worker program a step that gets no further is ended before this, and tried again with the same voice.
START_SECONDS = 300.0
SECONDS_PER_CHARACTER = 0.05  # what the slowest engine takes on a slow machine, many times over
HEADER_BYTES = 16 * 2**20
SOUND_BYTES = 256 * 2**20  # of all answers together: an hour and a half at 22 kHz
KEPT_LINES = 20
# What a program does to itself, and will do again with the same text. Other signals come from somebody else.
_FAULTS = frozenset(
    getattr(signal, name) for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL") if hasattr(signal, name)
)


class ProgramAnswer(NamedTuple):
    """One answer: its JSON object, and the sound that came with it (empty where there was none)."""

    header: dict[str, Any]
    sound: bytes


@contextlib.contextmanager
def answers(
    command: Sequence[str], order: dict[str, Any], *, voice: str, characters: int
) -> Iterator[Iterator[ProgramAnswer]]:
    """Run a program for as long as the block lasts; iterating gives its answers as they come.

    The program is in our process group and dies with it; it is killed when the block is left early, and after a time
    that grows with the `characters` it has to speak. Raises `VoiceFailed` where it ends badly or answers nonsense, and
    `JobCrashed` when somebody else killed it: that says nothing about the voice, and it may be tried again.
    """
    # onnxruntime, which Piper loads, reports to its makers unless this is set.
    environment = {**os.environ, **private.ENVIRONMENT}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    seconds = START_SECONDS + SECONDS_PER_CHARACTER * characters
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    watchdog = threading.Timer(seconds, give_up)
    words: deque[bytes] = deque(maxlen=KEPT_LINES)
    listener = threading.Thread(target=_listen, args=(process.stderr, words), daemon=True)
    watchdog.start()
    listener.start()
    try:
        # Where it has ended already, its exit code says why.
        with contextlib.suppress(BrokenPipeError), process.stdin as stdin:  # type: ignore[union-attr]  # a PIPE
            stdin.write(msgspec.json.encode(order))
        yield _replies(process, voice, listener, lambda code: _ended(code, voice, words, late=late.is_set()))
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        listener.join()
        for pipe in (process.stdout, process.stderr):
            pipe.close()  # type: ignore[union-attr]  # opened with PIPE


def _replies(
    process: subprocess.Popen[bytes], voice: str, listener: threading.Thread, ended: Callable[[int], AuraError]
) -> Iterator[ProgramAnswer]:
    stdout: IO[bytes] = process.stdout  # type: ignore[assignment]  # opened with PIPE
    left = SOUND_BYTES
    try:
        while line := stdout.readline(HEADER_BYTES):
            header = msgspec.json.decode(line, type=dict[str, Any])
            size = int(header.get("bytes", 0))
            left -= size
            if size < 0 or left < 0:
                raise ValueError(f"{size} bytes of sound")  # noqa: TRY301 - one way out
            sound = stdout.read(size)
            if len(sound) < size:
                break
            yield ProgramAnswer(header, sound)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise VoiceFailed(f"The engine of the voice {voice} gave an answer that cannot be read.") from error
    code = process.wait()
    if code != 0:
        listener.join()
        raise ended(code)


def _ended(code: int, voice: str, words: deque[bytes], *, late: bool) -> AuraError:
    """What it means that the program ended with this code."""
    said = b"".join(words).decode(errors="replace").strip().splitlines()[-10:]
    if late:
        return VoiceFailed(f"The engine of the voice {voice} did not answer in time.", logs=said)
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    message = f"The engine of the voice {voice} ended with {how}."
    return JobCrashed(message, logs=said) if code < 0 and -code not in _FAULTS else VoiceFailed(message, logs=said)


def _listen(stream: IO[bytes] | None, words: deque[bytes]) -> None:
    if stream is not None:
        words.extend(lines(stream))
