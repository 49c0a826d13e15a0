"""Tools that plan films, make them and tell of them.

An assistant reads their docstrings and types; jupyter-server-mcp reads them too, and so no annotation here is a string.
"""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.wire.events import FINAL_TYPES
from aura_nb.wire.job import JobObject
from jupyter_server_ext.assistant.loopback import below_root, part, rest
from jupyter_server_ext.assistant.tool_answers import (
    FilmFile,
    FilmFiles,
    FilmList,
    FilmState,
    PlannedFilm,
    excerpt,
    lines,
    next_step,
    page,
    said,
)

if TYPE_CHECKING:
    from aura_nb.client.exchange import Exchange

# A notebook that is run first, or a deck of hundreds of scenes.
PLAN_SECONDS = 300.0
MAX_WAIT = 55  # less than the minute after which clients give a tool up


async def aura_plan_film(
    path: str = "",
    topic: str = "",
    text: str = "",
    voice: str = "",
    language: str = "",
    seconds: float = 0,
    quality: str = "",
    aspect: str = "",
    theme: str = "",
    more: dict | None = None,  # type: ignore[type-arg] # of a plain dict jupyter-server-mcp takes the JSON text too
) -> PlannedFilm:
    """Say what a narrated film would be, without making it: its length, its scenes, who speaks, and what is wrong.

    It costs a second or two, makes nothing and changes nothing. Use it before aura_make_film, with the same arguments;
    a path, a topic or a text is needed, and a text may come with a topic.

    path: a notebook (.ipynb), a Markdown deck (.md) or a storyboard (.json), relative to the server's folder.
    topic: what the film is about, in a few words; of a topic alone nothing is known, so give text where you can.
    text: a Markdown deck, slides parted by lines of three hyphens or by headings; with topic, the text on that topic.
    voice: such as "espeak:de"; "" is the best one for the language.
    language: a BCP 47 tag such as "en-US"; "" finds it from the text.
    seconds: the wanted length, 5 to 3600; 0 is as long as the text needs. It counts for a topic and a notebook.
    quality: "draft" (480p, fastest), "standard" (1080p), "high" or "ultra" (2160p).
    aspect: "16:9", "9:16", "1:1", "4:5" or a size such as "1280x720".
    theme: "light", "dark", "paper" or "lab".
    more: further fields of the REST API's job: {"plan": {...}, "voice": {...}, "render": {...}, "source": {...}}.
    With {"source": {"execute": true}} a copy of the notebook is run first, which runs its code.
    """
    async with rest() as server:
        body = _body(path, topic, text, voice, language, seconds, quality, aspect, theme, more)
        plan = (await server.ask("POST", "plan", body=body, seconds=PLAN_SECONDS)).json()
    scenes = [f"{excerpt(each['heading'] or '-')} ({each['seconds']:.0f} s)" for each in plan["scenes"]]
    outline, missing = page(scenes, start=0, limit=50, what="scenes", size=len)
    warnings, more_warnings = lines(plan["warnings"], "warnings")
    notes, more_notes = lines(plan["notes"], "notes")
    done = sum(task["status"] == "hit" for task in plan["tasks"])
    return PlannedFilm(
        title=excerpt(plan["title"]),
        seconds=plan["seconds"],
        exact=plan["exact"],
        voice=plan["voice"]["name"],
        language=plan["voice"]["language"],
        scenes=len(scenes),
        steps_done=done,
        steps_to_do=len(plan["tasks"]) - done,
        outline=outline,
        warnings=warnings,
        notes=notes,
        left_out=said(missing.partition(":")[0], more_warnings, more_notes),
    )


async def aura_make_film(
    path: str = "",
    topic: str = "",
    text: str = "",
    voice: str = "",
    language: str = "",
    seconds: float = 0,
    quality: str = "",
    aspect: str = "",
    theme: str = "",
    more: dict | None = None,  # type: ignore[type-arg] # of a plain dict jupyter-server-mcp takes the JSON text too
) -> FilmState:
    """Begin to make a narrated film (MP4 with captions) of a notebook, a deck, a storyboard or a topic.

    It answers at once with the film's job_id, while the film is made in the background: ask aura_film_status with
    wait_seconds until its status is completed, failed or canceled. A minute of film takes about 20 seconds of a core of
    this machine and 3 MB of its disk. Nothing is sent anywhere, unless an online voice is asked for.

    The arguments are those of aura_plan_film: a path, a topic or a text is needed, and a text may come with a topic.
    """
    async with rest() as server:
        body = _body(path, topic, text, voice, language, seconds, quality, aspect, theme, more)
        answer = await server.ask("POST", "jobs", body=body, repeatable=False, seconds=PLAN_SECONDS)
        return film_of(await _job(server, answer.json()["jobId"]))


async def aura_film_status(job_id: str, wait_seconds: int = 0) -> FilmState:
    """Say how far a film is, what is wrong with it, and where it is once it is completed.

    job_id: as aura_make_film answered it.
    wait_seconds: wait so long, 55 at most, for the film's end, instead of asking again and again.
    """
    async with rest() as server:
        job = await _job(server, job_id)
        if wait_seconds > 0 and not job.is_final:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(wait_seconds, MAX_WAIT)):
                    await _ended(server, job_id)
            job = await _job(server, job_id)
        return film_of(job)


async def aura_cancel_film(job_id: str) -> FilmState:
    """Stop making a film. What it has finished is kept: asked for again, it goes on from there.

    job_id: as aura_make_film answered it. A film that has ended cannot be canceled.
    """
    async with rest() as server:
        await server.ask("POST", f"jobs/{part(job_id)}/cancel")
        return film_of(await _job(server, job_id))


async def aura_list_films(status: str = "", limit: int = 10, before: str = "") -> FilmList:
    """List the films of this server, the newest first.

    status: only these, with commas between: pending, running, completed, failed, canceled.
    limit: how many, 50 at most.
    before: the `next` of the page before.
    """
    asked: dict[str, Any] = {"limit": min(max(limit, 1), 50)}
    asked |= {name: value for name, value in {"status": status, "before": before}.items() if value}
    async with rest() as server:
        found = (await server.ask("GET", "jobs", params=asked)).json()
        # Where files are is looked up on the disk, which may be a network's.
        jobs = await asyncio.to_thread(lambda: [film_of(msgspec.convert(each, JobObject)) for each in found["jobs"]])
        films, left_out = page(jobs, start=0, limit=50, what="films", size=lambda film: len(str(film)))
    # Where the answer was full before the page was, the next one begins behind the last film that is in it.
    following = films[-1].job_id if left_out else found["next"] or ""
    return FilmList(films=films, next=following, left_out="more films: ask again with before=next" if following else "")


async def aura_list_files(job_id: str) -> FilmFiles:
    """List the files of a film: the video, captions, poster, transcript and others, with their sizes and places.

    job_id: as aura_make_film answered it. Files are there once the film is completed; some come before.
    """
    async with rest() as server:
        job = await _job(server, job_id)
    files = await asyncio.to_thread(_files, job)
    found, left_out = page(files, start=0, limit=50, what="files", size=lambda file: len(str(file)))
    return FilmFiles(job_id=job.job_id, files=found, left_out=left_out.partition(":")[0])


def _files(job: JobObject) -> list[FilmFile]:
    """A job's files; it looks at the disk."""
    from aura_nb.pipeline.artifacts import made_file  # noqa: PLC0415 - the engine is loaded by the job server, in a thread

    return [
        FilmFile(
            name=each.name,
            kind=each.kind,
            type=each.type,
            size_bytes=each.size_bytes,
            path=below_root(str(made_file(job.output, each.name))) if job.output else "",
            url=each.url,
        )
        for each in job.artifacts
    ]


def _body(
    path: str,
    topic: str,
    text: str,
    voice: str,
    language: str,
    seconds: float,
    quality: str,
    aspect: str,
    theme: str,
    more: Any,
) -> dict[str, Any]:
    """A job's body as REST takes it: what is wrong with its fields REST says. Raises `RequestInvalid`."""
    if not isinstance(more, dict | None):
        raise RequestInvalid([FieldError("more", "must be an object")])
    given: dict[str, dict[str, Any]] = {
        "brief": {"topic": topic, "language": language, "source": text} if topic else {},
        "source": {"path": path} | ({} if topic else {"text": text, "format": "markdown" if text else ""}),
        "voice": {"name": voice, "language": language},
        "plan": {"seconds": seconds},
        "render": {"quality": quality, "aspect": aspect, "theme": theme},
    }
    body = dict(more or {})
    for name, fields in given.items():
        meant = {field: value for field, value in fields.items() if value}
        kept = body.get(name, {})
        if meant and isinstance(kept, dict):
            body[name] = kept | meant
    return body


async def _job(server: "Exchange", job_id: str) -> JobObject:
    return await server.json(JobObject, "GET", f"jobs/{part(job_id)}")


async def _ended(server: "Exchange", job_id: str) -> None:
    """Until the job's final event has come."""
    from httpx_sse import EventSource  # noqa: PLC0415 - for those who wait

    async with server.stream(f"jobs/{part(job_id)}/events", headers={"Accept": "text/event-stream"}) as answer:
        async for event in EventSource(answer).aiter_sse():
            if event.event in FINAL_TYPES:
                return


def film_of(job: JobObject) -> FilmState:
    """A job as a tool answers it."""
    warnings, more_warnings = lines((each.message for each in job.warnings), "warnings")
    errors, more_errors = lines(map(next_step, job.errors), "errors")
    video = next((each for each in job.artifacts if each.kind == "video"), None)
    return FilmState(
        job_id=job.job_id,
        title=excerpt(job.title),
        status=job.status,
        stage=job.stage,
        percent=job.percent,
        seconds=job.output.duration_seconds if job.output else None,
        video=below_root(job.output.video_path) if job.output else "",
        url=video.url if video and job.output else "",
        errors=errors,
        warnings=warnings,
        left_out=said(more_warnings, more_errors),
    )
