"""The widget: which job it shows, and how it stays readable without a kernel. All else is the page's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from aura_nb.client import connection
from aura_nb.client.backend import Backend
from aura_nb.client.card import FILM_BYTES
from aura_nb.client.job import Job
from aura_nb.client.server import Server
from aura_nb.errors import RequestInvalid
from aura_nb.panel.kernel import in_kernel
from aura_nb.panel.relay import Relay
from aura_nb.panel.stand_in import StandIn
from aura_nb.panel.watch import JobWatch

STATIC = Path(__file__).parent / "static"
_FOLLOWED = frozenset({"status", "percent", "stage"})


def panel(job: str | Job | None = None, /, *, side: bool = False, embed: bool | float = False) -> Panel:
    """Shows the panel: the whole tool, or the card of one job. Put it on a cell's last line to display it.

        aura.panel()  # create films, watch them being made, look through all of them
        aura.panel(job)  # one job; its id or the first letters of it will do
        aura.panel(side=True)  # next to the notebook, in JupyterLab
        aura.panel(job, embed=True)  # the saved notebook holds the video, if it has at most 10 MB

    `embed` is for notebooks that are handed on: the saved notebook and its HTML export then hold the film, up to 10 MB,
    or up to as many megabytes as you say. Without it they hold a card that says where the film is.

    The panel is a widget: its `status`, `stage` and `percent` follow the job. Raises `JobNotFound`.
    """
    limit = FILM_BYTES if embed is True else round(embed * 1e6)
    if isinstance(job, Job):
        return Panel(job.backend, job_id=job.id, side=side, film_bytes=limit)
    backend = connection.backend()
    if job is None:
        return Panel(backend, side=side)
    if not isinstance(job, str):
        raise RequestInvalid(f"panel wants a job or its id, not {type(job).__name__}.")
    found = backend.call(backend.find(job)).result()
    return Panel(backend, job_id=found.job_id, side=side, film_bytes=limit)


def editor(job: Job) -> Panel:
    """The panel of a job, open at its editor."""
    return Panel(job.backend, job_id=job.id, edit=True)


class Panel(anywidget.AnyWidget):
    """See `panel`. What is synced is saved in the notebook: ids, and nothing that is secret or large."""

    _esm = STATIC / "panel.js"
    _css = STATIC / "panel.css"

    job_id = traitlets.Unicode("", read_only=True).tag(sync=True)
    side = traitlets.Bool(default_value=False).tag(sync=True)
    edit = traitlets.Bool(default_value=False).tag(sync=True)
    # By what the page knows that its own server is the kernel's, and the view by which it is opened at the side.
    server_id = traitlets.Unicode("", read_only=True).tag(sync=True)
    own_id = traitlets.Unicode("", read_only=True).tag(sync=True)

    status = traitlets.Unicode("", read_only=True)
    stage = traitlets.Unicode("", read_only=True)
    percent = traitlets.Float(0.0, read_only=True)

    def __init__(
        self, backend: Backend, *, job_id: str = "", side: bool = False, edit: bool = False, film_bytes: int = 0
    ) -> None:
        self._backend = backend
        self._watch: JobWatch | None = None
        server = _server(backend)
        super().__init__(side=side, edit=edit)
        self.set_trait("job_id", job_id)
        self.set_trait("server_id", (server.server_id if server else None) or "")
        self.set_trait("own_id", self.model_id or "")
        self._relay = Relay(backend, self.send, job_id=job_id, tells=not self.server_id)
        self._stand_in = StandIn(backend, job_id, self.own_id, film_bytes=film_bytes)
        self.on_msg(lambda _, content, __: self._hear(content))

    def _hear(self, content: Any) -> None:
        if content == {"kind": "ended"}:
            self._stand_in.renew()
        else:
            self._relay.hear(content)

    @property
    def job(self) -> Job | None:
        """The job it shows; None when it shows all."""
        return Job(self._backend, self.job_id) if self.job_id else None

    def observe(self, handler: Callable[..., Any], names: Any = traitlets.All, type: str = "change") -> None:  # noqa: A002 - the inherited name
        """As every widget's; `status`, `stage` and `percent` begin to follow the job."""
        super().observe(handler, names, type)
        asked = {names} if isinstance(names, str) else set(names) if isinstance(names, (list, tuple)) else _FOLLOWED
        if self.job_id and asked & _FOLLOWED and self._watch is None:
            self._watch = JobWatch(self._backend, self.job_id, self._moved)

    def _moved(self, status: str, stage: str, percent: float) -> None:
        with self.hold_trait_notifications():
            self.set_trait("status", status)
            self.set_trait("stage", stage)
            self.set_trait("percent", percent)

    def close(self) -> None:
        """Take it away, and all that it holds."""
        if self._watch is not None:
            self._watch.close()
        self._relay.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        told, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        text, content = self._stand_in.content()
        return {**told, "text/plain": text, "text/html": content}, metadata

    def _ipython_display_(self) -> None:
        """In a notebook it is two outputs: what stands for it once it is saved, and the panel."""
        if not in_kernel():
            raise NotImplementedError  # IPython then goes on to the above
        from IPython.display import display  # noqa: PLC0415 - there is one in a kernel

        self._stand_in.show()
        told, metadata = self._repr_mimebundle_()
        told = {kind: content for kind, content in told.items() if kind != "text/html"} | {"text/plain": ""}
        display(told, metadata=metadata, raw=True)  # type: ignore[no-untyped-call] # IPython's


def _server(backend: Backend) -> Server | None:
    """The server of the jobs, where this kernel's page may be able to reach it by itself."""
    found = getattr(backend, "server", None)
    return found if isinstance(found, Server) else None
