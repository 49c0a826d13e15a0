"""The files of a finished film: what each is called, what kind it is, and where it lies."""

from __future__ import annotations

import mimetypes
from pathlib import Path

from msgspec import Struct

from aura_nb.regex import regex
from aura_nb.specs import FORMAT_FILES
from aura_nb.specs.render import format_made
from aura_nb.wire.job import JobOutput

MANIFEST = "manifest.json"
FOLDERS = ("pictures", "recordings")
"""In a film's own folder: what it was made of."""
_SHEET = regex(r"thumbnails-[0-9]{2,4}\.jpg")
_SOURCE = regex(rf"(?:{'|'.join(FOLDERS)})/[a-z0-9-]+\.[a-z0-9]+")

KINDS = {
    "video.mp4": ("video", "video/mp4"),
    "video.webm": ("video", "video/webm"),
    "small.mp4": ("video", "video/mp4"),
    "audio.m4a": ("audio", "audio/mp4"),
    "audio.mp3": ("audio", "audio/mpeg"),
    "scene.gif": ("animation", "image/gif"),
    "slides.pptx": ("slides", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "captions.srt": ("captions", "application/x-subrip"),
    "captions.vtt": ("captions", "text/vtt"),
    "chapters.vtt": ("chapters", "text/vtt"),
    "thumbnails.vtt": ("thumbnails", "text/vtt"),
    "transcript.html": ("transcript", "text/html"),
    "poster.png": ("poster", "image/png"),
    "storyboard.json": ("storyboard", "application/json"),
    "manifest.json": ("manifest", "application/json"),
    "report.json": ("report", "application/json"),
    "job.log": ("log", "text/plain"),
}


class Artifact(Struct, rename="camel"):
    """A finished file; `size_bytes` in bytes, `sha256` in hex."""

    name: str
    kind: str
    type: str
    size_bytes: int
    sha256: str
    path: str


def described(name: str, path: Path, size: int, sha256: str) -> Artifact:
    """The artifact of that name, at `path`."""
    kept = "recording" if name.startswith("recordings/") else "thumbnails" if _SHEET.fullmatch(name) else "picture"
    kind, media_type = KINDS.get(name) or (kept, mimetypes.guess_type(name)[0] or "application/octet-stream")
    return Artifact(name=name, kind=kind, type=media_type, size_bytes=size, sha256=sha256, path=str(path))


def is_film_file(name: str) -> bool:
    """Whether a film's folder may hold a file of this name."""
    return name in KINDS or any(pattern.fullmatch(name) for pattern in (_SHEET, _SOURCE))


def made_file(output: JobOutput, name: str) -> Path:
    """Where a file of a completed job is, on the machine that made it; `output` is the job's."""
    other = output.format_path
    if name == "video.mp4":
        return Path(output.video_path)
    if other and (form := format_made(other)) and FORMAT_FILES[form] == name:
        return Path(other)
    return Path(output.folder or "") / name
