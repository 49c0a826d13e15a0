"""A stale hit is the worst bug this project can have: whatever alters the result must alter the key, field by field.

Tasks are not run here: each one's outputs are named after its key, so that a change travels through the graph as it
would if every task answered a new input with new bytes. Compose alone is real.
"""

import hashlib
import shutil
import sys
from typing import get_args

import msgspec
import pytest
from support import SMALL, notebooks, picture_scene, story
from support.fonts import write_font

from aura_nb import visuals, voices
from aura_nb.pipeline import film_spec as spec_module
from aura_nb.pipeline import task, work
from aura_nb.pipeline.film_request import FilmRequest, outline_task
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.pipeline.graph import film_graph
from aura_nb.pipeline.steps import versions
from aura_nb.pipeline.steps.step_types import step
from aura_nb.pipeline.task import FileDigest, Finished, InputFile, Result
from aura_nb.sources import from_notebook
from aura_nb.specs import (
    Brief,
    Bullets,
    Callout,
    Chart,
    Clip,
    Code,
    Columns,
    Cue,
    Custom,
    End,
    Formula,
    Picture,
    Plan,
    Quote,
    Render,
    Scene,
    Section,
    Show,
    Steps,
    Storyboard,
    Table,
    Text,
    Title,
    Turn,
    Voice,
)
from aura_nb.specs.kinds.table import Lit
from aura_nb.specs.origin import Origin
from aura_nb.visuals.font_index import FontIndex
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load

# The theme's fonts and no others, whatever this machine has.
BARE = Library(FontIndex(folders=[]))
COMPOSE = {"timeline"}
WHOLE = COMPOSE | {"captions", "thumbnails", "mix", "film"}


def picture(content="bee"):
    return InputFile(path=f"/pictures/{content}", sha256=hashlib.sha256(content.encode()).hexdigest())


def film(
    storyboard=None,
    *,
    voice=None,
    render=SMALL,
    pictures=None,
    pacing="conversational",
    copy_holds=True,
    library=BARE,
    **more,
):
    board = storyboard or board_of_all()
    found = {s.id: dict.fromkeys(s.show.files().values(), picture()) for s in board.scenes if s.show.files()}
    return FilmSpec(
        storyboard=board,
        voice=voice or Voice(),
        render=render,
        pictures=found if pictures is None else pictures,
        pacing=pacing,
        copy_holds=copy_holds,
        library=library,
        **more,
    )


def board_of_all():
    board = story(4)
    board.scenes.insert(2, picture_scene())
    return board


def keys(spec):
    """The key of every task, with outputs named after keys."""
    done = {}
    waiting = list(film_graph(spec))
    while waiting:
        ready = [t for t in waiting if all(need in done for need in t.needs)]
        for each in ready:
            waiting.remove(each)
            recipe = each.bind(done)
            done[each.name] = simulated(recipe)
    return {name: finished.result.key for name, finished in done.items()}


def simulated(recipe):
    files, value = [], None
    seed = int(recipe.key[:6], 16)
    if recipe.kind in {"speak", "dialogue", "record"}:
        files = ["narration.wav"]
        turns = recipe.params.get("turns") or [recipe.params]
        spoken = " ".join(turn["text"] for turn in turns).split()
        # The pace follows from the key: another voice, other times.
        pace = 0.4 + seed % 1000 / 10_000
        words = [{"text": w, "start": i * pace, "end": i * pace + 0.3} for i, w in enumerate(spoken)]
        value = {"rate": 24000, "samples": int(len(spoken) * pace * 24000), "words": words}
        value |= {"turns": [{"voice": turn.get("voices", ["recording"])[0], "fallbacks": []} for turn in turns]}
    elif recipe.kind == "draw":
        width, height = recipe.params["size"]
        items = recipe.params["scene"]["show"].get("items", [])
        states = [{"file": f"state-{i:02}.png", "cue": c} for i, c in enumerate(["", *items])]
        motion = None
        if recipe.params["scene"]["show"].get("fit") == "cover" and not recipe.params.get("still"):
            region = [0, 0, width, height]
            motion = {"picture": "picture.png", "region": region, "start": region, "end": region, "overlay": None}
        files = [s["file"] for s in states] + ["picture.png", "state-end.png"]
        end = "state-end.png" if motion else None
        value = {"width": width, "height": height, "states": states, "motion": motion, "end_state": end}
    elif recipe.kind == "timeline":
        value = work.perform("timeline", recipe.params, {}, None, lambda _: None)
    elif recipe.kind == "captions":
        files = ["captions.srt", "captions.vtt", "chapters.vtt", "transcript.html"]
    elif recipe.kind == "cues":
        # Which frames a cue is on follows from its words and its scene's length.
        files = ["cue-000.png"]
        value = [["cue-000.png", 3 + seed % 3, recipe.params["frames"]]]
    elif recipe.kind == "clip" and "cues" in recipe.params:
        files = ["still-00.piece", "change-01.piece"]
        total = sum(frames for _, frames, _ in recipe.params["stretches"])
        value = [["still-00.piece", total - 9, True], ["change-01.piece", 9, False]]
    elif recipe.kind == "clip":
        count = len(recipe.params["states"])
        files = [f"still-{i:02}.piece" for i in range(count)] + [f"build-{i:02}.piece" for i in range(1, count)]
    elif recipe.kind == "mix":
        files = ["sound.m4a"]
        value = {"integrated": -14.0, "truePeak": -1.5, "gain": 3.0, "target": -14.0}
    else:
        files = ["video.mp4" if recipe.kind == "film" else f"{recipe.kind}.piece"]
    digests = {f: FileDigest(hashlib.sha256(f"{recipe.key}{f}".encode()).hexdigest(), 1) for f in files}
    result = Result(key=recipe.key, files=digests, value=value, seconds=0, content=recipe.content())
    return Finished(result=result, folder="/cache")


def changed(after, before=None):
    old, new = keys(before or film()), keys(after)
    return {name for name in new if old.get(name) != new[name]}


def with_scene(scene_id, **changes):
    board = board_of_all()
    board.scenes = [msgspec.structs.replace(s, **changes) if s.id == scene_id else s for s in board.scenes]
    return film(board)


def shown(scene_id, **changes):
    board = board_of_all()
    return with_scene(scene_id, show=msgspec.structs.replace(board[scene_id].show, **changes))


ALL_SPEAK = {"speak:s0", "speak:s1", "speak:picture", "speak:s2", "speak:s3"}
ALL_DRAW = {"draw:s0", "draw:s1", "draw:picture", "draw:s2", "draw:s3"}
ALL_CLIPS = {"clip:s0", "clip:s1", "motion:picture", "clip:s2", "clip:s3", "template"}
ALL_CROSSINGS = {"transition:s0", "transition:s1", "transition:picture", "transition:s2", "transition:s3"}
ALL_PICTURES = ALL_DRAW | ALL_CLIPS | ALL_CROSSINGS | {"leave:s3"}
EVERYTHING = ALL_SPEAK | ALL_PICTURES | WHOLE

SAID = {"number 1": "number one, at last", "xarray": "ex array"}  # of which one scene's narration has the first

DIALOGUE = [Turn(text="Do they fly?", voice="Anna"), Turn(text="They do.", voice="Ben")]


def recorded(make, content):
    board = board_of_all()
    board.scenes = [msgspec.structs.replace(s, audio="a.wav") if s.id == "s1" else s for s in board.scenes]
    return make(board, recordings={"s1": picture(content)})


# field -> (the film with that field changed, the tasks that must have new keys). Every field of every spec stands here.
FIELDS = {
    "Storyboard.title": (lambda: film(msgspec.structs.replace(board_of_all(), title="Other")), {"captions", "film"}),
    "Storyboard.language": (
        lambda: film(msgspec.structs.replace(board_of_all(), language="en-GB")),
        EVERYTHING - {"template"},
    ),
    "Scene.heading": (
        lambda: with_scene("s1", heading="Other"),
        {"draw:s1", "clip:s1", "transition:s1", "transition:picture"} | WHOLE - {"mix"},
    ),
    "Scene.narration": (lambda: with_scene("s1", narration="Something else is said."), {"speak:s1"} | WHOLE),
    "Scene.show": (
        lambda: with_scene("s1", show=Text(text="Other")),
        {"draw:s1", "clip:s1", "transition:s1", "transition:picture"} | WHOLE - {"mix", "captions"},
    ),
    "Scene.voice": (lambda: with_scene("s1", voice=Voice(rate=1.5)), {"speak:s1"} | WHOLE),
    "Scene.pause_after": (lambda: with_scene("s1", pause_after=3.0), WHOLE),
    "Scene.transition": (lambda: with_scene("s1", transition="push"), {"transition:s1", "timeline", "film"}),
    "Title.subtitle": (
        lambda: shown("s0", subtitle="Other"),
        {"draw:s0", "clip:s0", "transition:s0", "transition:s1", "timeline", "thumbnails", "film"},
    ),
    "Bullets.items": (
        lambda: shown("s1", items=["First point", "Another point"]),
        {"draw:s1", "clip:s1", "transition:s1", "transition:picture", "timeline", "thumbnails", "film"},
    ),
    "Bullets.intro": (
        lambda: shown("s1", intro="Other"),
        {"draw:s1", "clip:s1", "transition:s1", "transition:picture", "timeline", "thumbnails", "film"},
    ),
    "Text.text": (
        lambda: shown("s2", text="Other"),
        {"draw:s2", "clip:s2", "transition:s2", "transition:s3", "timeline", "thumbnails", "film"},
    ),
    "Picture.image": (
        lambda: film(pictures={"picture": {"bee.png": picture("wasp")}}),
        {"draw:picture", "motion:picture", "transition:picture", "transition:s2", "captions", "thumbnails", "film"},
    ),
    "Picture.caption": (
        lambda: shown("picture", caption="Other"),
        {
            "draw:picture",
            "motion:picture",
            "transition:picture",
            "transition:s2",
            "timeline",
            "captions",
            "thumbnails",
            "film",
        },
    ),
    "End.text": (
        lambda: shown("s3", text="Other"),
        {"draw:s3", "clip:s3", "transition:s3", "leave:s3", "timeline", "thumbnails", "film"},
    ),
    "Voice.rate": (lambda: film(voice=Voice(rate=1.2)), ALL_SPEAK | WHOLE | {"motion:picture"}),
    "Voice.pitch": (lambda: film(voice=Voice(pitch=2)), ALL_SPEAK | WHOLE | {"motion:picture"}),
    "Voice.language": (lambda: film(voice=Voice(language="en-GB")), ALL_SPEAK | WHOLE | {"motion:picture"}),
    "Voice.pause": (lambda: film(voice=Voice(pause="long")), ALL_SPEAK | WHOLE | {"motion:picture"}),
    "Render.aspect": (lambda: film(render=render(aspect="180x320")), ALL_PICTURES | {"timeline", "thumbnails", "film"}),
    "Render.fps": (lambda: film(render=render(fps=20)), ALL_CLIPS | ALL_CROSSINGS | {"leave:s3"} | WHOLE),
    "Render.quality": (lambda: film(render=render(quality="high")), ALL_CLIPS | ALL_CROSSINGS | {"leave:s3", "film"}),
    "Render.captions": (lambda: film(render=render(captions="off")), {"film"}),
    "Render.transition": (
        lambda: film(render=render(transition="push")),
        ALL_CROSSINGS - {"transition:s0"} | {"timeline", "film"},
    ),
    "Render.motion": (
        lambda: film(render=render(motion="calm")),
        ALL_CROSSINGS | {"draw:picture", "clip:picture", "timeline", "thumbnails", "film"},
    ),
    "Render.format": (lambda: film(render=render(format="webm")), {"export"}),
    "FilmSpec.pacing": (lambda: film(pacing="fast"), ALL_SPEAK | WHOLE | {"motion:picture"}),
    "FilmSpec.copy_holds": (lambda: film(copy_holds=False), {"film"}),
    "Scene.cues": (
        lambda: with_scene("s1", cues=[Cue(on="number 1", show=2)]),
        {"timeline", "thumbnails", "film"},
    ),
    "Storyboard.pronounce": (
        lambda: film(msgspec.structs.replace(board_of_all(), pronounce=SAID)),
        {"speak:s1"} | WHOLE,
    ),
    "Scene.say": (lambda: with_scene("s1", say=DIALOGUE), {"speak:s1"} | WHOLE),
    "Render.music": (lambda: film(render=render(music="calm")), {"mix", "film"}),
    "FilmSpec.music": (lambda: film(music=picture("song")), {"mix", "film"}),
    "FilmSpec.recordings": (lambda: recorded(film, "intro"), {"speak:s1"} | WHOLE),
    "Scene.pronounce": (lambda: with_scene("s1", pronounce=SAID), {"speak:s1"} | WHOLE),
    "FilmSpec.logo": (lambda: film(logo=picture("logo")), ALL_PICTURES - {"template"} | {"thumbnails", "film"}),
    "FilmSpec.pronounce": (lambda: film(pronounce=SAID), {"speak:s1"} | WHOLE),
    "FilmSpec.usual": (lambda: film(usual=SAID), {"speak:s1"} | WHOLE),
}

# Fields that by their nature change no task, or of which there is one value only, and why.
EXEMPT = {
    "Storyboard.version": "there is one",
    "Storyboard.scenes": "tested scene by scene",
    "Storyboard.theme": "becomes Render.theme where a request is made",
    "Storyboard.brand": "becomes Render.theme and FilmSpec.logo likewise",
    "Storyboard.music": "becomes Render.music or FilmSpec.music where a request is made",
    "Scene.audio": "names the file that FilmSpec.recordings has",
    "Storyboard.voices": "tested with their speakers, below",
    "Render.preset": "becomes other fields of Render where a request is made",
    "Render.megabytes": "is the size of a small film: tested below",
    "Render.scene": "is the scene of a GIF: tested below",
    "Render.logo": "names the file that FilmSpec.logo is",
    "Scene.id": "names tasks, never keys",
    "Scene.source": "tells where it was written, and never what is made of it: tested below",
    "Custom.visual": "tested with packages that add visuals, in tests/test_plugins.py",
    "Custom.fields": "likewise",
    "Picture.fit": "decides whether its scene is a clip or a motion: tested below",
    "Picture.focus": "tested with its pictures, in tests/visuals/test_focus.py",
    "Picture.alt": "is read by no task; the storyboard that is published has it",
    "Voice.name": "tested with several below",
    "Render.theme": "there is one theme so far; tested with a second below",
    "FilmSpec.storyboard": "tested field by field",
    "FilmSpec.voice": "tested field by field",
    "FilmSpec.render": "tested field by field",
    "FilmSpec.pictures": "tested as Picture.image",
    "FilmSpec.library": "tested with a font that is installed, replaced and moved, below",
}


def render(**changes):
    return msgspec.structs.replace(SMALL, **changes)


def test_every_field_of_every_spec_is_looked_at():
    specs = (Storyboard, Scene, Title, Bullets, Text, Picture, End, Custom, Voice, Render)  # other kinds: below
    fields = {f"{spec.__name__}.{name}" for spec in specs for name in spec.__struct_fields__}
    fields |= {f"FilmSpec.{name}" for name in FilmSpec.__dataclass_fields__}
    assert fields == set(FIELDS) | set(EXEMPT)


# A scene of each other kind, and for each of its fields another value.
KINDS = {
    Section: (Section(subtitle="a", number="1"), {"subtitle": "b", "number": "2"}),
    Steps: (Steps(items=["a", "b"]), {"items": ["a", "c"], "start": 4}),
    Code: (
        Code(code="a = 1\nb = 2"),
        {"code": "a = 2", "language": "python", "lines": [[2]], "numbers": True, "output": "3", "whole": "import a"},
    ),
    Table: (
        Table(header=["a"], rows=[["1"], ["2"]]),
        {"header": ["b"], "rows": [["1"], ["3"]], "align": ["center"], "note": "n", "light": [Lit(row=2)]},
    ),
    Formula: (
        Formula(tex=r"\a"),
        {"tex": "b", "steps": ["c"], "caption": "d", "definitions": r"\newcommand{\a}{x}"},
    ),
    Chart: (
        Chart(data=[{"a": "x", "b": 1, "c": 2}]),
        {
            "sort": "line",
            "data": [{"a": "x", "b": 3, "c": 2}],
            "x": "b",
            "y": ["c"],
            "title": "t",
            "x_label": "u",
            "y_label": "v",
        },
    ),
    Clip: (Clip(video="v"), {"start": 1, "end": 2, "sound": True, "caption": "c"}),
    Quote: (Quote(text="a", by="b"), {"text": "c", "by": "c"}),
    Callout: (Callout(text="a"), {"text": "b", "sort": "tip", "title": "t"}),
    Columns: (
        Columns(columns=[Text(text="a"), Text(text="b")]),
        {"columns": [Text(text="a"), Code(code="b")], "widths": [1, 2]},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_every_other_kind_alters_its_drawing(kind):
    show, changes = KINDS[kind]
    # Of a file its content counts, not its name or its description.
    assert set(changes) == set(kind.__struct_fields__) - {"alt", *show.files()}
    before = with_scene("s2", show=show)
    for name, value in changes.items():
        found = changed(with_scene("s2", show=msgspec.structs.replace(show, **{name: value})), before)
        if name in kind.unseen:
            assert found <= {"captions", "film"}  # it is for the transcript alone
            continue
        most = {"draw:s2", "clip:s2", "film", "timeline", "captions", "thumbnails", *ALL_CROSSINGS}
        assert {"draw:s2", "clip:s2", "film"} <= found <= most


def test_every_kind_is_looked_at():
    own = {Title, Bullets, Text, Picture, End, Custom}
    assert set(get_args(Show)) == own | set(KINDS)


def test_a_picture_that_is_shown_whole_is_a_clip():
    whole = keys(shown("picture", fit="contain"))
    assert "clip:picture" in whole
    assert "motion:picture" not in whole


def test_where_a_camera_goes_alters_the_drawing_of_its_picture():
    still, led = shown("picture", fit="contain"), shown("picture", fit="contain", focus=[0.1, 0.1, 0.5, 0.5])
    assert {"draw:picture", "film"} <= changed(led, still)


def test_where_a_scene_was_written_alters_no_key():
    moved = [msgspec.structs.replace(s, source=Origin(file="talk.md", line=7)) for s in board_of_all().scenes]
    assert changed(film(msgspec.structs.replace(board_of_all(), scenes=moved))) == set()


def test_moving_a_cell_costs_the_transcript_which_names_it():
    """In a real film its captions are the same file then, and what follows is there."""
    first, moved = (
        film(
            msgspec.structs.replace(
                board_of_all(),
                scenes=[
                    msgspec.structs.replace(s, source=Origin(file="a.ipynb", cell=n, cell_id=f"c{n - more}"))
                    for n, s in enumerate(board_of_all().scenes, 1 + more)
                ],
            )
        )
        for more in (0, 1)
    )
    assert changed(moved, first) == {"captions", "film"}


def notebook_film(*, prose="Bees fly far.", source="mass = weigh(bees)", result="1.5"):
    cells = [notebooks.markdown(text) for text in ("# Bees", "## A", prose)]
    cells += [notebooks.code(text) for text in ("hives = find(bees)", source)]
    cells += [notebooks.code("mass", notebooks.shown(text=result)), notebooks.markdown("## Z\n\nThe end of it.")]
    return film(from_notebook(notebooks.content(notebooks.notebook(*cells)), file="bees.ipynb").storyboard)


@pytest.mark.parametrize(
    ("edit", "scene"),
    [
        ({"prose": "Bees fly home."}, "Bees fly home."),
        ({"source": "mass = weigh(all_bees)"}, "mass = weigh(all_bees)"),
        ({"result": "2.5"}, "2.5"),
    ],
    ids=["a text", "code", "data"],
)
def test_a_cell_that_was_edited_costs_its_own_scenes(edit, scene):
    before, after = keys(notebook_film()), notebook_film(**edit)
    own = {each.id for each in after.storyboard.scenes if scene in f"{each.show} {each.narration}"}
    made = {name for name, key in keys(after).items() if before.get(name) != key}
    assert len(own) == 1
    assert {name.partition(":")[2] for name in made if name.startswith(("speak:", "draw:"))} == own
    assert keys(notebook_film()) == before


SCRIPT_FIELDS = {
    Brief: {
        "topic": "Wasps",
        "audience": "Children",
        "goal": "Persuade",
        "tone": "Casual",
        "language": "en-GB",
        "source": "Bees visit flowers.",
    },
    Plan: {"seconds": 60, "pacing": "fast", "density": "dense", "style": "Other"},
}


@pytest.mark.parametrize("spec", SCRIPT_FIELDS)
def test_every_field_of_a_brief_and_its_plan_alters_the_key_of_the_script(spec):
    def key(**asked):
        request = FilmRequest(**({"brief": Brief(topic="Bees"), "plan": Plan()} | asked))
        return outline_task(request).bind({}).key

    usual = Brief(topic="Bees") if spec is Brief else Plan()
    assert set(spec.__struct_fields__) == set(SCRIPT_FIELDS[spec])
    altered = {
        name: key(**{spec.__name__.lower(): msgspec.structs.replace(usual, **{name: value})})
        for name, value in SCRIPT_FIELDS[spec].items()
    }
    assert len({key(), *altered.values()}) == len(altered) + 1
    assert key() == key()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_that_alters_the_result_alters_the_keys_that_depend_on_it(field):
    altered, expected = FIELDS[field]
    found = changed(altered())
    # A length that comes out the same gives its successors the same key; what we demand is demanded exactly, but
    # for the motion, whose length in whole frames may or may not change with the voice's, and for thumbnails, which
    # pass over what is seen for less than a second.
    either = {"motion:picture", "thumbnails"} if "timeline" in expected else {"motion:picture"}
    assert found - either == expected - either


BURNED = msgspec.structs.replace(SMALL, captions="burned")
ALL_CUES = {"cues:s0", "cues:s1", "cues:picture", "cues:s2", "cues:s3"}


def recipes(spec):
    """The recipe of every task, as it is hashed."""
    done = {}
    waiting = list(film_graph(spec))
    while waiting:
        for each in [t for t in waiting if all(need in done for need in t.needs)]:
            waiting.remove(each)
            done[each.name] = simulated(each.bind(done))
    return {name: finished.result.content for name, finished in done.items()}


@pytest.mark.parametrize("captions", ["soft", "burned"])
def test_what_a_worker_does_is_what_was_hashed(captions):
    """A recipe becomes the step again that it was made of, whole, and is asked for the versions of its own voices."""
    board = board_of_all()
    board["s2"].voice = Voice(name="espeak:de", language="de")
    found = recipes(film(board, render=render(captions=captions))).values()
    for content in found:
        sent = msgspec.json.decode(msgspec.json.encode(content["params"]))
        again = msgspec.to_builtins(step(content["kind"], sent))
        assert msgspec.json.encode(again) == msgspec.json.encode(content["params"])
        assert work.current_versions(content["kind"], sent) == content["versions"]
    drawn = {"draw", "clip", "motion", "transition", "leave", "template"}
    whole = {"speak", "timeline", "captions", "thumbnails", "mix", "film"} | drawn
    assert {content["kind"] for content in found} == whole | ({"cues"} if captions == "burned" else set())


def test_captions_that_are_not_burned_in_add_nothing_to_any_recipe():
    for captions in ("soft", "off"):
        found = recipes(film(render=render(captions=captions)))
        assert set(found) == EVERYTHING
        names = {"strip", "cues", "stretches"}
        assert [name for name, content in found.items() if names & set(content["params"])] == ["captions"]
        assert not [name for name, content in found.items() for file in content["inputs"] if file.startswith("cue")]


def test_burning_captions_in_draws_them_and_redraws_the_slides_that_make_room():
    found = changed(film(render=BURNED))
    assert found == ALL_CUES | ALL_PICTURES - {"template"} | {"thumbnails", "film"}


def test_both_kinds_of_captions_differ_from_burned_ones_in_the_film_alone():
    assert changed(film(render=render(captions="both")), film(render=BURNED)) == {"film"}


def burned(scene_id, **changes):
    board = board_of_all()
    board.scenes = [msgspec.structs.replace(s, **changes) if s.id == scene_id else s for s in board.scenes]
    return film(board, render=BURNED)


@pytest.mark.parametrize(
    ("edited", "touched"),
    [
        (
            lambda: burned("s1", narration="Something else is said, and it is longer."),
            {"speak:s1", "cues:s1", "clip:s1"} | WHOLE,
        ),
        (
            lambda: burned("picture", narration="Something else is said, and it is longer."),
            {"speak:picture", "cues:picture", "motion:picture"} | WHOLE,
        ),
        (
            lambda: burned("s1", heading="Other"),
            {"draw:s1", "clip:s1", "transition:s1", "transition:picture"} | WHOLE - {"mix"},
        ),
        (lambda: burned("s1", pause_after=3.0), {"cues:s1", "clip:s1"} | WHOLE),
    ],
)
@pytest.mark.parametrize("fps", [15, 24, 29, 30])
def test_with_burned_captions_editing_one_scene_costs_that_scene(fps, edited, touched):
    def at(spec):
        return film(spec.storyboard, render=msgspec.structs.replace(BURNED, fps=fps))

    assert changed(at(edited()), at(film())) == touched


@pytest.mark.parametrize("field", ["fps", "quality", "aspect"])
def test_what_alters_a_picture_alters_the_burned_ones(field):
    other = {"fps": 20, "quality": "high", "aspect": "180x320"}[field]
    found = changed(film(render=msgspec.structs.replace(BURNED, **{field: other})), film(render=BURNED))
    assert found >= {"clip:s0", "clip:s1", "motion:picture", "film"}
    assert (found >= ALL_CUES) == (field != "quality")


def test_other_templates_are_other_captions(monkeypatch):
    before = keys(film(render=BURNED))
    monkeypatch.setattr("aura_nb.visuals.recipe", lambda _: {"typst": "9.9"})
    assert {name for name, key in keys(film(render=BURNED)).items() if before[name] != key} >= ALL_CUES | {"film"}


def test_a_scene_without_a_word_has_no_captions_to_burn():
    names = {task.name for task in film_graph(burned("s1", narration=""))}
    assert "cues:s1" not in names
    assert "cues:s2" in names


def test_reordering_scenes_keeps_their_burned_pieces():
    board = story(10)
    before = keys(film(board, render=BURNED))
    board.scenes[4], board.scenes[7] = board.scenes[7], board.scenes[4]
    found = {n for n, key in keys(film(board, render=BURNED)).items() if key not in before.values()}
    assert found == {f"transition:s{number}" for number in (4, 5, 7, 8)} | WHOLE


def test_a_picture_of_another_content_is_another_picture_whatever_it_is_called():
    assert changed(shown("picture", image="other.png")) == set()
    assert "film" in changed(film(pictures={"picture": {"bee.png": picture("wasp")}}))


def test_a_longer_narration_over_a_picture_moves_it_longer():
    longer = with_scene("picture", narration="Look at this for quite a long time, please, it is worth it.")
    assert changed(longer) == {"speak:picture", "motion:picture"} | WHOLE


def altered(monkeypatch, target, value):
    """The tasks with other keys once something that is no field was changed."""
    before = keys(film())
    monkeypatch.setattr(target, value)
    return {name for name, key in keys(film()).items() if before[name] != key}


def test_how_words_are_said_that_nobody_says_alters_no_key():
    assert changed(film(pronounce={"xarray": "ex array", "Scene": "sane", "num": "number"})) == set()


def test_how_a_word_is_said_by_a_voice_that_does_not_speak_alters_no_key():
    assert changed(film(pronounce={"number 1": {"gtts": "won", "de": "eins"}})) == set()
    assert changed(film(pronounce={"number 1": {"hibari": "won"}})) == {"speak:s1"} | WHOLE


def test_another_voice_is_another_sound(monkeypatch):
    from aura_nb import voices

    recipes = voices.recipes(["hibari:en-us"], "en-US")
    monkeypatch.setattr(voices, "recipes", lambda *_: recipes)
    found = altered(monkeypatch, "aura_nb.voices.candidates", lambda *_: ["hibari:other"])
    assert found >= ALL_SPEAK | {"mix", "film"}


def test_another_version_of_the_voice_is_another_sound(monkeypatch):
    found = altered(monkeypatch, "aura_nb.voices.hibari.HibariEngine.recipe", lambda *_: {"hibari": "9.9"})
    assert found >= ALL_SPEAK | {"mix", "film"}


def test_another_version_of_a_voice_that_might_speak_instead_is_another_sound(monkeypatch):
    from aura_nb import voices

    engine = type(voices.engine("espeak"))
    before = keys(film())
    monkeypatch.setattr(engine, "recipe", lambda *_: {"espeak": "9.9"})
    assert {n for n, k in keys(film()).items() if before[n] != k} >= ALL_SPEAK | {"mix", "film"}


def test_a_voice_with_a_name_is_another_recipe_even_where_it_comes_first_anyway():
    assert changed(film(voice=Voice(name="espeak:en-gb"))) >= ALL_SPEAK | {"mix", "film"}
    assert changed(film(voice=Voice(name="hibari:en-us"))) == set()


def test_who_could_not_speak_is_no_part_of_what_follows():
    spec = film()
    done = {}
    for each in film_graph(spec):
        if all(need in done for need in each.needs):
            done[each.name] = simulated(each.bind(done))
    timeline = next(t for t in film_graph(spec) if t.name == "timeline")
    before = timeline.bind(done).key
    done["speak:s1"].value["fallbacks"] = [{"voice": "gtts:en", "code": "voice.unavailable", "reason": "gone."}]
    assert timeline.bind(done).key == before


def test_another_version_of_the_slides_is_another_picture(monkeypatch):
    found = altered(monkeypatch, "aura_nb.visuals.recipe", lambda _: {"typst": "9.9"})
    assert found >= ALL_DRAW | ALL_CROSSINGS | {"film"}


def test_another_theme_is_another_picture(monkeypatch):
    monkeypatch.setattr("aura_nb.visuals.recipe", lambda theme: {"typst": "1", "theme": theme})
    monkeypatch.setattr(spec_module, "load", lambda _: load("light"))
    assert changed(film(render=render(theme="other"))) >= ALL_DRAW | {"film"}


@pytest.fixture
def fonts(tmp_path):
    """`fonts()` is a library of the fonts in `tmp_path / "fonts"` as they are now."""
    (tmp_path / "fonts").mkdir()
    return lambda: Library(FontIndex(memory=tmp_path / "fonts.msgpack", folders=[tmp_path / "fonts"]))


def test_an_installed_font_alters_the_slides_that_need_it_and_no_other(fonts, tmp_path):
    board = board_of_all()
    board["s1"].show = Bullets(items=["First point", "Second: 你好"])
    before = film(board, library=fonts())
    assert before.lettering(board["s1"]).missing == "你好"
    write_font(tmp_path / "fonts" / "latin.ttf", "Another Latin", "abcdefghijklm")
    assert changed(film(board, library=fonts()), before) == set()
    write_font(tmp_path / "fonts" / "han.ttf", "Test Han", "你好")
    installed = film(board, library=fonts())
    # Compose and the film itself are among them: the slide shows more than it did.
    drawn = {"draw:s1", "clip:s1", "transition:s1", "transition:picture"}
    assert changed(installed, before) == drawn | {"timeline", "thumbnails", "film"}
    assert installed.lettering(board["s1"]).missing == ""


def test_a_font_file_of_another_content_is_another_slide_wherever_it_lies(fonts, tmp_path):
    board = board_of_all()
    board["s1"].heading = "你好"
    path = write_font(tmp_path / "fonts" / "han.ttf", "Test Han", "你好")
    before = film(board, library=fonts())
    old = keys(before)
    (tmp_path / "fonts" / "moved").mkdir()
    path = path.rename(tmp_path / "fonts" / "moved" / "other-name.ttf")
    assert keys(film(board, library=fonts())) == old
    write_font(path, "Test Han", "你好", width=900)
    assert {n for n, k in keys(film(board, library=fonts())).items() if old[n] != k} >= {"draw:s1", "clip:s1", "film"}


def test_a_text_in_other_characters_only_is_set_in_the_same_files(fonts, tmp_path):
    """Which of a font's characters a text uses is in the text; the fonts' part of the recipe stays the same."""
    write_font(tmp_path / "fonts" / "han.ttf", "Test Han", "你好")
    spec = film(library=fonts())
    one, other = (spec.lettering(Scene(id="x", heading=text)) for text in ("你", "好 and Latin"))
    assert one == other


def test_another_encoder_is_another_film(monkeypatch):
    found = altered(monkeypatch, "aura_nb.media.pieces._libraries", lambda: {"av": "99"})
    assert found == ALL_CLIPS | ALL_CROSSINGS | {"leave:s3", "film"}


def test_another_ffmpeg_is_another_sound_and_film(monkeypatch):
    found = altered(monkeypatch, "aura_nb.media.ffmpeg.recipe", lambda: {"ffmpeg": "99"})
    assert found == {"mix", "film"}


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("voices/track.py", ALL_SPEAK | {"mix", "film"}),
        ("media/encoder.py", ALL_CLIPS | ALL_CROSSINGS | {"mix", "film"}),
        ("media/sound.py", {"mix", "film"}),
        ("media/captions.py", {"timeline", "captions", "film"}),
        ("media/transcript.py", {"captions"}),
        ("media/transcript_page.py", {"captions"}),
        ("pipeline/reveals.py", {"timeline"}),
        ("media/encoding_parts.py", {"timeline"}),
        ("pipeline/work.py", EVERYTHING),
        ("pipeline/steps/step.py", EVERYTHING),
        ("pipeline/steps/typefaces.py", ALL_DRAW | {"film"}),
        ("specs/storyboard.py", EVERYTHING),
        ("specs/kinds/bullets.py", EVERYTHING),
        ("visuals/slides.py", ALL_DRAW | {"film"}),
    ],
)
def test_other_code_is_another_result(monkeypatch, tmp_path, file, touched):
    """A changed line in the code behind a task is as good as another version."""
    slides = sys.modules["aura_nb.visuals.recipe"]  # the package has a function of that name
    before = keys(film())
    copy = tmp_path / "aura_nb"
    shutil.copytree(versions._PACKAGE, copy, ignore=shutil.ignore_patterns("panel", "__pycache__"))
    with (copy / file).open("a") as source:
        source.write("\n# changed\n")
    monkeypatch.setattr(versions, "_PACKAGE", copy)
    monkeypatch.setattr(slides, "_HERE", copy / "visuals")
    caches = (versions._digest, slides._digest, slides._sources)
    for cached in caches:
        cached.cache_clear()
    try:
        assert {name for name, key in keys(film()).items() if before[name] != key} >= touched
    finally:
        for cached in caches:
            cached.cache_clear()


@pytest.mark.parametrize(
    ("package", "named"),
    [
        ("hibari-tts", lambda: voices.engine("hibari").recipe("hibari:en-us", "en-us")),
        ("typst", lambda: visuals.recipe("light")),
    ],
)
def test_a_library_that_is_upgraded_beside_a_running_program_has_another_key(tmp_path, monkeypatch, package, named):
    assert named()[package] != "999"
    record = tmp_path / f"{package.replace('-', '_')}-999.dist-info"
    record.mkdir()
    (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 999\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert named()[package] == "999"


def test_another_cache_schema_is_another_everything(monkeypatch):
    before = keys(film())
    monkeypatch.setattr(task, "CACHE_SCHEMA", task.CACHE_SCHEMA + 1)
    assert {n for n, k in keys(film()).items() if before[n] != k} == EVERYTHING


def test_renaming_scenes_alters_no_key():
    board = board_of_all()
    for scene in board.scenes:
        scene.id = f"renamed-{scene.id}"
    assert set(keys(film(board)).values()) == set(keys(film()).values())


def test_reordering_alters_the_new_neighbours_transitions_and_what_sees_the_whole():
    board = board_of_all()
    s = board.scenes
    s[1], s[3] = s[3], s[1]
    found = {name for name, key in keys(film(board)).items() if key not in keys(film()).values()}
    assert found == ALL_CROSSINGS - {"transition:s0"} | WHOLE


def test_moving_the_first_two_of_many_touches_only_their_neighbourhood():
    board = story(10)
    before = keys(film(board))
    board.scenes[1], board.scenes[2] = board.scenes[2], board.scenes[1]
    after = keys(film(board))
    found = {name for name, key in after.items() if key not in before.values()}
    assert found == {"transition:s2", "transition:s1", "transition:s3"} | WHOLE


def test_the_place_the_cache_and_the_files_lie_in_is_no_part_of_a_key():
    moved = {"picture": {"bee.png": replace_path(picture(), "/elsewhere/bee.png")}}
    assert changed(film(pictures=moved)) == set()


def replace_path(file, path):
    return InputFile(path=path, sha256=file.sha256)


def test_a_size_counts_for_a_small_film_alone():
    small = film(render=render(format="small"))
    assert changed(film(render=render(format="small", megabytes=5.0)), small) == {"export"}
    assert changed(film(render=render(megabytes=5.0))) == set()


def test_a_gif_is_of_its_scene_and_an_edit_elsewhere_leaves_what_it_is_of():
    first = film(render=render(format="gif"))
    assert changed(film(render=render(format="gif", scene="s1")), first) == set()  # the first behind the title
    assert changed(film(render=render(format="gif", scene="s2")), first) == {"export"}


TIDES = Chart(data=[{"port": "Brest", "high": 6.9, "low": 1.1}, {"port": "Dover", "high": 6.8, "low": 0.8}])


def lecture(code="x = 1"):
    board = story(5)
    board.scenes[1].show = Code(code=code, language="python", lines=[[1]])
    board.scenes[2].show = Table(header=["Port", "High"], rows=[["Brest", "6.9"], ["Dover", "6.8"]])
    board.scenes[3].show = TIDES
    return board


@pytest.mark.parametrize("aspect", ["9:16", "1:1", "4:5"])
def test_a_film_in_another_aspect_is_drawn_again_and_not_spoken_again(aspect):
    found = changed(film(lecture(), render=Render(aspect=aspect)), film(lecture(), render=Render()))
    assert found
    assert not {name for name in found if name.startswith("speak:")}


def test_editing_the_code_of_one_scene_costs_that_scene():
    found = changed(film(lecture("x = 2")), film(lecture()))
    assert found == {
        "draw:s1",
        "clip:s1",
        "transition:s1",
        "transition:s2",
        "timeline",
        "captions",
        "thumbnails",
        "film",
    }


def test_editing_what_one_speaker_says_costs_that_scene_and_another_voice_those_of_its_speaker():
    def talk(said="They do.", **voices):
        board = board_of_all()
        board.scenes[0].say = [DIALOGUE[0], Turn(text=said, voice="Ben")]
        board.scenes[1].say = [Turn(text="I know.", voice="Anna")]
        return film(msgspec.structs.replace(board, scenes=[*map(msgspec.structs.replace, board.scenes)], voices=voices))

    # Its thumbnails may stay: what stands for less than a second has none.
    assert changed(talk("They do not."), talk()) | {"thumbnails"} == {"speak:s0"} | WHOLE
    assert {name for name in changed(talk(Ben="espeak:en-gb"), talk()) if name.startswith("speak:")} == {"speak:s0"}
    turns = recipes(talk())["speak:s0"]["params"]["turns"]
    assert len({turn["voice"]["name"] + str(turn["voice"].get("pitch", 0)) for turn in turns}) == 2
