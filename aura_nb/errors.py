"""Every error that leaves `aura_nb`, as one tree.

    AuraError
    |-- RequestInvalid        request.invalid      a field is wrong; names each
    |   |-- SourceInvalid     source.invalid       a topic, deck or storyboard file cannot be read
    |   |-- SourceNotFound    source.not_found     no such file, and no topic either
    |   `-- RequestTooLarge   request.too_large    more was sent than a request or a picture may hold
    |-- AssetError
    |   |-- AssetMissing      asset.missing        a picture a scene names is not there
    |   |-- AssetInvalid      asset.invalid        a picture is damaged, too large or of another kind
    |   `-- AssetOutside      asset.outside        a picture lies outside the storyboard's folder
    |-- VoiceError
    |   |-- VoiceUnavailable  voice.unavailable    no such voice, or none for this language
    |   `-- VoiceFailed       voice.failed         the voice gave no sound for a text
    |-- VisualError
    |   |-- VisualUnavailable visual.unavailable   no package here adds this visual, or it cannot be used
    |   `-- VisualFailed      visual.failed        a package's visual did not draw its scene
    |-- FontMissing           font.missing         a font is not installed, or none has these characters
    |-- MediaError
    |   |-- FFmpegNotFound    ffmpeg.not_found     there is no FFmpeg, or AURA_FFMPEG names none
    |   |-- FFmpegFailed      ffmpeg.failed        FFmpeg ended with an error
    |   |-- EncoderUnavailable encoder.unavailable  the x264 encoder cannot be used here
    |   `-- OutputInvalid     output.invalid       the finished film is not what was planned
    |-- OutputUnwritable      output.unwritable    the place for the film cannot be written
    |-- DiskFull              disk.full            a disk has no room left
    |-- DatabaseLocked        database.locked      another program holds the job database
    |-- JobCrashed            job.crashed          a worker process died, or a program it had started was killed
    |-- StepTimeout           step.timeout         a step got no further for too long, and is tried again
    |-- JobTimeout            job.timeout          a step got no further for too long, each time it was tried
    |-- JobInterrupted        job.interrupted      the run was canceled
    |-- JobFailed             job.failed           what waiting for a failed job raises; details["cause"] is its code
    |-- JobCanceled           job.canceled         what waiting for a canceled job raises
    |-- JobNotFound           job.not_found        no job has this id
    |-- JobStateError         job.state            the job is not in a state that allows it
    |-- LeaseLost             job.state            this run's job was handed on, deleted or ended by another
    |-- QueueFull             queue.full           too many jobs wait
    |-- DraftNotFound         storyboard.not_found  no storyboard has this id, or no scene of it
    |-- DraftChanged          storyboard.changed   a storyboard was changed elsewhere since it was read
    |-- ServerError
    |   |-- ServerUnreachable server.unreachable   no server answers; details["tried"] says what was tried
    |   |-- ServerRefused     server.refused       it wants another login, or does not let this one in
    |   |-- ServerStarting    server.starting      it has not opened its workspace yet
    |   |-- ServerStopping    server.stopping      it is about to stop
    |   `-- StreamLimit       stream.limit         too many event streams are open
    `-- InternalError         internal             a fault of ours

Each carries a stable `code`, a plain sentence (`str(error)`) and `remedy`, the next step for a person.
"""

from __future__ import annotations

import traceback
from typing import Any, ClassVar, NamedTuple

from aura_nb.cell_error import in_a_cell


class FieldError(NamedTuple):
    """One wrong field of a request: its dotted path and what would be right."""

    field: str
    message: str


class AuraError(Exception):
    """The root of the tree; never raised itself.

    `remedy` is the next step in one sentence. `details` holds JSON values for logs and reports.
    """

    code: ClassVar[str] = "internal"
    default_remedy: ClassVar[str] = ""

    def __init__(self, message: str, *, remedy: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy or self.default_remedy
        self.details = details

    def locate(self, place: str) -> None:
        """Say where the person wrote what is wrong: `place`, such as `talk.md:14`, comes before the message.

        Once only, where a message or an error's details name it already.
        """
        if not place or "place" in self.details or self.message.startswith(f"{place}:"):
            return
        self.details["place"] = place
        self.message = f"{place}: {self.message}"
        self.args = (self.message,)

    def to_json(self) -> dict[str, Any]:
        """The error as the contract's `{code, message, remediation}` plus its details."""
        return {"code": self.code, "message": self.message, "remediation": self.remedy, "details": self.details}

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: a page of internals helps nobody who can mend it."""
        return in_a_cell(self, self.message, self.remedy)


class RequestInvalid(AuraError):
    """One or more fields are wrong; `errors` names each.

    >>> str(RequestInvalid([FieldError("plan.seconds", "must be at least 5")]))
    'plan.seconds: must be at least 5'
    """

    code = "request.invalid"
    default_remedy = "Correct the named fields and try again."

    def __init__(self, errors: list[FieldError] | str, *, remedy: str = "", **details: Any) -> None:
        self.errors = [FieldError("", errors)] if isinstance(errors, str) else errors
        message = "; ".join(f"{field}: {text}" if field else text for field, text in self.errors)
        super().__init__(message, remedy=remedy, errors=[{"field": f, "message": m} for f, m in self.errors], **details)


class SourceInvalid(RequestInvalid):
    code = "source.invalid"


class SourceNotFound(RequestInvalid):
    code = "source.not_found"
    default_remedy = "Check the path; a topic in quotes works too."


class RequestTooLarge(RequestInvalid):
    code = "request.too_large"
    default_remedy = "Send less: a request has at most 10 MB, a picture 200 MB."


class AssetError(AuraError):
    code = "asset.invalid"


class AssetMissing(AssetError):
    code = "asset.missing"
    default_remedy = "Put the file where the storyboard names it, or correct the path."


class AssetInvalid(AssetError):
    code = "asset.invalid"
    default_remedy = "Use a PNG, JPEG, WebP or SVG picture of at most 100 megapixels."


class AssetOutside(AssetError):
    code = "asset.outside"
    default_remedy = "Copy the file into the storyboard's folder and name it by a relative path."


class VoiceError(AuraError):
    code = "voice.failed"


class VoiceUnavailable(VoiceError):
    code = "voice.unavailable"
    default_remedy = "Name one of the voices there are, or none."


class VoiceFailed(VoiceError):
    code = "voice.failed"
    default_remedy = "Reword the narration, or choose another voice."


class VisualError(AuraError):
    code = "visual.failed"


class VisualUnavailable(VisualError):
    code = "visual.unavailable"
    default_remedy = "Install the package that adds it, then restart the kernel and the server."


class VisualFailed(VisualError):
    code = "visual.failed"
    default_remedy = "Correct the scene's fields, or ask the author of the package that draws it."


class FontMissing(AuraError):
    code = "font.missing"
    default_remedy = "Install a font that has these characters."


class MediaError(AuraError):
    code = "ffmpeg.failed"


class FFmpegNotFound(MediaError):
    code = "ffmpeg.not_found"
    default_remedy = "Run `pip install imageio-ffmpeg`, or set AURA_FFMPEG to the path of an ffmpeg program."


class FFmpegFailed(MediaError):
    code = "ffmpeg.failed"
    default_remedy = "Read the log for FFmpeg's own words, and run again."


class EncoderUnavailable(MediaError):
    code = "encoder.unavailable"
    default_remedy = "Reinstall PyAV from its wheel (`pip install --force-reinstall av`), which brings x264."


class OutputInvalid(MediaError):
    code = "output.invalid"
    default_remedy = "Run the job again; if it fails again, report it with its log."


class OutputUnwritable(AuraError):
    code = "output.unwritable"
    default_remedy = "Choose another place with -o, or correct the folder's permissions."


class DiskFull(AuraError):
    code = "disk.full"
    default_remedy = "Free some room (`jupyter aura clean` empties the cache) and run again; finished steps are kept."


class DatabaseLocked(AuraError):
    code = "database.locked"
    default_remedy = (
        "Nothing is lost: it is tried again, and goes on when the database is free. What may hold it: another program "
        "that has the file open, a backup, or a network disk's lock that was never given back."
    )


class JobCrashed(AuraError):
    code = "job.crashed"
    default_remedy = "Run again; finished steps are kept. If it happens again, report it with its log."


class StepTimeout(AuraError):
    code = "step.timeout"
    default_remedy = (
        "See which program or disk hangs; give steps longer with step_timeout_seconds (AURA_STEP_TIMEOUT_SECONDS)."
    )


class JobTimeout(AuraError):
    code = "job.timeout"
    default_remedy = (
        "See which program or disk hangs, or give steps longer with step_timeout_seconds (AURA_STEP_TIMEOUT_SECONDS); "
        "then run again: finished steps are kept."
    )


class JobInterrupted(AuraError):
    code = "job.interrupted"
    default_remedy = "Run again; finished steps are kept."


class JobFailed(AuraError):
    code = "job.failed"
    default_remedy = "Read job.error and job.log(); job.resume() runs it again, finished steps are kept."


class JobCanceled(AuraError):
    code = "job.canceled"
    default_remedy = "Resume it with job.resume(); finished steps are kept."


class JobNotFound(AuraError):
    code = "job.not_found"
    default_remedy = "Check the id; `jupyter aura jobs` lists the jobs there are."


class JobStateError(AuraError):
    code = "job.state"
    default_remedy = "Look at its status: what has ended can be resumed or removed, what has not can be canceled."


class LeaseLost(JobStateError):
    """A write of a run whose job is no longer its own; the run must stop and leave the job alone."""

    code = "job.state"


class QueueFull(AuraError):
    code = "queue.full"
    default_remedy = "Wait until some jobs have ended, or cancel some."


class DraftNotFound(AuraError):
    code = "storyboard.not_found"
    default_remedy = "Make the storyboard again from its source; drafts are kept for 30 days."


class DraftChanged(AuraError):
    code = "storyboard.changed"
    default_remedy = "Read it again, and save your change over what is there now."


class ServerError(AuraError):
    code = "server.unreachable"


class ServerUnreachable(ServerError):
    code = "server.unreachable"
    default_remedy = "See whether Jupyter still runs; aura.connection() says what is tried."


class ServerRefused(ServerError):
    code = "server.refused"
    default_remedy = (
        "Give the server's token, with --token, AURA_TOKEN or in the address (`jupyter server list` shows it)."
    )


class ServerStarting(ServerError):
    code = "server.starting"
    default_remedy = "Try again in a few seconds."


class ServerStopping(ServerError):
    code = "server.stopping"
    default_remedy = "Try again when it runs again; accepted jobs go on then."


class StreamLimit(ServerError):
    code = "stream.limit"
    default_remedy = "Close some notebooks that show running jobs, or try again later."


class InternalError(AuraError):
    code = "internal"
    default_remedy = "This is a fault of aura_nb: please report it with its log."

    def _render_traceback_(self) -> list[str]:
        """All of it, for the report."""
        return [*"".join(traceback.format_exception(self)).splitlines(), *super()._render_traceback_()]


def codes(root: type[AuraError] = AuraError) -> dict[str, type[AuraError]]:
    """Every code and its error."""
    found = {root.code: root}
    for child in root.__subclasses__():
        found |= codes(child)
    return found


def by_code(code: str) -> type[AuraError] | None:
    """The error that has this code outside; None when none has.

    >>> by_code("queue.full")
    <class 'aura_nb.errors.QueueFull'>
    """
    kind = codes().get(code)
    return JobStateError if kind is LeaseLost else kind  # leases are the runners' own affair
