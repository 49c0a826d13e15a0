"""A page that can only be reached through its widget gets the same answers and the same events as any other."""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import json
import re

import av
import pytest
from PIL import Image
from support import picture_scene, png, story

import aura_nb as aura
from aura_nb.client.job import Job
from aura_nb.errors import DraftChanged
from aura_nb.panel.files import LARGEST
from aura_nb.panel.widget import STATIC
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.specs import Render, Voice

DECK = "# Bees\n\nBees matter.\n\n# More\n\nThey do.\n"
SMALL = {"voice": {"name": "silent:timed"}, "render": {"aspect": "320x180", "fps": 10}}


@pytest.fixture
def request_(tmp_path):
    return {"source": {"text": DECK, "format": "markdown"}, **SMALL}


def film(scenes=2, **changes):
    return FilmRequest(
        storyboard=story(scenes, **changes),
        voice=Voice(name="silent:timed"),
        render=Render(aspect="320x180", fps=10),
    )


def submitted(backend, **changes):
    return backend.call(backend.submit(film(**changes))).result()


def ended(message):
    return message["kind"] == "event" and message["type"] in {"job-completed", "job-failed", "job-cancelled"}


def test_a_job_is_made_followed_and_fetched(page, request_):
    page.say(kind="follow", after="0-0")
    answer, _ = page.ask("createJob", request=request_, key="k")
    job_id = answer["result"]["jobId"]
    page.until(ended)
    kinds = [event["type"] for event in page.events()]
    assert kinds[0] == "job-status"
    assert kinds[-1] == "job-completed"
    ids = [int(event["id"].partition("-")[2]) for event in page.events()]
    assert ids == sorted(set(ids))
    job, _ = page.ask("job", jobId=job_id)
    assert job["result"]["status"] == "completed"
    answer, content = page.ask("content", jobId=job_id, name="captions.vtt", mp3=False)
    assert content.startswith(b"WEBVTT")
    assert answer["result"]["type"] == "text/vtt"


def test_progress_is_merged_and_no_state_is_lost(page, backend):
    page.say(kind="follow", after="0-0")
    job = submitted(backend, scenes=6)
    page.until(ended)
    log = backend.store.events(0, jobs=[job.job_id], limit=10_000)
    kept = [event.id for event in log if event.type != "step-progress"]
    assert [event["id"] for event in page.events() if event["type"] != "step-progress"] == kept
    assert len(page.events("step-progress")) <= len([event for event in log if event.type == "step-progress"])
    assert [event["data"] for event in page.events("job-completed")] == [log[-1].json()]


def test_following_from_an_id_gives_what_comes_after_it(page, backend):
    job = submitted(backend)
    page.say(kind="follow", after="0-0")
    page.until(ended)
    all_ids = [event["id"] for event in page.events() if event["type"] != "step-progress"]
    page.messages.clear()
    page.say(kind="follow", after=all_ids[-3])
    page.until(ended)
    assert [event["id"] for event in page.events() if event["type"] != "step-progress"] == all_ids[-2:]
    assert job.job_id == page.events()[0]["data"]["jobId"]


def test_a_page_that_follows_no_more_hears_nothing_more(page, backend):
    page.say(kind="follow", after="0-0")
    page.say(kind="unfollow")
    job = submitted(backend)
    asyncio.run(_drained(backend, job.job_id))
    page.ask("queue")
    assert page.events() == []


async def _drained(backend, job_id):
    async def wait():
        async for _ in backend.events(job_id):
            pass

    await asyncio.wrap_future(backend.call(wait()))


def test_a_page_that_cannot_speak_yet_is_told_of_its_job_and_what_happens_to_it(pages, backend):
    job = submitted(backend)
    page = pages(job_id=job.job_id, tells=True)
    page.until(ended)
    first = page.events()[0]
    assert first["type"] == "snapshot"
    assert first["data"]["jobId"] == job.job_id
    assert first["data"]["title"] == job.title


def test_once_the_page_was_heard_the_telling_ends(pages, backend):
    job = submitted(backend)
    page = pages(job_id=job.job_id, tells=True)
    page.until(lambda message: message.get("type") == "snapshot")
    page.ask("job", jobId=job.job_id)
    page.relay._telling.result(timeout=10)


def test_canceling_and_taking_up_again(page, backend):
    page.say(kind="follow", after="0-0")
    job = submitted(backend, scenes=8)
    assert page.ask("cancel", jobId=job.job_id)[0]["result"] == {}
    page.until(ended)
    canceled = page.events("job-cancelled")
    assert canceled[0]["data"]["jobId"] == job.job_id
    resumed = page.ask("resume", jobId=job.job_id)[0]["result"]["jobId"]
    assert page.ask("job", jobId=resumed)[0]["result"]["resumedFrom"] == job.job_id


def test_the_queue_is_filtered_and_counted(page, backend):
    page.say(kind="follow", after="0-0")
    submitted(backend)
    page.until(ended)
    queue = page.ask("queue", statuses=["done"], limit=5)[0]["result"]
    assert [job["status"] for job in queue["jobs"]] == ["completed"]
    assert queue["stats"]["total"] == 1
    assert queue["lastEventId"] == page.events()[-1]["id"]
    assert page.ask("queue", statuses=["failed"], limit=5)[0]["result"]["jobs"] == []


def test_progress_the_log_and_removal(page, backend):
    page.say(kind="follow", after="0-0")
    job = submitted(backend)
    page.until(ended)
    progress = page.ask("progress", jobId=job.job_id)[0]["result"]
    assert [mark["fraction"] for mark in progress["phases"]] == [1.0] * 5
    assert len(page.ask("logs", jobId=job.job_id, tail=2)[0]["result"]["text"].splitlines()) == 2
    page.ask("remove", jobId=job.job_id, files=False)
    assert page.ask("job", jobId=job.job_id)[0]["problem"]["status"] == 404


def test_what_is_wrong_is_said_field_by_field(page):
    problem = page.ask("createJob", request={"brief": {"topic": ""}, "plan": {"seconds": 1}})[0]["problem"]
    assert problem["status"] == 422
    assert {"brief.topic", "plan.seconds"} <= {error["field"] for error in problem["errors"]}
    assert problem["suggestedActions"]


@pytest.mark.parametrize(
    ("call", "args", "status"),
    [
        ("job", {"jobId": "nobody"}, 404),
        ("job", {}, 422),
        ("shutdown", {}, 422),
        ("content", {"jobId": "nobody", "name": "video.mp4"}, 404),
        ("queue", {"statuses": ["sleeping"]}, 422),
        ("files", {"folder": "../.."}, 404),
    ],
)
def test_a_call_that_cannot_be_answered_is_refused(page, call, args, status):
    assert page.ask(call, **args)[0]["problem"]["status"] == status


def test_words_that_are_no_message_are_left_unheard(page):
    for words in ["hello", None, {"kind": "ask"}, {"kind": "ask", "id": 1, "call": "queue", "args": {}}, {"kind": "?"}]:
        page.relay.hear(words)
    assert "result" in page.ask("queue")[0]


def test_the_plan_says_how_long_it_will_be(page, request_):
    plan = page.ask("plan", request=request_)[0]["result"]
    assert [scene["heading"] for scene in plan["scenes"]] == ["Bees", "More"]
    assert {task["status"] for task in plan["tasks"]} <= {"hit", "miss", "depends"}


def test_what_the_forms_offer_is_plain_json(page):
    offer = page.ask("options")[0]["result"]
    assert "16:9" in offer["aspects"]
    assert json.loads(json.dumps(offer)) is not None


def test_the_kernel_tells_which_notebook_it_is_of(page, tmp_path, monkeypatch):
    inside, outside = tmp_path / "work" / "a.ipynb", tmp_path / "b.ipynb"
    inside.parent.mkdir()
    inside.touch()
    outside.touch()
    monkeypatch.chdir(inside.parent)
    for named, path in [(inside, "a.ipynb"), (outside, ""), (tmp_path / "gone.ipynb", "")]:
        monkeypatch.setenv("JPY_SESSION_NAME", str(named))
        assert page.ask("notebook")[0]["result"] == {"path": path}


def test_storyboards_are_looked_for_below_the_kernels_folder(page, tmp_path, monkeypatch):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "bees.md").write_text(DECK)
    (tmp_path / ".secret").mkdir()
    monkeypatch.chdir(tmp_path)
    listed = page.ask("files", folder="")[0]["result"]["files"]
    assert {"name": "talks", "path": "talks", "isFolder": True} in listed
    assert not any(each["name"].startswith(".") for each in listed)
    inside = page.ask("files", folder="talks")[0]["result"]["files"]
    assert inside == [{"name": "bees.md", "path": "talks/bees.md", "isFolder": False}]
    plan = page.ask("plan", request={"source": {"path": "talks/bees.md"}, **SMALL})[0]
    assert plan["result"]["title"] == "Bees"
    outside = page.ask("plan", request={"source": {"path": "../bees.md"}, **SMALL})[0]
    assert outside["problem"]["status"] == 422


def test_a_large_file_comes_in_pieces_and_one_beyond_the_limit_as_its_place(page, backend, monkeypatch):
    page.say(kind="follow", after="0-0")
    job = submitted(backend)
    page.until(ended)
    monkeypatch.setattr("aura_nb.panel.files.PIECE", 5000)
    monkeypatch.setattr("aura_nb.panel.relay.PIECE_SECONDS", 0.0)
    path = backend.call(backend.job(job.job_id)).result().output.video_path
    answer, content = page.ask("content", jobId=job.job_id, name="video.mp4", mp3=False)
    with open(path, "rb") as file:  # noqa: PTH123 - the path is a text
        assert content == file.read()
    assert answer["result"]["path"] == path
    pieces = [buffers for message, buffers in page.messages if message.get("more")]
    assert len(pieces) == -(-len(content) // 5000)
    monkeypatch.setattr("aura_nb.panel.files.LARGEST", len(content) - 1)
    answer, content = page.ask("content", jobId=job.job_id, name="video.mp4", mp3=False)
    assert (content, answer["result"]["path"]) == (b"", path)
    assert LARGEST > 10**6


def test_a_page_that_knows_no_aac_gets_the_same_pictures_with_mp3(page, backend, tmp_path):
    page.say(kind="follow", after="0-0")
    job = submitted(backend)
    page.until(ended)
    films = {}
    for mp3 in (False, True):
        _, films[mp3] = page.ask("content", jobId=job.job_id, name="video.mp4", mp3=mp3)
    described = {}
    for mp3, content in films.items():
        path = tmp_path / f"{mp3}.mp4"
        path.write_bytes(content)
        with av.open(str(path)) as container:
            packets = [bytes(packet) for packet in container.demux(video=0) if packet.size]
            described[mp3] = ([stream.codec_context.name for stream in container.streams.audio], packets)
    assert described[False][0] == ["aac"]
    assert described[True][0] in (["mp3"], ["mp3float"])
    assert described[True][1] == described[False][1]


def test_the_studios_script_comes_over_the_channel_too(page):
    answer, script = page.ask("studio")
    assert answer["result"]["type"] == "text/javascript"
    assert script == (STATIC / "studio.js").read_bytes()


def test_a_storyboard_is_looked_at_and_heard_scene_by_scene(page, request_):
    answer, _ = page.ask("draft", request=request_)
    draft = answer["result"]
    assert [scene["heading"] for scene in draft["scenes"]] == ["Bees", "More"]
    asked = {"storyboardId": draft["storyboardId"], "scene": draft["scenes"][1]["scene"]}
    told, picture = page.ask("scenePicture", **asked)
    assert told["result"]["type"] == "image/png"
    assert picture.startswith(b"\x89PNG")
    told, speech = page.ask("sceneSpeech", **asked)
    assert told["result"]["type"] == "audio/wav"
    assert speech.startswith(b"RIFF")
    _, upright = page.ask("scenePicture", **asked, theme="dark", aspect="180x320")
    with Image.open(io.BytesIO(upright)) as seen:
        assert seen.size == (180, 320)
    odd, _ = page.ask("scenePicture", **asked, aspect="201x300")
    assert odd["problem"]["status"] == 422
    sent, _ = page.ask("sendAsset", name="take.wav", content=base64.b64encode(speech).decode())
    assert re.fullmatch("asset:[0-9a-f]{64}", sent["result"]["asset"])
    missing, _ = page.ask("scenePicture", **asked | {"scene": "nothing"})
    assert missing["problem"]["status"] == 404


def test_a_voice_is_heard(page):
    answer, sound = page.ask("sample", voice="silent:timed", language="en")
    assert answer["result"] == {"type": "audio/wav"}
    assert sound.startswith(b"RIFF")


def test_a_question_that_is_given_up_is_not_answered(page):
    ids = [f"given-up-{number}" for number in range(3)]
    for ask in ids:
        page.say(kind="ask", id=ask, call="preflight", args={"request": None})
        page.say(kind="cancel", id=ask)
    page.ask("queue")
    answered = {message.get("id") for message, _ in page.messages}
    assert answered.isdisjoint(ids)


def test_a_closed_widget_says_nothing_more(page, backend):
    page.say(kind="follow", after="0-0")
    page.relay.close()
    before = len(page.messages)
    job = submitted(backend)
    asyncio.run(_drained(backend, job.job_id))
    page.say(kind="ask", id="late", call="queue", args={})
    assert len(page.messages) == before


def test_the_names_of_the_calls_are_those_of_the_page(page):
    from aura_nb.panel.calls import Calls
    from aura_nb.panel.relay import OF_BYTES
    from aura_nb.panel.widget import STATIC

    source = (STATIC.parent / "js" / "src" / "relay" / "backend.ts").read_text()
    named = set(page.relay._calls._named) | OF_BYTES
    asked = {
        word
        for start in ('#json("', 'ask("')
        for word, _, _ in itertools.chain(part.partition('"') for part in source.split(start)[1:])
    }
    assert asked == named
    assert Calls is type(page.relay._calls)


def test_a_jobs_storyboard_is_changed_heard_and_made_by_way_of_the_kernel(page, backend):
    page.say(kind="follow", after="0-0")
    job = submitted(backend)
    page.until(ended)
    draft = page.ask("readDraft", storyboardId=job.job_id)[0]["result"]
    assert (draft["version"], draft["film"]) == (0, draft["storyboard"])
    scene = draft["storyboard"]["scenes"][0]
    scene["narration"] = "Said in another way."
    asked = {"storyboardId": job.job_id, "version": 0, "storyboard": draft["storyboard"]}
    assert page.ask("saveDraft", **asked)[0]["result"]["version"] == 1
    scene["narration"] = "Or in a third."
    assert page.ask("saveDraft", **asked)[0]["problem"]["status"] == 412
    said = {"storyboardId": job.job_id, "scene": scene["id"], "text": "And a fourth."}
    assert page.ask("sceneSpeech", **said)[1].startswith(b"RIFF")
    assert [word["text"] for word in page.ask("sceneWords", **said)[0]["result"]["words"]] == ["And", "a", "fourth."]
    tasks = page.ask("planDraft", storyboardId=job.job_id)[0]["result"]["tasks"]
    assert {task["task"] for task in tasks if task["status"] == "miss"} == {f"speak:{scene['id']}"}
    made = page.ask("makeDraft", storyboardId=job.job_id, key="k")[0]["result"]["jobId"]
    assert page.ask("makeDraft", storyboardId=job.job_id, key="k")[0]["result"]["jobId"] == made


def test_a_jobs_storyboard_is_changed_in_python(backend, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bee.png").write_bytes(png(50))
    made = Job(backend, submitted(backend).job_id).wait(timeout=60, progress=False)
    with aura.edit(made) as board:
        board.scenes[0].narration = "Said in another way."
        board.scenes.append(picture_scene("bee.png"))
    assert made.storyboard.scenes[0].narration == "Said in another way."
    editing = aura.edit(made)
    assert editing.version == 1
    assert editing.storyboard.scenes[-1].show.image.startswith("asset:")
    aura.edit(made).save()
    editing.storyboard.title = "Too late"
    with pytest.raises(DraftChanged):
        editing.save()
    assert aura.edit(made).make().wait(timeout=60, progress=False).storyboard.scenes[0].narration.startswith("Said")
