"""Storyboards looked at before a film is made: their scenes, slides and speech, their versions, and their film."""

from __future__ import annotations

import io
import wave

import pytest
from PIL import Image
from support import story
from support.server import JupyterServer, ended, made, small_job

DECK = "# Bees\n\nThey dance.\n\n# Flowers\n\nThey wait for them. 🪿\n\n# The end\n"
QUICK = {"voice": {"name": "silent:timed"}, "render": {"aspect": "320x180", "fps": 10}}


def created(client, body=None):
    answer = client.post("storyboards", json=body or {"source": {"text": DECK, "format": "markdown"}, **QUICK})
    assert answer.status_code == 201, answer.text
    return answer


def test_a_deck_becomes_a_storyboard_of_cards(client):
    answer = created(client)
    draft = answer.json()
    assert [scene["heading"] for scene in draft["scenes"]] == ["Bees", "Flowers", "The end"]
    assert draft["scenes"][0]["narration"].endswith("They dance.")
    assert draft["scenes"][0]["place"] == "line 1"
    assert all(scene["seconds"] > 0 for scene in draft["scenes"])
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Location"] == draft["links"]["self"]
    assert client.get(f"storyboards/{draft['storyboardId']}").json()["scenes"] == draft["scenes"]


def test_what_is_found_stands_at_the_scene_it_is_about(client):
    deck = "# Bees\n\nThey dance.\n\n# Marks\n\n\U000f1234 \U000f1235\n"
    body = {"source": {"text": deck, "format": "markdown"}, **QUICK}
    bees, marks = created(client, body).json()["scenes"]
    assert bees["findings"] == []
    [finding] = marks["findings"]
    assert (finding["name"], finding["status"]) == ("fonts", "warn")
    assert finding["scenes"] == [marks["scene"]]


def test_a_topic_is_written_first(client):
    draft = created(client, {"brief": {"topic": "Why bees matter"}, **QUICK}).json()
    assert draft["title"] == "Why bees matter"
    assert len(draft["scenes"]) > 1


def test_a_scene_is_seen_and_heard_and_its_film_makes_neither_again(client):
    board = story(2, title="Looked at first")
    draft = created(client, {"storyboard": board.to_json(), **QUICK, "voice": {"name": "espeak:en-us"}}).json()
    here = f"storyboards/{draft['storyboardId']}"
    for scene in draft["scenes"]:
        picture = client.post(f"{here}/scenes/{scene['scene']}/picture")
        assert picture.headers["Content-Type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        speech = client.post(f"{here}/scenes/{scene['scene']}/speech")
        assert speech.headers["Content-Type"] == "audio/wav"
        with wave.open(io.BytesIO(speech.content)) as heard:
            assert heard.getnframes() > 0
    answer = client.post(f"{here}/jobs")
    assert answer.status_code == 202, answer.text
    job = ended(client, answer.json()["jobId"])
    assert job["status"] == "completed", job
    tasks = client.get(f"jobs/{job['jobId']}/timings").json()["tasks"]
    looked_at = [task for task in tasks if task["task"].partition(":")[0] in {"draw", "speak"}]
    assert len(looked_at) == 4
    assert all(task["hit"] for task in looked_at)


def test_a_slide_is_seen_in_another_theme_and_aspect(client):
    draft = created(client).json()
    here = f"storyboards/{draft['storyboardId']}/scenes/{draft['scenes'][0]['scene']}/picture"
    seen = [client.post(here, json={"theme": theme}).content for theme in ("light", "dark")]
    assert seen[0] == client.post(here).content
    assert seen[0] != seen[1]
    assert client.post(here, json={"theme": "nowhere"}).status_code == 422
    upright = client.post(here, json={"theme": "light", "aspect": "9:16"}).content
    with Image.open(io.BytesIO(seen[0])) as first, Image.open(io.BytesIO(upright)) as second:
        assert first.size == (320, 180)
        assert second.size == (1080, 1920)
    assert "even numbers" in client.post(here, json={"aspect": "201x300"}).text


def test_a_brand_stays_in_any_theme(client):
    deck = '---\nbrand: {accent: "#00a050"}\n---\n' + DECK

    def seen(asked, **render):
        body = {"source": {"text": deck, "format": "markdown"}, **QUICK, "render": QUICK["render"] | render}
        draft = created(client, body).json()
        here = f"storyboards/{draft['storyboardId']}/scenes/{draft['scenes'][0]['scene']}/picture"
        return client.post(here, json=asked).content

    assert seen({"theme": "dark"}) == seen({}, theme="dark")


def test_of_a_scene_without_words_nothing_is_heard(client):
    board = story(1).to_json()
    board["scenes"][0]["narration"] = ""
    draft = created(client, {"storyboard": board, **QUICK}).json()
    scene = draft["scenes"][0]["scene"]
    assert client.post(f"storyboards/{draft['storyboardId']}/scenes/{scene}/speech").status_code == 204


def test_a_change_is_saved_over_the_version_it_was_made_from_and_no_other(client):
    draft = created(client).json()
    here = f"storyboards/{draft['storyboardId']}"
    board = draft["storyboard"]
    board["scenes"][0]["narration"] = "They dance all day."
    saved = client.put(here, json=board, headers={"If-Match": '"1"'})
    assert saved.status_code == 200, saved.text
    assert saved.headers["ETag"] == '"2"'
    assert saved.json()["scenes"][0]["narration"] == "They dance all day."
    again = client.put(here, json=board, headers={"If-Match": '"1"'})  # the answer to the first was lost, say
    assert (again.status_code, again.headers["ETag"]) == (200, '"2"')
    board["scenes"][0]["narration"] = "They dance all night."
    late = client.put(here, json=board, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "storyboard.changed")
    assert client.put(here, json=board).status_code == 422
    board["scenes"][0]["show"] = {"kind": "dance"}
    assert (
        client.put(here, json=board, headers={"If-Match": '"2"'}).json()["errors"][0]["field"].startswith("storyboard")
    )


@pytest.mark.parametrize("path", ["storyboards/x", f"storyboards/{'0' * 32}", "storyboards/..%2f..%2fjobs"])
def test_what_is_not_there_is_not_found(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["X-Correlation-ID"]


def test_a_scene_that_is_not_there_is_not_found_and_a_removed_storyboard_neither(client):
    here = f"storyboards/{created(client).json()['storyboardId']}"
    answer = client.post(f"{here}/scenes/nothing/picture")
    assert (answer.status_code, answer.json()["code"]) == (404, "storyboard.not_found")
    assert client.delete(here).status_code == 204
    assert client.get(here).status_code == 404
    assert client.delete(here).status_code == 404


def test_what_cannot_be_a_film_is_refused_as_a_job_would_be(client):
    refused = client.post("storyboards", json={**small_job(1), "render": {"aspect": "3:2"}})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "render.aspect")


def test_a_jobs_storyboard_is_changed_and_the_job_and_its_film_are_not(client, film):
    here = f"jobs/{film['jobId']}/storyboard"
    own = client.get(here)
    assert own.headers["ETag"] == '"0"'
    artifact = client.get(f"jobs/{film['jobId']}/artifacts/storyboard.json").content
    board = own.json()
    board["scenes"][0]["narration"] = "Said another way."
    saved = client.put(here, json=board, headers={"If-Match": '"0"'})
    assert saved.status_code == 200, saved.text
    assert saved.headers["ETag"] == '"1"'
    now = client.get(here)
    assert (now.json(), now.headers["ETag"]) == (saved.json()["storyboard"], '"1"')
    assert now.json()["scenes"][0]["narration"] == "Said another way."
    # The same draft, by the link of the answer, which also tells what the film was made of.
    assert saved.json()["links"]["self"].endswith(f"/storyboards/{film['jobId']}")
    draft = client.get(f"storyboards/{film['jobId']}").json()
    assert (draft["version"], draft["storyboard"], draft["film"]) == (1, now.json(), own.json())
    assert client.put(here, json=own.json(), headers={"If-Match": '"7"'}).status_code == 412
    assert client.put(here, json=board).status_code == 422
    assert client.get(f"jobs/{film['jobId']}/artifacts/storyboard.json").content == artifact
    told = client.get(f"jobs/{film['jobId']}").json()
    moves = {"lastEventId", "resumedFrom"}  # with the jobs of other tests
    assert {k: v for k, v in told.items() if k not in moves} == {k: v for k, v in film.items() if k not in moves}
    assert {task["status"] for task in client.get(f"jobs/{film['jobId']}/plan").json()["tasks"]} == {"hit"}
    assert client.delete(f"storyboards/{film['jobId']}").status_code == 204
    assert client.get(here).json() == own.json()
    assert client.put("jobs/nothing/storyboard", json=board, headers={"If-Match": '"0"'}).status_code == 404


def test_one_sentence_is_changed_and_only_its_scene_is_made_again(client):
    job = made(client, {"storyboard": story(4, title="One sentence").to_json(), **QUICK})
    board = client.get(f"jobs/{job['jobId']}/storyboard").json()
    scene = board["scenes"][1]
    scene["narration"] = "Another sentence altogether, and a longer one."
    here = f"storyboards/{job['jobId']}"
    assert client.put(here, json=board, headers={"If-Match": '"0"'}).status_code == 200
    tasks = client.post(f"{here}/plan").json()["tasks"]
    cost = {task["task"] for task in tasks if task["status"] == "miss"}
    assert cost == {f"speak:{scene['id']}"}
    answer = client.post(f"{here}/jobs")
    assert answer.status_code == 202, answer.text
    again = ended(client, answer.json()["jobId"])
    assert again["status"] == "completed", again
    ran = {task["task"] for task in client.get(f"jobs/{again['jobId']}/timings").json()["tasks"] if not task["hit"]}
    assert {f"speak:{scene['id']}", "film"} <= ran
    assert {task.partition(":")[2] for task in ran if ":" in task} == {scene["id"]}


def test_the_storyboard_that_was_written_from_a_topic_can_be_changed_as_well(client):
    job = made(client, {"brief": {"topic": "Why bees matter"}, "plan": {"seconds": 10}, **QUICK})
    assert job["status"] == "completed", job
    draft = client.get(f"storyboards/{job['jobId']}").json()
    assert (draft["version"], draft["title"]) == (0, "Why bees matter")
    assert client.get(f"jobs/{job['jobId']}/storyboard").json() == draft["film"]


def test_a_sentence_is_heard_before_it_is_saved_and_each_word_has_its_time(client):
    draft = created(client).json()
    here = f"storyboards/{draft['storyboardId']}/scenes/{draft['scenes'][0]['scene']}"
    said = {"text": "They dance all day."}
    speech = client.post(f"{here}/speech", json=said)
    with wave.open(io.BytesIO(speech.content)) as heard:
        seconds = heard.getnframes() / heard.getframerate()
    words = client.post(f"{here}/words", json=said).json()["words"]
    assert [word["text"] for word in words] == ["They", "dance", "all", "day."]
    assert 0 <= words[0]["start"] < words[-1]["end"] <= seconds
    assert client.post(f"{here}/words", json={"text": " "}).json()["words"] == []
    assert client.post(f"{here}/speech", json={"text": "x" * 5001}).status_code == 422


def test_a_draft_goes_with_its_job(client):
    job = made(client, {"storyboard": story(1, title="Gone").to_json(), **QUICK})
    here = f"jobs/{job['jobId']}/storyboard"
    assert client.put(here, json=client.get(here).json(), headers={"If-Match": '"0"'}).status_code == 200
    assert client.delete(f"jobs/{job['jobId']}").status_code == 204
    assert client.get(f"storyboards/{job['jobId']}").status_code == 404


def test_what_was_saved_is_there_after_the_server_was_killed(tmp_path):
    with JupyterServer(tmp_path) as server:
        with server.client() as client:
            here = f"storyboards/{(draft := created(client).json())['storyboardId']}"
            draft["storyboard"]["scenes"][0]["narration"] = "Every keystroke of it."
            assert client.put(here, json=draft["storyboard"], headers={"If-Match": '"1"'}).status_code == 200
        server.kill()
        server.start()
        with server.client() as client:
            assert client.get(here).json()["scenes"][0]["narration"] == "Every keystroke of it."
