"""Where every handler is. Patterns are relative to the server's base URL."""

from __future__ import annotations

from typing import Any

from tornado.web import RequestHandler

from jupyter_server_ext.handlers import events, health, jobs, static

Route = tuple[str, type[RequestHandler], dict[str, Any]]

API = "aura/api"
STATIC = "aura/static"
JOB = "([^/]+)"

# By the path in openapi.yaml, with a group for each parameter.
HANDLERS: dict[str, type[RequestHandler]] = {
    "healthz": health.HealthHandler,
    "quick/demo": jobs.QuickDemoHandler,
    "events": events.EventsHandler,
    "jobs": jobs.JobsHandler,
    f"jobs/{JOB}": jobs.JobHandler,
    f"jobs/{JOB}/events": events.JobEventsHandler,
    f"jobs/{JOB}/cancel": jobs.CancelHandler,
    "queue": jobs.QueueHandler,
    f"render/{JOB}/progress": jobs.ProgressHandler,
    f"render/{JOB}/cancel": jobs.CancelHandler,
}


def routes() -> list[Route]:
    """All of them; what is no address of the API comes last."""
    known: list[Route] = [(f"{API}/{path}", handler, {}) for path, handler in HANDLERS.items()]
    files: Route = (f"{STATIC}/(.*)", static.StaticHandler, {"path": str(static.StaticHandler.folder())})
    return [*known, files, (f"{API}(?:/.*)?", health.NowhereHandler, {})]
