"""Speech made by a program of its own: an engine under the GPL never shares a process with us.

The program gets one JSON object on stdin and answers on stdout: lines of JSON, each followed by as many bytes of
sound as its `bytes` says.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple

import msgspec

from aura_nb.errors import VoiceFailed

START_SECONDS = 30.0
SECONDS_PER_CHARACTER = 0.05  # what the slowest engine takes on a slow machine, many times over


class Frame(NamedTuple):
    """One answer: its JSON object, and the sound that came with it (empty where there was none)."""

    header: dict[str, Any]
    sound: bytes


@contextlib.contextmanager
def answers(command: Sequence[str], order: dict[str, Any], *, voice: str, characters: int) -> Iterator[Iterator[Frame]]:
    """Run a program for as long as the block lasts; iterating gives its answers as they come.

    The program is in our process group and dies with it; it is killed when the block is left early, and after a time
    that grows with the `characters` it has to speak. Raises `VoiceFailed` where it ends badly or answers nonsense.
    """
    # onnxruntime, which Piper loads, reports to its makers unless this is set.
    environment = {**os.environ, "ORT_DISABLE_TELEMETRY": "1"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    watchdog = threading.Timer(START_SECONDS + SECONDS_PER_CHARACTER * characters, process.kill)
    words: list[bytes] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, words), daemon=True)
    watchdog.start()
    listener.start()
    try:
        # Where it has ended already, its exit code says why.
        with contextlib.suppress(BrokenPipeError), process.stdin as stdin:  # type: ignore[union-attr]  # a PIPE
            stdin.write(msgspec.json.encode(order))
        yield _frames(process, voice, words, listener)
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        listener.join()
        for pipe in (process.stdout, process.stderr):
            pipe.close()  # type: ignore[union-attr]  # opened with PIPE


def _frames(
    process: subprocess.Popen[bytes], voice: str, words: list[bytes], listener: threading.Thread
) -> Iterator[Frame]:
    stdout: IO[bytes] = process.stdout  # type: ignore[assignment]  # opened with PIPE
    try:
        while line := stdout.readline():
            header = msgspec.json.decode(line, type=dict[str, Any])
            size = int(header.get("bytes", 0))
            sound = stdout.read(size)
            if len(sound) < size:
                break
            yield Frame(header, sound)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise VoiceFailed(f"The engine of the voice {voice} gave an answer that cannot be read.") from error
    code = process.wait()
    if code != 0:
        listener.join()
        said = b"".join(words).decode(errors="replace").strip().splitlines()
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise VoiceFailed(f"The engine of the voice {voice} ended with {how}.", logs=said[-10:])


def _listen(stream: IO[bytes] | None, words: list[bytes]) -> None:
    for line in stream or ():
        words.append(line)
        del words[:-20]
