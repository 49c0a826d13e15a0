"""What a job keeps of its request."""

from __future__ import annotations

from pathlib import Path

import msgspec

from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.output import OutputPlace
from aura_nb.specs import slug


class JobRequest(msgspec.Struct, kw_only=True):
    """The film, and where it goes.

    `place` is what a person named (a folder or NAME.mp4); None stands for a folder of the job's own below `root`.
    """

    film: FilmRequest
    root: str
    place: str | None = None
    force: bool = False

    @property
    def title(self) -> str:
        """What the job is called: the storyboard's title, or the topic."""
        if self.film.storyboard is not None:
            return self.film.storyboard.title
        return self.film.brief.topic if self.film.brief is not None else "film"

    def output(self, job_id: str, title: str) -> OutputPlace:
        """The place of a job's files; files of that job there are its own."""
        place = self.place or str(Path(self.root) / f"{slug(title)}-{job_id[:8]}")
        return OutputPlace.named(place, force=self.force, run_id=job_id, own=self.place is None)
