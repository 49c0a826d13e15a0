"""An FFmpeg that has accidents: before it begins it gets a signal, as often as somebody has arranged."""

from __future__ import annotations

from pathlib import Path

from aura_nb.media.ffmpeg import find_ffmpeg


def unlucky_ffmpeg(folder: Path) -> Path:
    """A program for `AURA_FFMPEG`: FFmpeg, but for the accidents that `arrange` has put into the folder."""
    program, script = find_ffmpeg().path, folder / "ffmpeg"
    script.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = -version ] && exec {program} -version\n'
        f"for each in {folder}/accident-*; do rm $each 2>/dev/null && kill -${{each##*-}} $$; break; done\n"
        f'exec {program} "$@"\n'
    )
    script.chmod(0o755)
    return script


def linked_ffmpeg(folder: Path) -> Path:
    """Another: a link to FFmpeg, which a test can take away."""
    link = folder / "ffmpeg"
    link.symlink_to(find_ffmpeg().path)
    return link


def arrange(folder: Path, signal: str, *, times: int = 1) -> None:
    """The next so many runs get the signal: `arrange(folder, "STOP", times=3)`."""
    for number in range(times):
        (folder / f"accident-{number}-{signal}").touch()
