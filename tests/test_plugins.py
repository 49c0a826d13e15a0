"""Voices and visuals that other packages add, installed as a person would have them: a folder with its dist-info.

The first package is the guide's own example, docs/plugin.
"""

import asyncio
import importlib
import json
import shutil
import sys
import tomllib
from pathlib import Path

import msgspec
import pytest
from support import SMALL, TESTS, descendants

from aura_nb import plugins, voices
from aura_nb.doctor import doctor, examination, preflight
from aura_nb.doctor.extensions import check_plugins
from aura_nb.errors import RequestInvalid, VisualFailed, VoiceFailed, VoiceUnavailable
from aura_nb.pipeline.film import FilmRequest, make_film
from aura_nb.pipeline.film_request import specify
from aura_nb.pipeline.graph import film_graph
from aura_nb.pipeline.output import OutputPlace
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Custom, Scene, Storyboard, Title, Voice
from aura_nb.visuals import custom
from aura_nb.voices import lookup
from aura_nb.wire.events import Warned

EXAMPLE = TESTS.parent / "docs" / "plugin"
TINY = msgspec.structs.replace(SMALL, fps=5)

BROKEN = "raise RuntimeError('half of me is missing')"
CHIRP = """
import wave
from aura_nb.voices import VoiceDescription
from aura_nb.voices.speech import narration_of

class Chirp:
    provider = "chirp"
    def voices(self):
        return [VoiceDescription("chirp:en", "en", "none", "MIT", False, "")]
    def describe(self, voice):
        return self.voices()[0] if voice == "chirp:en" else None
    def recipe(self, voice, language):
        return {"model": 1}
    def speak(self, text, *, voice, language, wav, progress):
        SPEAK
        with wave.open(str(wav), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(16000))
        words = text.split()
        return narration_of(words, [None] * len(words), rate=8000, samples=8000)
"""
DOTS = """
import cv2, numpy
from aura_nb.specs import Spec
from aura_nb.visuals import Drawn

class Fields(Spec):
    count: int = 1
    loud: bool = False

class Dots:
    fields = Fields
    def recipe(self):
        return {"dots": 1}
    def draw(self, fields, frame):
        picture = numpy.full((frame.height, frame.width, 3), 200, numpy.uint8)
        png = cv2.imencode(".png", picture)[1].tobytes()
        DRAW
        return [Drawn(png)] * fields.count
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """`install("acme", module=source, voices={...}, visuals={...})`: again, it is another version of the package."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("PYTHONPATH", f"{site}:{TESTS.parent}")

    def installed(package, files, *, version="1.0", **groups):
        for name, source in files.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(source)
        for old in site.glob(f"{package}-*.dist-info"):
            shutil.rmtree(old)
        record = site / f"{package}-{version}.dist-info"
        record.mkdir()
        (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        lines = [
            f"[aura_nb.{g}]\n" + "".join(f"{n} = {t}\n" for n, t in points.items()) for g, points in groups.items()
        ]
        (record / "entry_points.txt").write_text("\n".join(lines))
        _forget(site)

    yield installed
    monkeypatch.undo()
    _forget(site)


def _forget(site):
    """What a new process would not know."""
    for name in [n for n, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(str(site))]:
        del sys.modules[name]
    importlib.invalidate_caches()
    for remembered in (
        plugins.installed,
        plugins.load,
        plugins.with_code,
        lookup.engine,
        lookup._say_once,
        custom.visual,
    ):
        remembered.cache_clear()


@pytest.fixture
def example(install):
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    points = {group.removeprefix("aura_nb."): names for group, names in project["entry-points"].items()}
    sources = {f.relative_to(EXAMPLE).as_posix(): f.read_text() for f in EXAMPLE.rglob("*.py")}
    install(project["name"].replace("-", "_"), sources, version=project["version"], **points)


@pytest.fixture
def make(tmp_path):
    def made(storyboard, **options):
        events = []
        request = FilmRequest(storyboard=storyboard, render=TINY, **options)
        place = OutputPlace.named(tmp_path / "film", force=True)
        film = asyncio.run(
            make_film(request, output=place, workspace=Workspace(tmp_path / "workspace"), notify=events.append)
        )
        return film, [event for event in events if isinstance(event, Warned)]

    return made


def quoted(**fields):
    words = {"words": "Be kind whenever possible.", "author": "Tenzin Gyatso"} | fields
    show = Custom(visual="acme.quote", fields=words)
    said = "Be kind, whenever possible, said Tenzin Gyatso."
    return Storyboard(
        title="Quote", scenes=[Scene(id="a", narration="Hello."), Scene(id="b", narration=said, show=show)]
    )


def dotted(**fields):
    show = Custom(visual="acme.dots", fields=fields)
    return Storyboard(title="Dots", scenes=[Scene(id="a", narration="Hello.", show=show)])


def spoken(name="", **voice):
    scene = Scene(id="a", heading="A", narration="Hello there.", show=Title())
    return Storyboard(title="Voice", scenes=[scene]), Voice(name=name, **voice)


def whole(source):
    return source.replace("SPEAK", "").replace("DRAW", "")


def keys(storyboard, **options):
    """The keys of the tasks that need no other."""
    request = FilmRequest(storyboard=storyboard, render=TINY, **options).checked()
    spec = asyncio.run(specify(request, request.storyboard)).film
    return {task.name: task.bind({}).key for task in film_graph(spec) if not task.needs}


@pytest.fixture
def findings(monkeypatch):
    """What the doctor finds, by name; of our own voices, one is tried."""

    def found():
        offered = [voice for voice in voices.voices() if voice.name.startswith(("chirp:", "espeak:"))]
        with monkeypatch.context() as patch:
            patch.setattr(examination.voices, "voices", lambda: offered)
            return {check.name: check for check in doctor()}

    return found


def test_the_guides_example_speaks_and_draws_and_both_are_found_again(example, make, tmp_path):
    film, warnings = make(quoted(), voice=Voice(name="morse:en"))
    assert not warnings
    manifest = json.loads((tmp_path / "film" / "manifest.json").read_text())
    assert manifest["licences"]["voices"] == {"morse:en": "BSD-3-Clause"}
    drawn = manifest["tasks"]["draw:b"]["versions"]["visual"]
    assert (drawn["name"], drawn["plugin"]["package"], drawn["plugin"]["version"]) == ("acme.quote", "acme_aura", "1.0")
    # Four seconds of Morse for "Hello.", and the author appears in a state of its own.
    assert film.report["duration"] > 20
    states = sorted(path.name for path in (tmp_path / "workspace").rglob("state-*.png"))
    assert states == ["state-00.png", "state-00.png", "state-01.png"]
    assert json.loads((tmp_path / "film" / "storyboard.json").read_text())["scenes"][1]["show"] == {
        "kind": "custom",
        "visual": "acme.quote",
        "fields": {"words": "Be kind whenever possible.", "author": "Tenzin Gyatso", "mark": "quote"},
    }
    again, _ = make(quoted(), voice=Voice(name="morse:en"))
    assert again.ran == []


def test_text_in_a_visuals_fields_is_data_and_a_page_reads_no_file():
    frame = _frame()
    page = "#let d = json(bytes(sys.inputs.frame))\n#set page(width: 400pt, height: 200pt)\n#d.words"
    [png] = frame.typeset(page, words='#read("/etc/passwd") #panic() $')
    assert png.startswith(b"\x89PNG")
    with pytest.raises(VisualFailed, match="Typst could not set it"):
        frame.typeset('#read("/etc/hostname")')
    with pytest.raises(VisualFailed):
        frame.typeset('#import "templates/canvas.typ": *')


def _frame():
    from aura_nb.visuals.canvas import Canvas
    from aura_nb.visuals.fonts import Library
    from aura_nb.visuals.own_theme import load

    theme = load("light")
    return Canvas(
        width=320,
        height=180,
        heading="",
        language="en",
        theme=theme,
        lettering=Library().lettering("a", theme=theme, language="en"),
        progress=lambda _: None,
    )


def test_wrong_fields_and_unknown_visuals_are_refused_by_name(example):
    board = quoted(words="", autor="A", mark="star")
    board.scenes.append(Scene(id="c", show=Custom(visual="acme.qoute")))
    with pytest.raises(RequestInvalid) as refusal:
        FilmRequest(storyboard=board).checked()
    assert [(e.field, e.message) for e in refusal.value.errors] == [
        ("storyboard.scenes[1].show.fields.words", "must not be empty"),
        ("storyboard.scenes[1].show.fields.autor", 'unknown field; did you mean "author"?'),
        ("storyboard.scenes[1].show.fields.mark", 'must be one of "dash", "quote", not "star"'),
        ("storyboard.scenes[2].show.visual", "There is no visual 'acme.qoute': did you mean 'acme.quote'?"),
    ]


def test_without_the_package_a_storyboard_can_be_read_and_edited_but_not_filmed(tmp_path):
    file = quoted().save(tmp_path / "story.json")
    assert Storyboard.load(file)["b"].show.fields["author"] == "Tenzin Gyatso"
    with pytest.raises(RequestInvalid, match=r"There is no visual 'acme.quote': no package here adds any\."):
        FilmRequest(storyboard=Storyboard.load(file)).checked()


@pytest.mark.parametrize("what", ["code", "version", "recipe", "another file"])
def test_whatever_changes_in_a_plugin_changes_the_keys_of_its_own_tasks_alone(install, what):
    files = {
        "acme/__init__.py": "",
        "acme/chirp.py": whole(CHIRP),
        "acme/dots.py": whole(DOTS),
    }
    points = {"voices": {"chirp": "acme.chirp:Chirp"}, "visuals": {"acme.dots": "acme.dots:Dots"}}
    board = dotted(count=2)
    board.scenes.append(Scene(id="b", heading="B", narration="Goodbye.", voice=Voice(name="espeak:en-us")))
    install("acme", files, **points)
    before = keys(board, voice=Voice(name="chirp:en"))
    assert keys(board, voice=Voice(name="chirp:en")) == before
    version = "1.0"
    match what:
        case "code":
            files = {name: source + "\n# a remark\n" for name, source in files.items()}
        case "version":
            version = "1.0.1"
        case "recipe":
            files = {
                n: s.replace('"model": 1', '"model": 2').replace('"dots": 1', '"dots": 2') for n, s in files.items()
            }
        case "another file":
            files["acme/voice.bin"] = "of which the code knows nothing"
    install("acme", files, version=version, **points)
    after = keys(board, voice=Voice(name="chirp:en"))
    assert {name for name in after if after[name] != before[name]} == {"speak:a", "draw:a"}


def test_installing_a_plugin_changes_no_film_that_did_not_ask_for_it(install):
    board, voice = spoken()
    before = keys(board, voice=voice)
    install("acme", {"chirp.py": whole(CHIRP)}, voices={"chirp": "chirp:Chirp"})
    assert "chirp:en" in [each.name for each in voices.voices()]
    assert keys(board, voice=voice) == before


def test_a_field_of_a_visual_is_in_its_key(install):
    install("acme", {"dots.py": whole(DOTS)}, visuals={"acme.dots": "dots:Dots"})
    assert keys(dotted()) == keys(dotted(count=1, loud=False))
    for other in ({"count": 2}, {"loud": True}):
        assert keys(dotted(**other))["draw:a"] != keys(dotted())["draw:a"]


def test_a_language_only_a_plugin_speaks_is_spoken_by_it_unasked(install):
    source = whole(CHIRP).replace('"en"', '"sux"')
    with pytest.raises(VoiceUnavailable):
        voices.candidates("nuqneH", Voice(), "sux")
    install("acme", {"chirp.py": source}, voices={"chirp": "chirp:Chirp"})
    assert voices.candidates("nuqneH", Voice(), "sux") == ["chirp:en"]


def test_a_broken_plugin_is_a_finding_and_a_clear_error_and_nothing_else(install, make, findings):
    points = {"voices": {"chirp": "chirp:Chirp"}, "visuals": {"acme.dots": "dots:Dots"}}
    install("acme", {"chirp.py": BROKEN, "dots.py": BROKEN}, **points)
    why = "of acme 1.0 is broken: RuntimeError: half of me is missing"
    found = findings()
    assert {name for name, check in found.items() if check.status == "fail"} == set()
    for name in ("chirp", "acme.dots"):
        assert found[f"plugin:{name}"].status == "warn"
        assert why in found[f"plugin:{name}"].message
        assert "uninstall acme" in found[f"plugin:{name}"].hint
    board, voice = spoken()
    film, warnings = make(board, voice=voice)
    assert film.report["duration"] > 1
    assert not warnings
    with pytest.raises(VoiceUnavailable, match=why):
        voices.candidates("Hello.", Voice(name="chirp:en"), "en")
    with pytest.raises(RequestInvalid, match=why):
        FilmRequest(storyboard=dotted()).checked()


@pytest.mark.parametrize(
    ("groups", "findings_of"),
    [
        ({"voices": {"espeak": "chirp:Chirp"}}, {"plugin:espeak": "the name 'espeak' is one of aura_nb's own"}),
        ({"voices": {"Chi:rp": "chirp:Chirp"}}, {"plugin:Chi:rp": "is not of the form"}),
        ({"visuals": {"dots": "dots:Dots"}}, {"plugin:dots": "is not of the form"}),
    ],
)
def test_a_name_that_is_taken_or_no_name_is_refused(install, groups, findings_of):
    install("acme", {"chirp.py": whole(CHIRP), "dots.py": whole(DOTS)}, **groups)
    found = {check.name: check for check in check_plugins()}
    for name, why in findings_of.items():
        assert found[name].status == "warn"
        assert why in found[name].message
    assert voices.candidates("Hallo.", Voice(), "de") == ["espeak:de"]
    assert type(voices.engine("espeak")).__name__ == "EspeakEngine"


def test_of_two_packages_with_one_name_neither_is_taken(install):
    install("acme", {"chirp.py": whole(CHIRP)}, voices={"chirp": "chirp:Chirp"})
    install("bird", {"bird.py": whole(CHIRP)}, voices={"chirp": "bird:Chirp"})
    both = "acme and bird each add something called 'chirp'; uninstall all but one"
    [found] = check_plugins()
    assert both in found.message
    with pytest.raises(VoiceUnavailable, match=both):
        voices.candidates("Hello.", Voice(name="chirp:en"), "en")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("raise RuntimeError('hoarse')", "RuntimeError: hoarse."),
        ("raise SystemExit(3)", "SystemExit: 3."),
        ("text = text + ' more'", "ValueError: 3 words have times, and the script has 2."),
        ("return 7", "TypeError: speak() returned int, not Narration."),
        ("wav = wav.with_name('elsewhere.wav')", "FileNotFoundError"),
    ],
)
def test_when_a_plugins_voice_fails_the_next_voice_speaks(install, tmp_path, fault, reason):
    install("acme", {"chirp.py": CHIRP.replace("SPEAK", fault)}, voices={"chirp": "chirp:Chirp"})
    names = voices.candidates("Hello there.", Voice(name="chirp:en"), "en")
    said = voices.speak(
        "Hello there.", names=names, voice=Voice(), language="en", wav=tmp_path / "a.wav", progress=lambda _: None
    )
    assert said.voice == "hibari:en-us"
    assert [(failed.voice, failed.code) for failed in said.fallbacks] == [("chirp:en", "voice.failed")]
    assert reason in said.fallbacks[0].reason


def test_a_film_whose_plugin_voice_fails_is_finished_with_a_warning_and_the_doctor_finds_it(install, make, findings):
    install("acme", {"chirp.py": CHIRP.replace("SPEAK", "1 / 0")}, voices={"chirp": "chirp:Chirp"})
    board, voice = spoken("chirp:en")
    _, [warning] = make(board, voice=voice)
    assert warning.message == (
        "chirp:en did not speak scene a (“A”): ZeroDivisionError: division by zero. Spoken by hibari:en-us instead."
    )
    assert findings()["voice:chirp"].status == "warn"


def test_a_film_that_no_voice_can_speak_fails_with_its_words_and_leaves_nothing(install, make, tmp_path):
    source = CHIRP.replace("SPEAK", "raise RuntimeError('hoarse')").replace('"en"', '"sux"')
    install("acme", {"chirp.py": source}, voices={"chirp": "chirp:Chirp"})
    board, voice = spoken("chirp:en", language="sux")
    with pytest.raises(VoiceFailed, match="RuntimeError: hoarse") as caught:
        make(board, voice=voice)
    assert caught.value.details["phase"] == "tts"
    assert not (tmp_path / "film").exists()
    assert list(Workspace(tmp_path / "workspace").temp.iterdir()) == []
    assert descendants() == []


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("raise KeyError('ink')", "KeyError: 'ink'"),
        ("png = b'no picture'", "ValueError: state 0 is no PNG that can be read"),
        ("png = cv2.imencode('.png', picture[:90])[1].tobytes()", "ValueError: state 0 has 320 x 90 pixels"),
        ("return []", "ValueError: it drew 0 states, not 1 to 100"),
        ("return [png]", "TypeError: draw() gave bytes, not Drawn"),
    ],
)
def test_when_a_visual_fails_the_job_fails_with_its_name_and_its_words(install, make, fault, reason):
    install("acme", {"dots.py": DOTS.replace("DRAW", fault)}, visuals={"acme.dots": "dots:Dots"})
    with pytest.raises(VisualFailed) as failure:
        make(dotted())
    assert "The visual acme.dots of acme 1.0 failed: " in str(failure.value)
    assert reason in str(failure.value)


@pytest.mark.parametrize(("fault", "status"), [("", "pass"), ("1 / 0", "fail")])
def test_preflight_draws_a_scene_of_each_visual_the_film_has(install, tmp_path, fault, status):
    install("acme", {"dots.py": DOTS.replace("DRAW", fault)}, visuals={"acme.dots": "dots:Dots"})
    request = FilmRequest(storyboard=dotted(count=2), render=TINY)
    found = {check.name: check for check in preflight(request, workspace=tmp_path / "w", output=tmp_path / "film")}
    said = {
        "pass": "acme.dots draws (2 states of scene a).",
        "fail": "The visual acme.dots of acme 1.0 failed: ZeroDiv",
    }
    assert found["visual:acme.dots"].status == status
    assert found["visual:acme.dots"].message.startswith(said[status])


def test_a_transparent_picture_stands_on_the_themes_paper(install, make, tmp_path):
    import cv2

    clear = "png = cv2.imencode('.png', numpy.zeros((180, 320, 4), numpy.uint8))[1].tobytes()"
    install("acme", {"dots.py": DOTS.replace("DRAW", clear)}, visuals={"acme.dots": "dots:Dots"})
    make(dotted())
    drawn = cv2.imread(str(tmp_path / "film" / "poster.png"), cv2.IMREAD_UNCHANGED)
    assert drawn.shape == (180, 320, 3)
    assert drawn[90, 160].tolist() == [0xE8, 0xF2, 0xF7]


def test_a_plugin_that_is_edited_while_the_program_runs_gives_no_stale_film(install, make, tmp_path):
    install("acme", {"dots.py": whole(DOTS)}, visuals={"acme.dots": "dots:Dots"})
    make(dotted())
    # This process has loaded, and keyed, the old code; the worker that starts now would run the new.
    Path(tmp_path / "site" / "dots.py").write_text(DOTS.replace("DRAW", "png = png"))
    with pytest.raises(Exception, match="was changed while this program ran"):
        make(dotted(count=2))
