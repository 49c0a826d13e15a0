from __future__ import annotations

import os
import signal
import sys
import threading
import tracemalloc

import psutil
import pytest
from support import descendants

from aura_nb.errors import DiskFull, FFmpegFailed, FFmpegNotFound, JobCrashed
from aura_nb.media import ffmpeg as module
from aura_nb.media.ffmpeg import FFmpeg, find_ffmpeg, recipe, run

posix = pytest.mark.skipif(sys.platform == "win32", reason="shell scripts stand in for FFmpeg")


@pytest.fixture
def script(tmp_path):
    def write(text, name="ffmpeg"):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    return write


def endless(*extra):
    return ["-re", "-f", "lavfi", "-i", "sine", *extra]


def test_it_is_found_without_any_on_path(monkeypatch, tmp_path):
    monkeypatch.delenv("AURA_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_ffmpeg()
    assert found.path.is_file()
    assert recipe() == {"ffmpeg": found.version}


@pytest.mark.parametrize("make", ["missing", "folder", "text", "other"])
@posix
def test_a_named_one_that_cannot_be_used_is_missing_and_named(monkeypatch, tmp_path, script, make):
    path = tmp_path / "nowhere" / "ffmpeg"
    if make == "folder":
        path = tmp_path
    elif make == "text":
        path = tmp_path / "notes"
        path.write_text("no program")
    elif make == "other":
        path = script("echo bash 5.2")
    monkeypatch.setenv("AURA_FFMPEG", str(path))
    with pytest.raises(FFmpegNotFound) as caught:
        find_ffmpeg()
    assert str(path) in str(caught.value)
    assert caught.value.code == "ffmpeg.not_found"
    assert "AURA_FFMPEG" in caught.value.remedy


@posix
def test_a_named_one_that_is_too_old_says_so(monkeypatch, script):
    monkeypatch.setenv("AURA_FFMPEG", str(script("echo ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright")))
    with pytest.raises(FFmpegNotFound, match=r"4\.4\.2.*9\.0 or newer"):
        find_ffmpeg()


@pytest.mark.parametrize(
    ("version", "chosen"),
    [("99.0", True), ("5.1.4-0+deb12u1", False), ("n99.1-2-gabc", True), ("N-109-gd39b libavutil 98. 1.1", True)],
)
@posix
def test_a_newer_one_on_path_wins_over_the_wheels(monkeypatch, script, version, chosen):
    first, _, library = version.partition(" ")
    path = script(f'echo "ffmpeg version {first} Copyright"; echo "{library}"')
    monkeypatch.delenv("AURA_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", f"{path.parent}{os.pathsep}/bin")
    assert (find_ffmpeg().path == path) is chosen


def test_without_wheel_and_path_it_is_missing(monkeypatch, tmp_path):
    monkeypatch.delenv("AURA_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(module, "_from_wheel", lambda: None)
    with pytest.raises(FFmpegNotFound, match="no FFmpeg"):
        find_ffmpeg()


def test_bad_input_fails_with_ffmpegs_own_words(tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"this is no film" * 100)
    with pytest.raises(FFmpegFailed, match="Invalid data found") as caught:
        run(["-i", str(broken), "-f", "null", "-"])
    assert caught.value.details["exitCode"] != 0
    words = "\n".join(caught.value.details["logs"])
    assert "Invalid data found" in words
    assert "broken.mp4" in words


def test_a_playlist_cannot_reach_the_network(tmp_path):
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(FFmpegFailed, match=r"whitelist|Invalid data"):
        run(["-i", str(playlist), "-f", "null", "-"])


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a full disk is a device on Linux")  # noqa: PTH110 - a device
def test_a_full_disk_is_told_apart():
    with pytest.raises(DiskFull):
        run(["-f", "lavfi", "-i", "sine=d=20", "-f", "wav", "/dev/full"])


def test_progress_rises_to_one():
    seen = []
    command = ["-f", "lavfi", "-i", "sine=d=600", "-f", "null", "-"]
    run(command, duration=600, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert all(0 <= fraction <= 1 for fraction in seen)


def test_a_callback_that_raises_ends_ffmpeg():
    seen = []

    def cancel(_fraction):
        seen.extend(descendants())
        if seen:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(endless("-f", "null", "-"), duration=3600, progress=cancel)
    assert seen
    assert not any(psutil.pid_exists(pid) for pid in seen)


@posix
def test_one_that_does_not_listen_is_killed(monkeypatch, script):
    # `exec` keeps the trap's "ignore" and leaves one process.
    path = script("trap '' TERM\nexec sleep 600")
    monkeypatch.setattr(module, "find_ffmpeg", lambda: FFmpeg(path, "9.0"))
    monkeypatch.setattr(module, "_GRACE", 0.1)
    seen = []

    def cancel(_fraction):
        seen.extend(descendants())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([], progress=cancel)
    assert not any(psutil.pid_exists(pid) for pid in seen)


@posix
def test_much_talk_on_both_pipes_stops_nothing(monkeypatch, script):
    path = script(
        "i=0; while [ $i -lt 4000 ]; do echo $i=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; echo $i word >&2; i=$((i+1)); done"
    )
    monkeypatch.setattr(module, "find_ffmpeg", lambda: FFmpeg(path, "9.0"))
    words = run([])
    assert words[-1] == "3999 word"
    assert len(words) == 200


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_one_that_somebody_kills_has_crashed_and_may_be_tried_again(number):
    def kill(_fraction):
        for pid in descendants():
            os.kill(pid, number)

    with pytest.raises(JobCrashed, match=f"FFmpeg was ended by {signal.Signals(number).name}"):
        run(endless("-t", "60", "-f", "null", "-"), progress=kill)


@posix
def test_lines_without_an_end_take_no_memory(monkeypatch, script):
    """40 MB on each pipe: what is kept of a line is bounded, and so is the number of lines."""
    flood = "head -c 40000000 /dev/zero"
    monkeypatch.setattr(module, "find_ffmpeg", lambda: FFmpeg(script(f"{flood} >&2; {flood}; echo; exit 3"), "9.0"))
    tracemalloc.start()
    try:
        with pytest.raises(FFmpegFailed, match="exit code 3"):
            run([])
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@posix
def test_a_program_that_says_no_end_of_things_is_no_ffmpeg(monkeypatch, script):
    monkeypatch.setenv("AURA_FFMPEG", str(script("exec yes ffmpeg version 9.0")))
    with pytest.raises(FFmpegNotFound, match="does not answer as FFmpeg does"):
        find_ffmpeg()


@posix
def test_one_that_did_not_answer_once_is_asked_again(monkeypatch, script, tmp_path):
    mark = tmp_path / "asked"
    path = script(f"test -e {mark} || {{ touch {mark}; exec sleep 60; }}; echo ffmpeg version 9.0.2")
    monkeypatch.setenv("AURA_FFMPEG", str(path))
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 0.5)
    with pytest.raises(FFmpegNotFound, match="does not answer as FFmpeg does"):
        find_ffmpeg()
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 30)
    assert find_ffmpeg().version == "9.0.2"


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")
def test_it_stays_in_our_process_group():
    groups = []

    def look(_fraction):
        groups.extend(os.getpgid(pid) for pid in descendants())
        if groups:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(endless("-f", "null", "-"), progress=look)
    assert set(groups) == {os.getpgrp()}


def test_no_thread_is_left():
    before = threading.active_count()
    run(["-f", "lavfi", "-i", "sine=d=1", "-f", "null", "-"])
    assert threading.active_count() == before
