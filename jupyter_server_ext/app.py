"""The extension: its settings, its start once the server's loop runs, its clean stop."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from typing import Any

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import Bool, Enum, Float, Integer, TraitError, Unicode, default, validate

from aura_nb.pipeline.stall_watch import ENVIRONMENT, STEP_SECONDS, step_timeout
from aura_nb.wire.source_kinds import SOURCE_KINDS
from jupyter_server_ext.activity import Activity
from jupyter_server_ext.announcements import Announcements
from jupyter_server_ext.event_streams import Streams
from jupyter_server_ext.job_server import JobServer
from jupyter_server_ext.routes import API, routes
from jupyter_server_ext.runtime_record import RuntimeRecord
from jupyter_server_ext.settings import Settings
from jupyter_server_ext.webhook import Webhook, address


class AuraApp(ExtensionApp):
    """Narrated videos as jobs of this server; `c.AuraApp.NAME = VALUE` in a Jupyter configuration sets a trait."""

    name = "aura_nb"
    load_other_extensions = True

    workspace = Unicode(
        help="The folder of the database, the cache and scratch files. Default: AURA_WORKSPACE, else in Jupyter's data."
    ).tag(config=True)
    output_dir = Unicode(
        "aura-videos", help="Where finished films go; a relative path begins at the server's root folder."
    ).tag(config=True)
    max_running_jobs = Integer(0, min=0, help="How many jobs run at once; 0 means half the cores, at least 1.").tag(
        config=True
    )
    max_pending_jobs = Integer(1000, min=1, help="How many jobs may wait; one more is refused with 429.").tag(
        config=True
    )
    max_streams = Integer(500, min=1, help="How many event streams may be open.").tag(config=True)
    max_streams_per_user = Integer(20, min=1, help="How many of them for one login or token.").tag(config=True)
    keepalive_seconds = Float(10.0, min=0.1, help="How often an event stream says that it lives.").tag(config=True)
    retention_days = Float(
        30.0, min=0, help="How long records and logs of ended jobs are kept. Finished films are never removed."
    ).tag(config=True)
    cache_gb = Float(5.0, min=0, help="The size, in GB, that the cache of finished steps is trimmed to.").tag(
        config=True
    )
    cleanup_interval_seconds = Float(3600.0, min=1, help="How often what dead runs left is looked for.").tag(
        config=True
    )
    orphan_age_hours = Float(24.0, min=0, help="How old it must be to be removed.").tag(config=True)
    step_timeout_seconds = Float(
        STEP_SECONDS,
        min=0,
        help="How long a step may do nothing before its worker is killed and it is tried again; 0 for no limit. "
        f"Default: {ENVIRONMENT}, else {STEP_SECONDS:g}.",
    ).tag(config=True)
    executor = Enum(["local"], "local", help="Where tasks run: in worker programs on this machine.").tag(config=True)

    webhook_url = Unicode(
        help="An address that is sent the final event of each job, until it takes it. Default: none."
    ).tag(config=True)
    webhook_private = Bool(
        False,  # noqa: FBT003 - as traits are declared
        help="Whether that address may be of this machine or of a private network.",
    ).tag(config=True)

    job_server: JobServer
    streams: Streams

    @validate("webhook_url")
    def _valid_webhook_url(self, proposal: Any) -> str:
        try:
            return address(proposal.value) if proposal.value else ""
        except ValueError as error:
            raise TraitError(f"AuraApp.webhook_url: {error}.") from None

    @default("step_timeout_seconds")
    def _default_step_timeout(self) -> float:
        return step_timeout()

    def initialize_settings(self) -> None:
        """Made before the handlers, which answer 503 until it is open."""
        self._route_logs()
        # JupyterLab and Notebook 7 put this into their pages: our part of them asks for nothing while it starts.
        page = self.settings.setdefault("page_config_data", {})
        page["auraSources"] = [{"label": kind.label, "names": kind.names} for kind in SOURCE_KINDS]
        self.job_server = JobServer(self._settings())
        self.streams = Streams(
            self.job_server,
            most=self.max_streams,
            most_each=self.max_streams_per_user,
            keepalive_seconds=self.keepalive_seconds,
        )
        self._activity = Activity(self.job_server, self.settings["last_activity_times"])
        # What lives with the job server, in the order of their start.
        announcements = Announcements(self.job_server, self.settings["event_logger"])
        self.job_server.services += [self.streams, announcements, self._activity]
        if self.webhook_url:
            self.job_server.services.append(Webhook(self.job_server, self.webhook_url, private=self.webhook_private))

    def _settings(self) -> Settings:
        server: Any = self.serverapp
        root = Path(server.root_dir)
        contents = server.contents_manager
        return Settings(
            workspace=self.workspace,
            output=root / Path(self.output_dir).expanduser(),
            root=url_path_join(server.base_url, API) + "/",
            root_folder=root,
            allow_hidden=bool(contents.allow_hidden),
            max_running=self.max_running_jobs or None,
            max_pending=self.max_pending_jobs,
            retention_days=self.retention_days,
            orphan_hours=self.orphan_age_hours,
            sweep_seconds=self.cleanup_interval_seconds,
            step_timeout=self.step_timeout_seconds,
            cache_bytes=int(self.cache_gb * 10**9),
        )

    def _route_logs(self) -> None:
        """Let what `aura_nb` logs come out where the server's own log does."""
        logger = logging.getLogger("aura_nb")
        logger.parent = self.log
        logger.setLevel(self.log.level)

    def initialize_handlers(self) -> None:
        self.handlers.extend(routes())

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Open the job server: the loop runs now."""
        self._record = RuntimeRecord(serverapp, self.job_server)
        self.job_server.opened = self._opened
        await self.job_server.open()

    def _opened(self) -> None:
        """Jobs can be asked for: kernels may find the server."""
        self._record.write()
        self.log.info("Aura is ready: jobs are kept in %s", self.job_server.workspace.root)
        # What the server has loaded by now stays. To look through all of it for garbage would hold up its loop for some
        # 100 ms, again and again.
        gc.collect()
        gc.freeze()

    def current_activity(self) -> dict[str, int] | None:
        """What keeps the server from shutting itself down."""
        activity = getattr(self, "_activity", None)
        return activity.present() if activity else None

    async def stop_extension(self) -> None:
        """Close the job server; when this returns, no process of it is left."""
        if record := getattr(self, "_record", None):
            record.remove()
        if job_server := getattr(self, "job_server", None):
            await job_server.close()


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "jupyter_server_ext", "app": AuraApp}]
