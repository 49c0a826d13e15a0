"""The second H.264 decoder: Cisco's OpenH264 through GStreamer, written apart from FFmpeg's."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from provision import system
from provision.process import StepFailed, say

PACKAGES = ["gstreamer1.0-tools", "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good", "gstreamer1.0-plugins-bad"]
_ELEMENTS = ["qtdemux", "h264parse", "openh264dec"]
_STALL = 120.0  # seconds for a whole file; tests decode seconds of video


def missing() -> str:
    """What is missing for `frames` to work; empty when nothing is."""
    inspect = shutil.which("gst-inspect-1.0")
    if not inspect or not shutil.which("gst-launch-1.0"):
        return "GStreamer's tools"
    lacking = [
        name
        for name in _ELEMENTS
        if subprocess.run([inspect, name], capture_output=True, check=False, timeout=60).returncode
    ]
    return ", ".join(lacking)


def provision() -> None:
    """See that it is there, install it where that is ours to do. Raises `StepFailed` in CI on Linux without it."""
    lacking = missing()
    if lacking and system.may_install():
        system.install(PACKAGES)
        lacking = missing()
    if not lacking:
        say("OpenH264 through GStreamer is here")
    elif system.IN_CI and system.LINUX:
        raise StepFailed(f"missing: {lacking} (Debian: {' '.join(PACKAGES)})")
    else:
        say(f"no second decoder here ({lacking}): its tests are skipped")


def frames(film: Path, *, size: tuple[int, int]) -> Iterator[bytes]:
    """Each decoded frame of an MP4 as tight I420 planes (Y, U, V), `size` being width and height in even pixels.

    Raises `RuntimeError` when GStreamer fails or the picture data are no whole number of frames.
    """
    width, height = size
    # GStreamer pads rows to four bytes and planes to even numbers of rows.
    planes = [(_up(width, 4), _up(height, 2), width, height)]
    planes += [(_up(_up(width, 2) // 2, 4), _up(height, 2) // 2, width // 2, height // 2)] * 2
    padded = sum(stride * rows for stride, rows, _, _ in planes)
    command = ["gst-launch-1.0", "-q", "filesrc", f"location={film}", "!", "qtdemux", "!", "h264parse", "!"]
    command += ["openh264dec", "!", "video/x-raw,format=I420", "!", "fdsink", "fd=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        try:
            assert process.stdout
            while frame := process.stdout.read(padded):
                if len(frame) != padded:
                    raise RuntimeError(f"GStreamer gave {len(frame)} bytes where a frame has {padded}")
                yield _tight(frame, planes)
            if process.wait(_STALL):
                raise RuntimeError(f"GStreamer ended with {process.returncode}")
        finally:
            process.kill()


def _tight(frame: bytes, planes: list[tuple[int, int, int, int]]) -> bytes:
    parts, at = [], 0
    for stride, rows, width, height in planes:
        plane = frame[at : at + stride * rows]
        at += stride * rows
        if stride == width:
            parts.append(plane[: width * height])
        else:
            parts += [plane[row * stride : row * stride + width] for row in range(height)]
    return b"".join(parts)


def _up(number: int, step: int) -> int:
    return -(-number // step) * step
