"""Running a program with a time limit, and seeing that nothing it started outlives it. Standard library only."""

from __future__ import annotations

import contextlib
import contextvars
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # an older Python gets as far as being told that it is too old
    from collections.abc import Callable
    from typing import IO

    Command = Sequence[str | Path]

_GRACE = 10.0  # seconds a program has to end by itself once it was asked to
_LINGER = 3.0  # seconds its descendants have to end after it
_PR_SET_CHILD_SUBREAPER = 36


# Where what is said goes, when it is not the terminal.
_output: contextvars.ContextVar[IO[str] | None] = contextvars.ContextVar("_output", default=None)


class StepFailed(Exception):
    """A step did not pass; the text says why, and what to do where that is known."""


def say(text: str) -> None:
    """One line to the terminal, in order with what the started programs print."""
    print(text, file=_output.get(), flush=True)


class Aside:
    """Work in a thread, of which all that it and its programs say is kept until `end` says it."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - `end` closes it
        self._stopped = threading.Event()
        self._fault: Exception | None = None
        self._thread = threading.Thread(target=contextvars.Context().run, args=(self._run, work))
        self._thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        _output.set(self._said)
        _stopped.set(self._stopped)
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised by `end`
            self._fault = error

    def end(self, *, stop: bool = False) -> None:
        """Wait for its end and say what it has said; with `stop`, what it runs is ended, and nothing else begun.

        Raises what the work has raised.
        """
        if stop:
            self._stopped.set()
        self._thread.join()
        with self._said:
            self._said.seek(0)
            say(self._said.read().rstrip())
        if self._fault is not None:
            raise self._fault


_never = threading.Event()
_stopped: contextvars.ContextVar[threading.Event] = contextvars.ContextVar("_stopped", default=_never)


def run(
    command: Command,
    *,
    timeout: float,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    also: Sequence[int] = (),
) -> int:
    """Run a program with our output; its exit code, which is 0 or one of those `also` taken for a pass.

    Raises `StepFailed` when it fails, is missing or takes over `timeout` seconds.
    """
    with _started(command, env=env, cwd=cwd) as process:
        code = _code_of(process, timeout)
        if code is None:
            raise StepFailed(f"{Path(command[0]).name} was ended after {timeout:.0f} s")
    _judge(command, code, also)
    return code


def _code_of(process: subprocess.Popen[bytes], timeout: float) -> int | None:
    """The exit code, once there is one; None when the time is over. Raises `StepFailed` when all is to stop."""
    stopped = _stopped.get()
    if stopped is _never:  # Ctrl-C comes here by itself
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(timeout)
        return None
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(0.5)
        if stopped.is_set():
            raise StepFailed("interrupted")
    return None


def output_of(command: Command, *, timeout: float, env: Mapping[str, str] | None = None) -> str:
    """The standard output of a program that prints little. Raises `StepFailed`, with the end of its stderr."""
    try:
        done = subprocess.run(
            command, timeout=timeout, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StepFailed(f"{Path(command[0]).name}: {error}") from error
    if done.returncode:
        raise StepFailed(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    return done.stdout


def run_leaving_nothing(
    command: Command, *, timeout: float, env: Mapping[str, str], cwd: Path, also: Sequence[int] = ()
) -> int:
    """As `run`; on Linux it fails as well when any descendant, orphaned or not, is alive `_LINGER` seconds after.

    Returns the exit code: 0, or one of those `also` taken for a pass.

    This process adopts orphans for that time and reaps them at once, so that a test which waits for a process to be
    gone also sees it gone in a container whose first process reaps nobody.
    """
    if not sys.platform.startswith("linux"):
        return run(command, timeout=timeout, env=env, cwd=cwd, also=also)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        with _started(command, env=env, cwd=cwd) as process:
            code = _reap_until_done(process, timeout)
        left = _left_over()
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
    found = ["still running after the tests: " + "; ".join(left)] if left else []
    try:
        _judge(command, code, also)
    except StepFailed as failure:
        found.insert(0, str(failure))
    if found:
        raise StepFailed("; ".join(found))
    return code


def _judge(command: Command, code: int, also: Sequence[int] = ()) -> None:
    if code and code not in also:
        raise StepFailed(f"{' '.join(Path(word).name for word in command[:3])} ended with {code}")


@contextlib.contextmanager
def _started(
    command: Command, *, env: Mapping[str, str] | None, cwd: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program in a session of its own, so that a time limit or Ctrl-C ends it with all that it started."""
    if _stopped.get().is_set():
        raise StepFailed("interrupted")
    output = _output.get()
    try:
        process = subprocess.Popen(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        raise StepFailed(f"{command[0]}: {error}") from error
    try:
        yield process
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        process.wait()
        return
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _reap_until_done(process: subprocess.Popen[bytes], timeout: float) -> int:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode
        if not pid:
            time.sleep(0.02)
    raise StepFailed(f"the tests were ended after {timeout:.0f} s")


def _left_over() -> list[str]:
    """What still runs below us when the time to linger is over; ended then, generation by generation."""
    deadline = time.monotonic() + _LINGER
    left: list[str] = []
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return left
        if pid:
            continue
        if time.monotonic() > deadline:
            for child in _children():
                left.append(_name(child))
                os.kill(child, signal.SIGKILL)
        time.sleep(0.05)


def _children() -> list[int]:
    """The children of this process; none has been waited for, so their ids cannot be anybody else's."""
    lists = Path("/proc/self/task").glob("*/children")
    return [int(word) for file in lists for word in file.read_text().split()]


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return f"{pid} " + Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")[:200].strip()
    return str(pid)
