"""What stands for a panel in a saved notebook: a card in an output of its own, just before the panel's.

Of one output JupyterLab shows either the widget or the HTML, and of a widget whose kernel is gone a line of error. So
the card cannot be a part of the panel's own output. While a panel lives, its page hides the card; when the job has
ended the page says so, and the card is made anew (`js/src/page/stand-in.ts`). No page, nobody who saves the notebook.
"""

from __future__ import annotations

import html
import logging
from typing import Any

from aura_nb.client.backend import Backend
from aura_nb.client.card import card
from aura_nb.errors import AuraError
from aura_nb.wire.job import JobObject

log = logging.getLogger("aura_nb")

# The class is that of JupyterLab's own line of error; a widget that lives has it further inside.
_DEAD = (
    "<style>.jp-OutputArea-child:has([data-aura-panel='{name}']) + .jp-OutputArea-child:has(> .jupyter-widgets) "
    "{{ display: none; }}</style>"
)
EMPTY = "Aura's panel. Run this cell to see it."


class StandIn:
    """The card of the panel `name`; `job_id` is empty where the panel is of all jobs.

    A film of at most `film_bytes` is in it.
    """

    def __init__(self, backend: Backend, job_id: str, name: str, *, film_bytes: int = 0) -> None:
        self._film_bytes = film_bytes
        self._backend = backend
        self._job_id = job_id
        self._name = name
        self._shown: Any = None  # IPython's handle of what is shown
        self._is_final = False

    def show(self) -> None:
        """Show it as an output of the cell that runs."""
        from IPython.display import display  # noqa: PLC0415 - there is one where outputs are shown

        self._shown = display(self._told(), raw=True, display_id=True)  # type: ignore[no-untyped-call] # IPython's

    def renew(self) -> None:
        """The job has ended, as far as the page knows: show how."""
        if self._shown is not None and not self._is_final:
            self._shown.update(self._told(), raw=True)

    def _told(self) -> dict[str, str]:
        text, content = self.content()
        name = html.escape(self._name)
        return {
            "text/plain": text,
            "text/html": f'{_DEAD.format(name=name)}<div data-aura-panel="{name}">{content}</div>',
        }

    def content(self) -> tuple[str, str]:
        """The job in a line of text, and as a card."""
        if not self._job_id:
            return "Aura's panel", _place(EMPTY)
        try:
            job: JobObject = self._backend.call(self._backend.job(self._job_id)).result()
        except AuraError as error:
            return f"Aura's panel for job {self._job_id[:8]}", _place(error.message)
        self._is_final = job.is_final
        return f"{job.title!r}: {job.status}, {job.percent:.0f} %", card(job, film_bytes=self._film_bytes)


def _place(text: str) -> str:
    return f'<div class="aura-nb-card">{html.escape(text)}</div>'
