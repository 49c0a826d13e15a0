"""Pictures that are sent, and sources that the server reads: just what is meant, and nothing beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest
from support import notebooks, picture_scene, png, story
from support.server import DRAFT, SILENT, made, problem

from aura_nb.media.ffmpeg import run
from aura_nb.specs import Clip, Scene
from aura_nb.visuals.theme import names
from aura_nb.voices import voices
from jupyter_server_ext.handlers.assets import AssetHandler
from jupyter_server_ext.handlers.base import AuraHandler


def with_picture(image):
    board = story(1)
    board.scenes.append(picture_scene(image))
    return {"storyboard": board.to_json(), "voice": SILENT, "render": DRAFT}


def test_a_picture_is_stored_by_what_it_is_and_shown_in_a_film(client):
    content = png(10)
    answer = client.put("assets/bee%20%C3%BC.png", content=content)
    assert answer.status_code == 201
    digest = hashlib.sha256(content).hexdigest()
    body = answer.json()
    assert (body["asset"], body["sha256"], body["sizeBytes"]) == (f"asset:{digest}", digest, len(content))
    assert client.put("assets/other.png", content=content).json()["asset"] == body["asset"]
    job = made(client, with_picture(body["asset"]))
    assert job["status"] == "completed", job["errors"]
    kept = client.get(f"jobs/{job['jobId']}/artifacts/pictures/picture.png")
    assert kept.content == content


def test_a_video_is_stored_by_what_it_is_and_plays_in_a_film(client, tmp_path):
    video = ["-f", "lavfi", "-i", "testsrc=size=64x36:rate=15:duration=1", "-pix_fmt", "yuv420p", "-y"]
    run([*video, str(tmp_path / "demo.mp4")], duration=1)
    content = (tmp_path / "demo.mp4").read_bytes()
    answer = client.put("assets/demo.mp4", content=content)
    assert answer.status_code == 201
    digest = hashlib.sha256(content).hexdigest()
    assert answer.json()["asset"] == f"asset:{digest}"
    board = story(1)
    board.scenes.append(Scene(id="demo", heading="Demo", show=Clip(video=answer.json()["asset"])))
    job = made(client, {"storyboard": board.to_json(), "voice": SILENT, "render": DRAFT})
    assert job["status"] == "completed", job["errors"]
    [kept] = [each for each in job["artifacts"] if each["name"].endswith(".mp4") and "demo" in each["name"]]
    assert client.get(f"jobs/{job['jobId']}/artifacts/{kept['name']}").content == content


def test_a_video_that_is_cut_is_refused(client, tmp_path):
    video = ["-f", "lavfi", "-i", "testsrc=size=64x36:rate=15:duration=1", "-pix_fmt", "yuv420p", "-y"]
    run([*video, str(tmp_path / "demo.mp4")], duration=1)
    content = (tmp_path / "demo.mp4").read_bytes()
    problem(client.put("assets/demo.mp4", content=content[: len(content) // 3]), 422, "asset.invalid")


@pytest.mark.parametrize("content", [b"", b"no picture", png()[:-20], b"<svg><g></svg>"])
def test_what_is_no_picture_is_refused_and_not_kept(client, server, content):
    before = sorted((server.workspace / "assets").iterdir()) if (server.workspace / "assets").exists() else []
    problem(client.put("assets/bee.png", content=content), 422, "asset.invalid")
    assert sorted((server.workspace / "assets").iterdir()) == before


def test_a_picture_that_is_too_large_is_refused_and_not_kept(client, server):
    def chunks():
        for _ in range(201):
            yield bytes(1_000_000)

    problem(client.put("assets/bee.png", content=chunks()), 413, "request.too_large")
    assert not list((server.workspace / "assets").glob("*.part"))


def test_a_storyboard_names_only_pictures_that_were_sent(client, server):
    (server.root / "bee.png").write_bytes(png(20))
    for image in ("bee.png", "/etc/passwd", "asset:" + "0" * 64, "asset:../../bee.png", "asset:"):
        found = problem(client.post("jobs", json=with_picture(image)), 422, "asset.missing")
        assert found["errors"][0]["field"] == "storyboard.scenes[1].show.image"
        assert found["suggestedActions"]


def test_a_deck_of_the_servers_folder_is_read_with_its_pictures(client, server):
    folder = server.root / "talks"
    folder.mkdir(exist_ok=True)
    (folder / "bee.png").write_bytes(png(30))
    head = "---\nvoice: silent:timed\naspect: 320x180\nfps: 10\n---\n"
    (folder / "talk.md").write_text(head + "# Bees\n\nThey fly.\n\n---\n\n![A bee](bee.png)\n")
    job = made(client, {"source": {"path": "talks/talk.md"}, "render": {"fps": 12}})
    assert job["status"] == "completed", job["errors"]
    assert (job["voice"]["name"], job["render"]["aspect"], job["render"]["fps"]) == ("silent:timed", "320x180", 12)


def test_the_storyboard_of_a_film_with_pictures_is_edited_and_sent_again(client, server):
    folder = server.root / "again"
    folder.mkdir(exist_ok=True)
    (folder / "bee.png").write_bytes(png(31))
    (folder / "talk.md").write_text("---\nvoice: silent:timed\n---\n# Bees\n\n---\n\n![A bee](bee.png)\n")
    first = made(client, {"source": {"path": "again/talk.md"}, "render": DRAFT})
    assert first["status"] == "completed", first["errors"]
    (folder / "bee.png").unlink()  # the job has a copy
    board = client.get(f"jobs/{first['jobId']}/storyboard").json()
    board["scenes"][0]["narration"] = "It was read, edited and sent again."
    again = made(client, {"storyboard": board, "voice": SILENT, "render": DRAFT})
    assert again["status"] == "completed", again["errors"]
    hits = {task["task"] for task in client.get(f"jobs/{again['jobId']}/timings").json()["tasks"] if task["hit"]}
    assert "draw:" + board["scenes"][1]["id"] in hits  # the same picture under whatever name


def test_a_deck_that_is_sent_is_a_film(client):
    text = "# Bees\n\nThey fly.\n"
    body = {"source": {"text": text, "format": "markdown"}, "voice": SILENT, "render": DRAFT}
    assert made(client, body)["status"] == "completed"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.md",
        "/etc/hosts.md",
        "a/../../outside.md",
        "..\\outside.md",
        "C:\\outside.md",
        "link.md",
        ".hidden/x.md",
    ],
)
def test_a_source_outside_of_the_servers_folder_is_none(client, server, path):
    (server.root.parent / "outside.md").write_text("# A secret\n")
    (server.root / ".hidden").mkdir(exist_ok=True)
    (server.root / ".hidden" / "x.md").write_text("# A secret\n")
    link = server.root / "link.md"
    if not link.is_symlink():
        link.symlink_to(server.root.parent / "outside.md")
    answer = client.post("plan", json={"source": {"path": path}})
    assert answer.status_code == 422
    assert "secret" not in answer.text
    assert str(server.root) not in answer.text
    assert {error["field"] for error in answer.json()["errors"]} == {"source.path"}


def test_what_is_wrong_in_a_source_is_named(client, server):
    (server.root / "broken.json").write_text('{"title": "x", "scenes": [{"id": "NO"}]}')
    found = problem(client.post("jobs", json={"source": {"path": "broken.json"}}), 422, "source.invalid")
    assert found["errors"][0]["field"] == "source.path.scenes[0].id"
    problem(client.post("jobs", json={"source": {"path": "nobody.md"}}), 422, "source.not_found")
    problem(client.post("jobs", json={"source": {"path": "talk.ipynb"}}), 422, "source.not_found")
    problem(client.post("jobs", json={"source": {"text": "{}", "format": "ipynb"}}), 422, "source.invalid")
    problem(client.post("jobs", json={"source": {}}), 422)
    problem(client.post("jobs", json={"source": {"text": "# A", "path": "a.md"}}), 422)


def test_a_notebook_is_a_source_by_its_path_and_as_text(client, server):
    notebooks.write(server.root, notebooks.REPORT)
    text = notebooks.content(notebooks.REPORT).decode()
    for source in ({"path": "analysis.ipynb"}, {"text": text, "format": "ipynb"}):
        planned = client.post("plan", json={"source": source, "voice": {"name": "silent:timed"}}).json()
        assert planned["title"] == "What do penguins weigh?"
        assert len(planned["scenes"]) == 6
    broken = client.post("plan", json={"source": {"text": '{"cells": 3}', "format": "ipynb"}})
    assert problem(broken, 422, "source.invalid")["errors"][0]["field"] == "source.text"


def test_the_voices_and_the_options_are_one_list(client):
    known = client.get("voices").json()["voices"]
    assert client.get("options").json()["voices"] == known == msgspec.json.decode(msgspec.json.encode(voices()))


def test_voices_speak_a_sample(client):
    names = [voice["name"] for voice in client.get("voices").json()["voices"]]
    assert "espeak:de" in names
    first = client.get("voices/espeak:de/sample")
    assert first.headers["Content-Type"] == "audio/wav"
    assert first.content.startswith(b"RIFF")
    assert len(first.content) > 10_000
    assert client.get("voices/espeak:de/sample").content == first.content
    assert client.get("voices/espeak:en-gb-x-rp/sample").content[:4] == b"RIFF"
    problem(client.get("voices/silent:timed/sample", params={"language": "english!"}), 422)
    problem(client.get("voices/nobody:de/sample"), 422, "voice.unavailable")
    problem(client.get("voices/hibari:en-us/sample", params={"language": "de"}), 422, "voice.unavailable")


def test_forms_are_offered_what_requests_accept(client):
    offered = client.get("options").json()
    assert offered["aspects"] == ["16:9", "9:16", "1:1", "4:5"]
    assert offered["qualities"] == ["draft", "standard", "high", "ultra"]
    assert offered["themes"] == names()
    for quality in offered["qualities"]:
        body = {"brief": {"topic": "Bees", "tone": offered["tones"][0]}, "render": {"quality": quality}}
        assert client.post("plan", json=body).status_code == 200
    assert offered["limits"]["assetBytes"]["max"] == AssetHandler.max_body == 200_000_000
    assert offered["limits"]["bodyBytes"]["max"] == AuraHandler.max_body == 10_000_000


def test_preflight_examines_the_machine_and_a_request(client):
    machine = client.get("preflight").json()
    assert machine["ok"], machine
    assert {check["status"] for check in machine["checks"]} <= {"pass", "warn"}
    asked = client.post("preflight", json=with_picture(client.put("assets/b.png", content=png(40)).json()["asset"]))
    assert asked.json()["ok"], asked.text
    wrong = client.post("preflight", json={"brief": {"topic": "Bees"}, "voice": {"name": "nobody:x"}}).json()
    assert not wrong["ok"]
    assert any(check["name"] == "voice" and check["status"] == "fail" and check["hint"] for check in wrong["checks"])


def test_unused_pictures_are_swept_after_a_while(tmp_path):
    import os

    from aura_nb.pipeline.assets import Assets

    assets = Assets(tmp_path)
    for shade in (1, 2):
        (tmp_path / f"{shade}.part").write_bytes(png(shade))
    kept, old = (
        assets.put(tmp_path / f"{s}.part", sha256=hashlib.sha256(png(s)).hexdigest(), name="x") for s in (1, 2)
    )
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert assets.find(kept) is not None  # used just now
    freed = assets.sweep(days=30)
    assert freed == len(png(2))
    assert assets.find(kept) == Path(tmp_path, kept.removeprefix("asset:") + ".png")
    assert assets.find(old) is None


CHART = "\n\n```chart\ntype: bar\ndata: {}\n```\n"


def charted(figures):
    show = {"kind": "chart", "data": figures}
    return {"version": 1, "title": "Bees", "scenes": [{"id": "a", "heading": "A", "narration": "So.", "show": show}]}


def test_figures_of_a_chart_lie_in_no_folder_that_is_not_the_clients(client, server):
    """Neither in the folder a server happens to run in, nor in a hidden one: rows of such files are in no answer."""
    (Path.cwd() / "pyproject.toml").stat()  # the server of the tests runs here
    for name in ("README.md", "secret.csv"):
        found = problem(client.post("plan", json={"storyboard": charted(name)}), 422, "asset.missing")
        assert "another machine" in found["detail"]
        told = client.post("plan", json={"source": {"text": f"# A{CHART.format(name)}"}}).json()
        assert any("another machine" in warning for warning in told["warnings"])
    hidden = server.root / ".hidden"
    hidden.mkdir(exist_ok=True)
    (hidden / "x.csv").write_text("port,high\nBrest,6.9\nDover,6.7\n")
    (hidden / "x.png").write_bytes(png(3))
    (server.root / "open.md").write_text(f"# A\n\nSo.{CHART.format('.hidden/x.csv')}")
    told = client.post("plan", json={"source": {"path": "open.md"}})
    assert any("no file that can be read here" in warning for warning in told.json()["warnings"])
    (server.root / "open.json").write_bytes(msgspec.json.encode(charted(".hidden/x.csv")))
    problem(client.post("plan", json={"source": {"path": "open.json"}}), 422, "asset.missing")
    (server.root / "logo.md").write_text("---\nbrand: {logo: .hidden/x.png}\n---\n# A\n\nSo.\n")
    problem(client.post("plan", json={"source": {"path": "logo.md"}}), 422, "request.invalid")


def test_a_draft_is_changed_to_no_file_of_the_server(client, server):
    (server.root / "rows.csv").write_text("port,high\nBrest,6.9\nDover,6.7\n")
    (server.root / "drafted.md").write_text(f"# A\n\nSo.{CHART.format('rows.csv')}")
    draft = client.post("storyboards", json={"source": {"path": "drafted.md"}, "voice": SILENT, "render": DRAFT}).json()
    here = f"storyboards/{draft['storyboardId']}"
    kept = client.put(here, json=draft["storyboard"], headers={"If-Match": '"1"'})
    assert kept.status_code == 200, kept.text
    for show in ({"kind": "chart", "data": "rows.csv"}, {"kind": "picture", "image": "rows.png"}):
        board = draft["storyboard"] | {"scenes": [draft["storyboard"]["scenes"][0] | {"show": show}]}
        problem(client.put(here, json=board, headers={"If-Match": '"2"'}), 422, "asset.missing")
