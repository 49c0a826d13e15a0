"""Films whose voice is not the one that was to speak."""

import asyncio
import os
import signal
import time

import msgspec
import psutil
import pytest
from support import SMALL, is_alive
from support.gtts_service import Service

from aura_nb.pipeline.dryrun import plan_film
from aura_nb.pipeline.film import FilmRequest, make_film
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Scene, Storyboard, Title, Voice
from aura_nb.voices import kokoro_model
from aura_nb.wire.events import Warned

ARABIC = "مرحبا بالعالم"
TINY = msgspec.structs.replace(SMALL, fps=5)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def make(films, workspace, tmp_path):
    count = 0

    def made(scenes, **voice):
        nonlocal count
        count += 1
        events = []
        request = FilmRequest(storyboard=board(scenes), render=TINY, voice=Voice(**voice))
        place = OutputPlace.named(tmp_path / f"film-{count}")
        film = films.make(request, output=place, workspace=workspace, notify=events.append)
        return film, [event for event in events if isinstance(event, Warned)]

    return made


def board(scenes):
    return Storyboard(
        title="Voices",
        language="en-US",
        scenes=[Scene(id=i, heading=i.title(), narration=text, show=Title()) for i, text in scenes.items()],
    )


def test_a_scene_in_other_letters_is_spoken_by_another_voice_and_the_warning_names_it(make, tmp_path):
    scenes = {"hello": "Hello there.", "marhaba": ARABIC, "again": f"{ARABIC} {ARABIC}"}
    _, warnings = make(scenes)
    assert len(warnings) == 1
    assert (warnings[0].code, warnings[0].step) == ("voice.failed", "Voice")
    assert warnings[0].message == (
        "hibari:en-us did not speak scenes marhaba (“Marhaba”), again (“Again”): it does not read Arabic letters. "
        "Spoken by espeak:ar instead."
    )
    assert warnings[0].message in (tmp_path / "film-1" / "job.log").read_text()
    # The warning is told of a film that comes from the cache as well.
    again, repeated = make(scenes)
    assert again.ran == []
    assert repeated == warnings


def test_what_no_voice_here_reads_is_shown_in_silence_and_the_film_says_so(make):
    film, [warning] = make({"shio": "潮の満ち引き"}, language="ja")
    assert "did not speak scene shio (“Shio”): it does not read Chinese characters." in warning.message
    assert "silen" in warning.message
    assert film.report["duration"] > 0.5


def test_with_the_network_gone_the_next_voice_speaks_every_scene_and_gtts_is_tried_again(make, workspace, monkeypatch):
    scenes = {"one": "Bees matter.", "two": "Flowers need them."}
    monkeypatch.setenv("AURA_GTTS_URL", "http://127.0.0.1:9")
    film, warnings = make(scenes, name="gtts:en")
    assert [w.code for w in warnings] == ["voice.unavailable"]
    assert (
        "scenes one (“One”), two (“Two”): it cannot be reached. Spoken by hibari:en-us instead." in warnings[0].message
    )
    assert film.report["duration"] > 1

    request = FilmRequest(storyboard=board(scenes), render=TINY, voice=Voice(name="gtts:en"))
    planned = {task.task: task for task in asyncio.run(plan_film(request, workspace=workspace)).tasks}
    assert planned["speak:one"].status == "miss"

    service = Service()
    try:
        monkeypatch.setenv("AURA_GTTS_URL", service.url)
        second, warnings = make(scenes, name="gtts:en")
    finally:
        service.close()
    assert warnings == []
    assert {"speak:one", "speak:two"} <= set(second.ran)
    assert sorted(service.texts) == ["Bees matter.", "Flowers need them."]
    # What the service spoke is a hit, network or not.
    monkeypatch.setenv("AURA_GTTS_URL", "http://127.0.0.1:9")
    third, warnings = make(scenes, name="gtts:en")
    assert (third.ran, warnings) == ([], [])


def test_rate_limits_that_clear_do_not_change_the_voice(make, monkeypatch):
    service = Service()
    service.answers = [(429, {"Retry-After": "0"}, ""), (503, {}, "")]
    monkeypatch.setenv("AURA_GTTS_URL", service.url)
    try:
        _, warnings = make({"one": "Bees matter."}, name="gtts:en")
    finally:
        service.close()
    assert warnings == []
    assert service.texts == ["Bees matter."]


def test_a_text_with_nothing_to_pronounce_and_a_film_of_silence_are_films(make):
    film, _ = make({"stars": "★ ★", "dots": "..."})
    assert film.report["duration"] > 0.5
    silent, warnings = make({"one": "Nothing is heard here."}, name="silent")
    assert warnings == []
    assert silent.report["duration"] > 1.5


def test_a_scene_in_another_language_gets_a_voice_that_speaks_it(make):
    story = board({"one": "Hello.", "zwei": "Guten Tag."})
    story.scenes[1].voice = Voice(language="de")
    from aura_nb.pipeline.film_spec import FilmSpec

    spec = FilmSpec(storyboard=story, voice=Voice(name="hibari:en-us"), render=TINY, pictures={})
    assert spec.voice_of(story.scenes[0]).name == "hibari:en-us"
    assert spec.voice_of(story.scenes[1]).name == ""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_killed_worker_takes_the_engines_program_with_it(workspace, tmp_path):
    async def run():
        long = " ".join(["This sentence is spoken for a long time."] * 120)
        scenes = {f"s{i}": f"Part {i}. {long}"[:5000] for i in range(20)}
        request = FilmRequest(storyboard=board(scenes), render=TINY, voice=Voice(name="espeak:en-gb"))
        film = asyncio.create_task(make_film(request, output=OutputPlace.named(tmp_path / "film"), workspace=workspace))
        deadline = time.monotonic() + 60
        while not (found := programs()):
            assert time.monotonic() < deadline
            assert not film.done()
            await asyncio.sleep(0.002)
        # The program's parent dies without a word, as the kernel's memory killer would have it.
        program = found[0]
        os.kill(program.ppid(), signal.SIGKILL)
        while is_alive(program.pid):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        assert not film.done()  # the step is tried again
        film.cancel()
        with pytest.raises(asyncio.CancelledError):
            await film

    asyncio.run(run())
    assert programs() == []


def programs():
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if any("espeak_program" in part for part in process.cmdline()):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def test_a_plan_knows_which_voice_cannot_read_a_scene_before_any_has_spoken(workspace):
    def warnings(scenes, language):
        story = board(scenes)
        story.language = language
        request = FilmRequest(storyboard=story, render=TINY, voice=Voice())
        return asyncio.run(plan_film(request, workspace=workspace)).warnings

    [arabic] = warnings({"one": "Hello.", "two": "مرحبا بالنحل في الحديقة."}, "en-US")
    assert "did not speak scene two (“Two”): it does not read Arabic letters. Spoken by espeak:ar instead." in arabic
    [japanese] = warnings({"shio": "潮の満ち引きが海を動かす"}, "ja")
    assert "No voice here can: it is shown in silence" in japanese
    [mixed] = warnings({"a": "The sea is 潮 here."}, "en-US")
    assert "leaves out “潮” in scene a" in mixed
    assert warnings({"one": "Hello."}, "en-US") == []


@pytest.mark.parametrize(
    ("installed", "voice", "warned"), [(False, "", True), (False, "espeak:fr", False), (True, "", False)]
)
async def test_a_language_with_a_natural_voice_that_is_not_installed_is_told_what_to_install(
    installed, voice, warned, workspace, monkeypatch
):
    monkeypatch.setattr(kokoro_model, "installed", lambda: installed)
    story = Storyboard(
        title="Abeilles",
        language="fr",
        scenes=[Scene(id="a", heading="A", narration="Les abeilles volent.", show=Title())],
    )
    planned = await plan_film(FilmRequest(storyboard=story, render=TINY, voice=Voice(name=voice)), workspace=workspace)
    told = [warning for warning in planned.warnings if "aura-nb[voices]" in warning]
    assert bool(told) == warned
    if warned:
        [message] = told
        assert message.startswith("French is spoken by espeak:fr-fr, which sounds synthetic. Run `pip install")
