"""What a client needs where jobs are run; the in-process engine gives it here, a server over REST as well."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from aura_nb.doctor.check import Check
from aura_nb.engine.drafts import StoryboardDraft
from aura_nb.offer import Offer
from aura_nb.pipeline.dryrun import FilmPlan
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.specs import Storyboard
from aura_nb.voices import VoiceDescription
from aura_nb.voices.speech import Word
from aura_nb.wire.events import Event
from aura_nb.wire.job import Columns, JobObject, ProgressObject, Queue, Timings
from aura_nb.wire.status import Status

T = TypeVar("T")


class Backend(Protocol):
    """Jobs, wherever they run. The coroutines belong to the backend's own event loop: hand them to `call`."""

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run a coroutine of this backend in its loop; usable from any thread, under a running loop too."""
        ...

    async def submit(
        self,
        request: FilmRequest,
        *,
        place: str | Path | None = None,
        force: bool = False,
        key: str | None = None,
    ) -> JobObject:
        """Accept a job; it is on disk when this returns. A `key` that made one within 24 hours finds it again.

        Raises `QueueFull`.
        """
        ...

    async def job(self, job_id: str) -> JobObject:
        """The job as it is now; raises `JobNotFound`."""
        ...

    async def find(self, prefix: str) -> JobObject:
        """Returns the job whose id starts with `prefix`. Raises `JobNotFound` when no job does, or several do."""
        ...

    async def jobs(
        self, *, statuses: Collection[Status] | None = None, limit: int = 50, before: str | None = None
    ) -> list[JobObject]:
        """Jobs, the newest first."""
        ...

    async def queue(self, *, statuses: Collection[Status] | None = None, limit: int = 50) -> Queue:
        """The queue: the running, then the pending in order, then the ended, newest first; how many in each state."""
        ...

    async def columns(self, *, statuses: Collection[Status] | None = None, limit: int | None = None) -> Columns:
        """All jobs, or the newest `limit`, as columns, the newest first; times in ms, or as JSON has them."""
        ...

    async def history(self, job_id: str, *, after: int = 0) -> list[Event]:
        """The events of a job after a sequence, as far as there are any by now; raises `JobNotFound`."""
        ...

    async def cancel(self, job_id: str) -> JobObject:
        """Ask for the end of a job; it is canceled when all of it has stopped. Raises `JobStateError` when final."""
        ...

    async def resume(self, job_id: str) -> JobObject:
        """A new job that takes up a failed or canceled one; raises `JobStateError` for any other."""
        ...

    async def progress(self, job_id: str) -> ProgressObject:
        """How far the job is, phase by phase; raises `JobNotFound`."""
        ...

    async def delete(self, job_id: str, *, files: bool = False) -> None:
        """Forget an ended job, its record and its log, with `files` its finished files too.

        Raises `JobStateError` while it is alive.
        """
        ...

    def events(self, job_id: str | None = None, *, after: int = 0) -> AsyncIterator[Event]:
        """The log after a sequence number, then what follows; for one job it ends with the job's final event."""
        ...

    async def log(self, job_id: str) -> str:
        """The job's log file as text; empty before its first run."""
        ...

    async def fetch(self, job_id: str, name: str, target: Path) -> None:
        """Write an artifact's bytes to `target`, whole or not at all; raises `JobNotFound` when there is none."""
        ...

    async def timings(self, job_id: str) -> Timings:
        """How long the job's last ended run took, by stage and by task; raises `JobNotFound`."""
        ...

    async def storyboard(self, job_id: str) -> dict[str, Any]:
        """Its draft where there is one, else the storyboard it is made from, as JSON values.

        Raises `JobNotFound` while there is none.
        """
        ...

    async def plan(self, request: FilmRequest) -> FilmPlan:
        """The dry run of a request."""
        ...

    async def draft(self, request: FilmRequest) -> StoryboardDraft:
        """Keep the storyboard of a request, to be looked at before its film is made."""
        ...

    async def read_draft(self, storyboard_id: str) -> StoryboardDraft:
        """A draft, or the one of the job with this id; raises `DraftNotFound`."""
        ...

    async def save_draft(self, storyboard_id: str, storyboard: Any, *, version: int) -> StoryboardDraft:
        """Save a draft's storyboard, given as JSON values, over the version it was made from.

        Raises `DraftChanged`, `DraftNotFound`, `RequestInvalid` and `AssetMissing`.
        """
        ...

    async def plan_draft(self, storyboard_id: str) -> FilmPlan:
        """What making a draft's film would cost now; raises `DraftNotFound`."""
        ...

    async def make_draft(self, storyboard_id: str, *, key: str | None = None) -> JobObject:
        """Make a draft's film, as a new job. Raises `DraftNotFound`, and as `submit`."""
        ...

    async def adopted(self, storyboard: Storyboard, folder: Path) -> Storyboard:
        """A storyboard whose pictures, read from a folder, are sent as assets to where the jobs are.

        Raises `AssetMissing`, `AssetOutside` and `AssetInvalid`.
        """
        ...

    async def send_asset(self, name: str, content: bytes) -> str:
        """Keep a picture, video or recording where films are made; its name in a storyboard. Raises `AssetInvalid`."""
        ...

    async def scene_picture(
        self, storyboard_id: str, scene: str, *, theme: str | None = None, aspect: str | None = None
    ) -> bytes:
        """A PNG file: the slide of a draft's scene, or as it would be in another theme or aspect.

        Raises `DraftNotFound`, and what drawing raises.
        """
        ...

    async def scene_speech(self, storyboard_id: str, scene: str, text: str | None = None) -> bytes:
        """A WAV file: a draft's scene, spoken, or `text` in place of its narration; empty where nothing is said.

        Raises as above, and what voices raise.
        """
        ...

    async def scene_words(self, storyboard_id: str, scene: str, text: str | None = None) -> list[Word]:
        """When each word of that speech is said."""
        ...

    async def preflight(self, request: FilmRequest | None = None) -> list[Check]:
        """Whether films can be made, or this one: each finding with its next step."""
        ...

    async def offer(self) -> Offer:
        """What forms can offer."""
        ...

    async def voices(self) -> list[VoiceDescription]:
        """The voices there are, the preferred first."""
        ...

    async def sample(self, voice: str, language: str = "") -> bytes:
        """A WAV file in which the voice says a sentence; raises `VoiceUnavailable`, `VoiceFailed`."""
        ...
