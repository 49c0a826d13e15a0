"""`aura.generate` and `aura.demo` begin a job and return at once; `aura.job` finds one, `aura.edit` changes one."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Unpack

from aura_nb.client import connection
from aura_nb.client.edit import Edit
from aura_nb.client.job import Job
from aura_nb.client.this_notebook import this_notebook, unsaved
from aura_nb.errors import JobNotFound
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.request.named import Source, demo_request, film_request
from aura_nb.request.options import FilmOptions, spelled_out


@spelled_out
def generate(
    subject: Source | None = None,
    /,
    *,
    output: str | Path | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    **options: Unpack[FilmOptions],
) -> Job:
    """Makes a film of a topic, a file, a `Brief` or a `Storyboard`. Returns its job at once.

    Without a subject it films the notebook this cell is in, as it was last saved. A wrong option is refused here, by
    name; whatever goes wrong later is raised by `job.wait()`.

        aura.generate("Why bees matter", seconds=40, tone="Friendly")
        aura.generate("talk.md", aspect="9:16", voice="espeak:en-gb")
        aura.generate("analysis.ipynb", execute=True)

    Leave an option out to use the file's own setting, or else the default.

    What it says (for a topic or a text of your own):
        seconds: how long, 5 to 3600. Default: about 40 for a topic, and as long as your own text needs.
        audience: "General", "Beginners", "Students", "Professionals", "Advanced", "Children", or your own words.
        goal: "Inform", "Demonstrate", "Explain", "Persuade", "Summarize", or your own words.
        tone: "Informative", "Casual", "Professional", "Energetic", "Friendly", "Authoritative", or your own words.
        language: a tag such as "en-US" or "de". Default: found from the text.
        source: your own text on the topic; the film then uses its sentences.
        pacing: "slow", "conversational" or "fast".
        density: "sparse", "balanced" or "dense": how much one scene says.
        style: a word for the kind of talk, kept with the film.

    Who speaks:
        voice: a name such as "hibari:en-us" or "espeak:de" (`aura.voices()` lists them), or a `Voice`.
        rate: how fast, 0.5 to 2.
        pitch: higher or lower by -12 to 12 semitones.
        pause: "short", "natural" or "long" between sentences.
        pronounce: how words are said: {"xarray": "ex array"}, or the path of a YAML, TOML or JSON file.

    How it looks:
        aspect: "16:9", "9:16", "1:1", "4:5" or a size such as "1280x720".
        quality: "draft" (480p), "standard" (1080p), "high" (1080p, finer) or "ultra" (2160p).
        theme: a theme's name, such as "light", "dark", "paper" or "lab", or the path of a theme of your own.
        brand: {"logo": "logo.svg", "accent": "#0a7d4f", "font": "..."} on top of the theme.
        fps: frames per second, 1 to 60.
        music: "none", "calm", "warm", "bright", or the path of a sound file; it lies under the film.
        captions: "soft" (players show them), "burned" (in the picture), "both", "karaoke" (burned, each word lit as it
            is said) or "off".
        transition: "cut", "fade", "slide" or "push" between scenes.
        motion: "full", "calm" (only fades) or "none".
        format: "mp4", or with it "webm", the sound as "m4a" or "mp3", a "gif" of one scene, a "small" MP4,
            or "pptx", slides to edit with the narration in their notes.
        scene: the id of the scene that a GIF shows. Default: the first that shows more than a title.
        megabytes: how much the small MP4 may take. Default: 10.
        preset: "youtube", "shorts" or "small": options for a purpose. Each option that you give counts before it.

    Where things are:
        assets: a folder, or several, in which pictures may lie as well.
        execute: run a copy of the notebook first.
        output: a folder, or a name such as "bees.mp4". Default: aura-videos/TITLE-ID next to the notebook.
        force: replace the files of another film there.
        workspace: the folder of the cache and the job list. Makes the film in this process.

    Raises `RequestInvalid` for a wrong or misspelt option (the message says what would be right), `SourceNotFound` and
    `SourceInvalid` for a file that is not there or cannot be read, and `QueueFull` when too many jobs are waiting.
    """
    if subject is None:
        subject = this_notebook()
        if message := unsaved(subject):
            warnings.warn(message, stacklevel=2)
    return _submitted(film_request(subject, **options), output, force=force, workspace=workspace)


@spelled_out
def demo(
    topic: str | None = None,
    *,
    output: str | Path | None = None,
    force: bool = False,
    workspace: str | Path | None = None,
    **options: Unpack[FilmOptions],
) -> Job:
    """Makes the demo film: about fifteen seconds, offline. Returns its job at once.

    Takes the options of `aura.generate` for the voice and the picture.

        aura.demo(quality="draft", theme="dark")
    """
    return _submitted(demo_request(topic, **options), output, force=force, workspace=workspace)


def job(job_id: str | None = None, *, workspace: str | Path | None = None) -> Job:
    """Returns the job whose id starts with `job_id`, or the newest job. Works after a restart of the kernel.

    Raises `JobNotFound`, and `RequestInvalid` when several ids start so.
    """
    backend = connection.backend(workspace)
    if job_id is not None:
        return Job(backend, backend.call(backend.find(job_id)).result().job_id)
    newest = backend.call(backend.jobs(limit=1)).result()
    if not newest:
        raise JobNotFound("There is no job yet.", remedy="Begin one with aura.demo() or aura.generate().")
    return Job(backend, newest[0].job_id)


def edit(job: str | Job, /, *, workspace: str | Path | None = None) -> Edit:
    """Opens a job's storyboard for changes; on a cell's last line it shows the editor.

        with aura.edit(job) as story:  # saved at the end, as the job's draft
            story["intro"].narration = "Bees matter more than you think."

        again = aura.edit(job).make()  # the film of it: only what has changed is made again

    `job` is a job, its id or the first letters of it. The job, its film and its files stay as they are. Raises
    `JobNotFound`, and `DraftNotFound` while the job has no storyboard yet.
    """
    if isinstance(job, Job):
        return Edit(job.backend, job.id)
    backend = connection.backend(workspace)
    return Edit(backend, backend.call(backend.find(job)).result().job_id)


def _submitted(request: FilmRequest, output: str | Path | None, *, force: bool, workspace: str | Path | None) -> Job:
    backend = connection.backend(workspace)
    accepted = backend.call(backend.submit(request, place=output, force=force)).result()
    return Job(backend, accepted.job_id)
