"""Tools that read a film's storyboard, change a scene of it, and make the film again.

As in `film_tools`, no annotation of a tool is a string.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from aura_nb.errors import DraftNotFound, FieldError, RequestInvalid
from aura_nb.wire.job import JobObject
from jupyter_server_ext.assistant.film_tools import film_of
from jupyter_server_ext.assistant.loopback import part, rest
from jupyter_server_ext.assistant.tool_answers import (
    MAX_CHARACTERS,
    Edited,
    FilmState,
    SceneLine,
    Scenes,
    WholeScene,
    excerpt,
    lines,
    page,
    said,
)

if TYPE_CHECKING:
    from aura_nb.client.exchange import Exchange

# Pictures are asked for with each scene's findings: of 500 scenes that takes a while.
READ_SECONDS = 300.0


async def aura_list_scenes(job_id: str, start: int = 0, limit: int = 25) -> Scenes:
    """List the scenes of a film's storyboard: heading, how the narration begins, seconds, and what is wrong with each.

    job_id: as aura_make_film answered it. A film has a storyboard once its status has been running for a moment.
    start: the number of the first scene to list, from 0.
    limit: how many, 50 at most. The answer has 20,000 characters at most; left_out says how to ask for the rest.
    """
    async with rest() as server:
        draft = await _draft(server, job_id)
    scenes = [_line(each) for each in draft["scenes"]]
    found, left_out = page(scenes, start=start, limit=limit, what="scenes", size=lambda scene: len(str(scene)))
    findings, more = lines((each["message"] for each in draft["findings"]), "notes")
    return Scenes(
        title=excerpt(draft["title"]),
        language=draft["language"],
        seconds=draft["seconds"],
        version=draft["version"],
        total=len(scenes),
        scenes=found,
        notes=findings,
        left_out=said(left_out, more),
    )


async def aura_read_scene(job_id: str, scene: str, offset: int = 0) -> WholeScene:
    """Read one scene of a film's storyboard as JSON: its whole narration, what it shows, its pauses and transition.

    job_id: as aura_make_film answered it.
    scene: the scene's id, as aura_list_scenes has it.
    offset: the character to begin at, where a scene is longer than the 20,000 characters of an answer.
    """
    async with rest() as server:
        draft = await _draft(server, job_id)
    text = msgspec.json.encode(_scene(draft, scene)).decode()
    start = min(max(offset, 0), len(text))
    end = start + MAX_CHARACTERS
    left_out = f"characters {end} to {len(text)}: ask again with offset={end}" if end < len(text) else ""
    return WholeScene(scene=scene, version=draft["version"], json=text[start:end], left_out=left_out)


async def aura_edit_scene(
    job_id: str,
    scene: str,
    narration: str = "",
    find: str = "",
    replace: str = "",
    heading: str = "",
    show: dict | None = None,  # type: ignore[type-arg] # as for `more` in `film_tools`
) -> Edited:
    """Change one scene of a film's storyboard, and save it. The finished film stays as it is: aura_make_film_again
    makes a new one, and works only on the scenes that changed.

    job_id: as aura_make_film answered it.
    scene: the scene's id, as aura_list_scenes has it.
    narration: what is said instead, 5,000 characters at most. Or, to change a part of it:
    find: words of the narration, in it exactly once, and
    replace: what is said in their place; "" leaves them out.
    heading: the heading of the slide.
    show: what the slide shows, as aura_read_scene has it: a kind with its fields. Files must be those it had before.
    """
    async with rest() as server:
        draft = await _draft(server, job_id)
        changed = _scene(draft, scene)
        if find:
            narration = _replaced(changed.get("narration", ""), find, replace)
            changed["narration"] = narration
        elif narration:
            changed["narration"] = narration
        elif not heading and show is None:
            raise RequestInvalid([FieldError("narration", "one of narration, find, heading and show is wanted")])
        changed |= {"heading": heading} if heading else {}
        changed |= {"show": show} if show is not None else {}
        saved = (
            await server.ask(
                "PUT",
                f"storyboards/{part(job_id)}",
                body=draft["storyboard"],
                headers={"If-Match": f'"{draft["version"]}"'},
                seconds=READ_SECONDS,
            )
        ).json()
    line = next(_line(each) for each in saved["scenes"] if each["scene"] == scene)
    return Edited(version=saved["version"], scene=line, next="aura_make_film_again makes the film of it")


async def aura_make_film_again(job_id: str) -> FilmState:
    """Make the film of a changed storyboard, as a new film with a new job_id; the film that there was stays as it is.

    Only scenes that changed are spoken, drawn and encoded again. Ask aura_film_status with the new job_id.

    job_id: the film whose storyboard aura_edit_scene changed.
    """
    async with rest() as server:
        answer = await server.ask("POST", f"storyboards/{part(job_id)}/jobs", repeatable=False, seconds=READ_SECONDS)
        job = await server.json(JobObject, "GET", f"jobs/{part(answer.json()['jobId'])}")
        return film_of(job)


async def _draft(server: "Exchange", job_id: str) -> dict[str, Any]:
    return await server.json(dict[str, Any], "GET", f"storyboards/{part(job_id)}", seconds=READ_SECONDS)


def _scene(draft: dict[str, Any], scene: str) -> dict[str, Any]:
    """A scene of the draft's storyboard, which may be changed there."""
    for each in draft["storyboard"]["scenes"]:
        if each["id"] == scene:
            found: dict[str, Any] = each
            return found
    raise DraftNotFound(f"The storyboard has no scene {scene[:64]!r}.", remedy="aura_list_scenes has the ids of all.")


def _replaced(narration: str, find: str, replace: str) -> str:
    count = narration.count(find)
    if count != 1:
        raise RequestInvalid([FieldError("find", f"must be in the narration once; it is there {count} times")])
    return narration.replace(find, replace)


def _line(scene: dict[str, Any]) -> SceneLine:
    return SceneLine(
        scene=scene["scene"],
        heading=excerpt(scene["heading"]),
        kind=scene["kind"],
        seconds=scene["seconds"],
        narration=excerpt(scene["narration"]),
        place=excerpt(scene["place"]),
        findings=lines((each["message"] for each in scene["findings"]), "findings")[0],
    )
