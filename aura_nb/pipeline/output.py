"""Where a film's files go, and how they get there: copied next to their places, synced, then renamed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.errors import DiskFull, FieldError, OutputUnwritable, RequestInvalid
from aura_nb.pipeline.artifacts import FOLDERS, KINDS, MANIFEST, Artifact, described, is_film_file
from aura_nb.pipeline.task import InputFile
from aura_nb.pipeline.task_runner import StaleInputError
from aura_nb.specs import FORMAT_FILES, Format, format_of

log = logging.getLogger("aura_nb")

_CHUNK = 2**20


class OutputPlace:
    """The place of one film: a folder, or a file of its own name with its companions in a folder next to it."""

    def __init__(
        self,
        folder: Path,
        *,
        named: Mapping[str, Path] | None = None,
        force: bool = False,
        run_id: str | None = None,
        own: bool = False,
    ) -> None:
        """`named` is where a file goes that has a name of its own; files of `run_id` there are our own.

        A folder that is `own` is named after the run, and is nobody else's.
        """
        self.folder = folder.absolute()
        self.places = {name: path.absolute() for name, path in (named or {}).items()}
        self._force = force
        self._run_id = run_id
        self._own = own
        self._token = uuid.uuid4().hex[:8]  # two runs into one place must not write the same part
        self._made: list[Path] = []

    @classmethod
    def named(
        cls, output: str | Path, *, force: bool = False, run_id: str | None = None, own: bool = False
    ) -> OutputPlace:
        """The place a person named: `NAME.mp4`, or of another format, or a folder."""
        path = Path(output).expanduser()
        if form := format_of(path):
            named = {FORMAT_FILES[form]: path}
            return cls(path.with_suffix(".files"), named=named, force=force, run_id=run_id)
        return cls(path, force=force, run_id=run_id, own=own)

    @property
    def video(self) -> Path:
        """Where the video is."""
        return self.target("video.mp4")

    @property
    def _stem(self) -> str:
        return next((path.stem for path in self.places.values()), "video")

    def prepare(self) -> None:
        """Make the folders and prove that they can be written, before any work is done.

        Raises `OutputUnwritable`, also when files of those names lie there and `force` was not given.
        """
        try:
            for path in self.places.values():
                if path.is_dir():
                    raise OutputUnwritable(f"{path.name!r} is a folder.", remedy="Choose another name with -o.")
            self._refuse_strangers([self.target(name) for name in KINDS])
        except (OSError, ValueError) as error:  # a name that is no name, a folder we may not look into
            raise unwritable(error, self.folder) from error
        for folder in (self.folder, *(path.parent for path in self.places.values())):
            try:
                self._make(folder)
                probe = folder / f".aura-{self._token}.part"
                probe.touch()
                probe.unlink()
            except (OSError, ValueError) as error:  # ValueError: a null character, half a surrogate pair
                self.abandon()
                raise unwritable(error, folder) from error

    def require(self, form: Format) -> None:
        """Raise `RequestInvalid` when a file of another format than `form` was given a name of its own."""
        for name, path in self.places.items():
            if name not in {"video.mp4", FORMAT_FILES[form]}:
                raise RequestInvalid(
                    [FieldError("format", f"is {form}, and {path.name!r} would be of another")],
                    remedy=f"Ask for the format {format_of(path)}, or choose another name.",
                )

    def abandon(self) -> None:
        """Remove the folders that `prepare` or an earlier attempt made, as far as they are empty."""
        mine = [self.folder, *self._folders] if self._own else []
        for folder in (*reversed(mine), *reversed(self._made)):
            # What a canceled run made is empty by now; anything else is not ours to remove.
            with contextlib.suppress(OSError):
                folder.rmdir()

    def clear(self) -> None:
        """Remove what attempts that died left in a folder of the run's own: halves of files, and the folder if empty.

        Only of a run that has ended: another attempt may be writing there.
        """
        if self._own:
            for folder in (self.folder, *self._folders):
                for path in [*folder.glob(".*.part"), *folder.glob(".*.aura.lock")]:
                    _tidy(path)
        self.abandon()

    def publish(
        self, files: Sequence[tuple[str, InputFile | bytes]], *, check: Callable[[], None] = lambda: None
    ) -> list[Artifact]:
        """Put all files in place or none: each is copied under another name, synced and checked, then renamed.

        `check` is called until the first rename and may raise to stop; after that all files are put in place.
        Raises `StaleInputError` when a source is gone or altered, `DiskFull` and `OutputUnwritable`.
        """
        from filelock import FileLock  # noqa: PLC0415 - only here is anything locked

        parts: list[tuple[Path, Path]] = []
        artifacts = []
        try:
            for name, source in files:
                target = self.target(name)
                self._make(target.parent)
                part = target.with_name(f".{target.name}.{self._token}.part")
                parts.append((part, target))
                artifacts.append(described(name, target, *_write(source, part, check)))
            check()
            self._spare_sources(files)
            with FileLock(self.folder / f".{self._stem}.aura.lock", thread_local=False):
                self._refuse_strangers([target for _, target in parts])
                previous = self._listed()
                self._swap(parts)
                self._forget(previous - {name for name, _ in files})
        except OSError as error:
            raise unwritable(error, self.folder) from error
        finally:
            for part, _ in parts:
                _tidy(part)
            with contextlib.suppress(OSError):
                (self.folder / f".{self._stem}.aura.lock").unlink(missing_ok=True)
        return artifacts

    def remove(self) -> None:
        """Remove the files this run has put there, and folders that are empty then; another film is left alone.

        Raises `OutputUnwritable`.
        """
        if not self._is_own():
            return
        try:
            for name in [*sorted(self._listed() - {MANIFEST}), MANIFEST]:
                self.target(name).unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(error, self.folder) from error
        for folder in (*self._folders, self.folder):
            with contextlib.suppress(OSError):  # not there, or something of another's is in it
                folder.rmdir()

    @property
    def _folders(self) -> list[Path]:
        return [self.folder / name for name in FOLDERS]

    def target(self, name: str) -> Path:
        """Where a file of the film goes."""
        return self.places.get(name, self.folder / name)

    def _refuse_strangers(self, targets: list[Path]) -> None:
        """Raise `OutputUnwritable` when something that is not this run's lies where its files go."""
        for target in targets:
            if target.is_dir():
                raise OutputUnwritable(f"{str(target)!r} is a folder.", remedy="Choose another place with -o.")
        if self._force or self._is_own():
            return
        for target in targets:
            if target.exists():
                film = " of another film" if (self.folder / MANIFEST).exists() else ""
                raise OutputUnwritable(
                    f"{str(target.parent)!r} already holds a file {target.name!r}{film}.",
                    remedy="Choose another place with -o, or add --force to replace it.",
                )

    def _spare_sources(self, files: Sequence[tuple[str, InputFile | bytes]]) -> None:
        """Raise `OutputUnwritable` when a file would go where a picture lies that the film was made of."""
        sources = {Path(source.path): name for name, source in files if isinstance(source, InputFile)}
        for name, _ in files:
            target = self.target(name)
            if sources.get(target, name) != name:
                raise OutputUnwritable(
                    f"{target.name!r} is a picture of the storyboard and would be overwritten.",
                    remedy="Choose another place with -o.",
                )

    def _swap(self, parts: list[tuple[Path, Path]]) -> None:
        """Rename every part into place, on the disk too; when one cannot be, put back what was there."""
        done: list[tuple[Path, Path | None]] = []
        try:
            for part, target in parts:
                aside = target.with_name(f".{target.name}.{self._token}.old") if target.exists() else None
                if aside is not None:
                    target.rename(aside)
                done.append((target, aside))
                part.replace(target)
            for folder in {target.parent for _, target in parts}:
                _sync_folder(folder)
        except OSError:
            for target, aside in reversed(done):
                target.unlink(missing_ok=True)
                if aside is not None:
                    aside.replace(target)
            raise
        for _, aside in done:
            if aside is not None:
                _tidy(aside)

    def _listed(self) -> set[str]:
        """The names in the manifest that lies there, as far as they are names of ours."""
        try:
            manifest = msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=dict[str, Any])
            names = manifest.get("files") or []
            return {name for name in names if is_film_file(name)}
        except (OSError, msgspec.MsgspecError, TypeError):
            return set()

    def _forget(self, names: set[str]) -> None:
        """Remove what the film that lay here before has and ours has not, such as captions."""
        for name in names - {"video.mp4", *self.places}:
            _tidy(self.folder / name)

    def _is_own(self) -> bool:
        """Whether the files there are of this very run: it published them and died before it could say so."""
        try:
            manifest = msgspec.json.decode((self.folder / MANIFEST).read_bytes(), type=dict[str, Any])
        except (OSError, ValueError, msgspec.MsgspecError):
            return False
        return self._run_id is not None and manifest.get("jobId") == self._run_id

    def _make(self, folder: Path) -> None:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for each in reversed(missing):
            each.mkdir(exist_ok=True)
            self._made.append(each)


def _tidy(path: Path) -> None:
    """Remove what nobody needs: the film is in place, or not, whether or not this can be done."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%r cannot be removed: %s", str(path), error)


def _write(source: InputFile | bytes, part: Path, check: Callable[[], None]) -> tuple[int, str]:
    digest = hashlib.sha256()
    with part.open("wb") as target:
        for chunk in [source] if isinstance(source, bytes) else _chunks(source.path):
            check()
            target.write(chunk)
            digest.update(chunk)
        if isinstance(source, InputFile) and digest.hexdigest() != source.sha256:
            raise StaleInputError(source.path)
        target.flush()
        os.fsync(target.fileno())
        return target.tell(), digest.hexdigest()


def _chunks(path: str) -> Iterator[bytes]:
    try:
        with Path(path).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except FileNotFoundError:
        raise StaleInputError(path) from None


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no way to sync a folder; NTFS journals the rename
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(error: OSError | ValueError, folder: Path) -> DiskFull | OutputUnwritable:
    """What failed in writing below `folder`, as one of our errors."""
    if isinstance(error, ValueError):
        return OutputUnwritable(f"{str(folder)!r} is no name for a file: {error}.")
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull("The disk is full: the finished film could not be written.")
    return OutputUnwritable(f"{str(folder)!r} cannot be written: {error.strerror or error}.")
