"""Where every handler is. Patterns are relative to the server's base URL."""

from __future__ import annotations

from typing import Any

from tornado.web import RequestHandler, StaticFileHandler

from jupyter_server_ext.handlers import assets, events, files, health, jobs, machine, static, storyboards

Route = tuple[str, type[RequestHandler], dict[str, Any]]

API = "aura/api"
STATIC = "aura/static"
JOB = NAME = "([^/]+)"
PATH = "(.+)"

# By the path in openapi.yaml, with a group for each parameter.
HANDLERS: dict[str, type[RequestHandler]] = {
    "healthz": health.HealthHandler,
    "openapi.yaml": health.DescriptionHandler,
    "preflight": machine.PreflightHandler,
    "options": machine.OptionsHandler,
    "voices": machine.VoicesHandler,
    f"voices/{NAME}/sample": machine.SampleHandler,
    "plan": machine.PlanHandler,
    f"assets/{NAME}": assets.AssetHandler,
    "storyboards": storyboards.StoryboardsHandler,
    f"storyboards/{NAME}": storyboards.StoryboardDraftHandler,
    f"storyboards/{NAME}/jobs": storyboards.StoryboardJobsHandler,
    f"storyboards/{NAME}/plan": storyboards.StoryboardPlanHandler,
    f"storyboards/{NAME}/scenes/{NAME}/picture": storyboards.ScenePictureHandler,
    f"storyboards/{NAME}/scenes/{NAME}/speech": storyboards.SceneSpeechHandler,
    f"storyboards/{NAME}/scenes/{NAME}/words": storyboards.SceneWordsHandler,
    "quick/demo": jobs.QuickDemoHandler,
    "events": events.EventsHandler,
    "jobs": jobs.JobsHandler,
    f"jobs/{JOB}": jobs.JobHandler,
    f"jobs/{JOB}/events": events.JobEventsHandler,
    f"jobs/{JOB}/cancel": jobs.CancelHandler,
    f"jobs/{JOB}/resume": jobs.ResumeHandler,
    f"jobs/{JOB}/storyboard": storyboards.JobStoryboardHandler,
    f"jobs/{JOB}/plan": files.JobPlanHandler,
    f"jobs/{JOB}/timings": files.TimingsHandler,
    f"jobs/{JOB}/failure": files.FailureHandler,
    f"jobs/{JOB}/logs": files.LogsHandler,
    f"jobs/{JOB}/artifacts": files.ArtifactsHandler,
    f"jobs/{JOB}/artifacts/{PATH}": files.ArtifactHandler,
    "table": jobs.TableHandler,
    "queue": jobs.QueueHandler,
    f"render/{JOB}/progress": jobs.ProgressHandler,
    f"render/{JOB}/cancel": jobs.CancelHandler,
}


def routes() -> list[Route]:
    """All of them; what is no address of the API comes last."""
    # Tornado's file handlers want a folder; the artifacts' own looks names up among the job's files.
    folder = {"path": ""}
    known: list[Route] = [
        (f"{API}/{path}", handler, folder if issubclass(handler, StaticFileHandler) else {})
        for path, handler in HANDLERS.items()
    ]
    files: Route = (f"{STATIC}/(.*)", static.StaticHandler, {"path": str(static.StaticHandler.folder())})
    return [*known, files, (f"{API}(?:/.*)?", health.NowhereHandler, {})]
