"""`aura.edit`: a job's storyboard while it is changed, and the film that is made of it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from aura_nb import hooks
from aura_nb.client.backend import Backend
from aura_nb.client.job import Job
from aura_nb.pipeline.assets import is_local
from aura_nb.specs import Storyboard
from aura_nb.specs.validation import check

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aura_nb.engine.drafts import StoryboardDraft
    from aura_nb.specs import Scene


class Edit:
    """What `aura.edit` returns. `storyboard` is the job's storyboard as it was saved last, and yours to change.

    with aura.edit(job) as story:
        story["intro"].narration = "Bees matter more than you think."
    """

    storyboard: Storyboard

    def __init__(self, backend: Backend, job_id: str) -> None:
        self._backend = backend
        self.job = Job(backend, job_id)
        self.reload()

    def __repr__(self) -> str:
        return f"<Edit of job {self.job.id[:8]}: {self.storyboard.title!r}, version {self.version}>"

    def _ipython_display_(self) -> None:
        if not hooks.show_editor(self.job):
            raise NotImplementedError  # IPython then goes on to its text

    def _display_(self) -> Any:
        """What marimo shows of it: the panel, open at the editor."""
        return hooks.editor_of(self.job)

    def __enter__(self) -> Storyboard:
        return self.storyboard

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.save()

    @property
    def version(self) -> int:
        """The version that was read or saved last; 0 is the film's own."""
        return self._version

    def reload(self) -> Self:
        """Read what is saved now; changes that were not saved are lost."""
        self._took(self._backend.call(self._backend.read_draft(self.job.id)).result())
        return self

    def save(self) -> Self:
        """Save the changes as the job's draft: its film and its files stay as they are. Pictures come from this folder.

        Raises `DraftChanged` when it was changed elsewhere since it was read, as in the panel, `RequestInvalid` naming
        what is wrong, and `AssetMissing` for a picture that is not there.
        """
        self._took(self._backend.call(self._saved()).result())
        return self

    def make(self) -> Job:
        """Save the changes and make the film again, as a new job: only what has changed is done again."""
        self.save()
        made = self._backend.call(self._backend.make_draft(self.job.id)).result()
        return Job(self._backend, made.job_id)

    async def _saved(self) -> StoryboardDraft:
        board = check(Storyboard, self.storyboard, path="storyboard")
        new = [scene for scene in board.scenes if self._files_of([scene]) - self._known]
        if new:
            adding = msgspec.structs.replace(board, scenes=new)
            sent = {scene.id: scene for scene in (await self._backend.adopted(adding, Path.cwd())).scenes}
            board = msgspec.structs.replace(board, scenes=[sent.get(scene.id, scene) for scene in board.scenes])
        return await self._backend.save_draft(self.job.id, board.to_json(), version=self._version)

    def _took(self, draft: StoryboardDraft) -> None:
        self.storyboard = check(Storyboard, draft.storyboard, path="storyboard")
        self._version: int = draft.version
        self._known = self._files_of(self.storyboard.scenes)

    @staticmethod
    def _files_of(scenes: Iterable[Scene]) -> set[str]:
        """The files that scenes name as they lie in a folder."""
        return {name for scene in scenes for name in scene.show.files().values() if is_local(name)}
