from __future__ import annotations

import itertools
import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.notebooks import code, content, notebook, printed

from aura_nb.media.encoding_parts import SILENCE_SECONDS
from aura_nb.pipeline.durations import (
    BUILD_SECONDS,
    MIN_PIECE_FRAMES,
    MOVE_SECONDS,
    TRANSITION_SECONDS,
    piece_frames,
    transitions,
)
from aura_nb.pipeline.reveals import FIRST_AT_MOST, cued_times, reveal_times
from aura_nb.pipeline.timeline import (
    FIRST_LEAD_SECONDS,
    LAST_TAIL_SECONDS,
    MIN_HOLD_FRAMES,
    OPENED_LEAD_SECONDS,
    SAMPLE_RATE,
    Timeline,
    compose,
)
from aura_nb.sources import from_notebook
from aura_nb.specs import Bullets, Code, Columns, Cue, Picture, Render, Scene, Storyboard, Table, Text, Turn, Voice
from aura_nb.specs.kinds.table import Lit
from aura_nb.visuals.layout import Layout, Motion, State
from aura_nb.voices.speech import Narration, Word

RATE = 24_000


def spoken(text: str, *, pace: float = 0.35) -> Narration:
    words = [Word(word, index * pace, (index + 1) * pace) for index, word in enumerate(text.split())]
    return Narration(RATE, round(len(words) * pace * RATE), words)


def layout(*cues: str, moving: bool = False) -> Layout:
    states = [State(f"state-{index:02}.png", cue) for index, cue in enumerate(cues or ("",))]
    box = (0.0, 0.0, 160.0, 90.0)
    motion = Motion("picture.png", (0, 0, 160, 90), box, box, None) if moving else None
    return Layout(160, 90, states, motion, "end.png" if moving else None)


def film(*scenes: Scene, layouts: dict[str, Layout] | None = None, **options) -> Timeline:
    render = options.pop("render", Render())
    story = Storyboard(title="Film", scenes=list(scenes))
    narrations = {scene.id: spoken(scene.narration) for scene in scenes if scene.narration}
    drawn = {scene.id: layout() for scene in scenes} | (layouts or {})
    return compose(story, narrations, drawn, render=render, **options)


CUT = Render(transition="cut")  # neither opens nor ends in the ground
A = Scene(id="a", heading="First", narration="One two three four five six.")
B = Scene(id="b", heading="Second", narration="Seven eight nine ten.")
C = Scene(id="c", narration="Eleven twelve. " * 5)


def silent(timeline: Timeline, *scenes: Scene) -> list[float]:
    """How long each stretch without a word is that is longer than a pause, opening and end included."""
    said = {scene.id: spoken(scene.narration) for scene in scenes}
    starts = [(each.start / SAMPLE_RATE, said[each.scene].words) for each in timeline.spoken]
    begins = [start + word.start for start, words in starts for word in words] + [timeline.seconds]
    ends = [0.0] + [start + word.end for start, words in starts for word in words]
    gaps = (begin - end for end, begin in zip(ends, begins, strict=True))
    return [gap for gap in gaps if gap > SILENCE_SECONDS]


def gap(timeline: Timeline, before: Scene, after: Scene) -> float:
    starts = {spoken.scene: spoken.start / SAMPLE_RATE for spoken in timeline.spoken}
    return starts[after.id] - starts[before.id] - len(before.narration.split()) * 0.35


def check(timeline: Timeline, story: Storyboard, narrations: dict[str, Narration]) -> None:
    position = 0
    for segment in timeline.segments:
        assert segment.start == position
        assert segment.frames >= (MIN_HOLD_FRAMES if segment.kind == "hold" else MIN_PIECE_FRAMES)
        position += segment.frames
    assert position == timeline.frames
    assert timeline.samples == round(timeline.frames * SAMPLE_RATE / timeline.fps)

    assert [chapter.scene for chapter in timeline.chapters] == [scene.id for scene in story.scenes]
    assert timeline.chapters[0].start == 0
    assert timeline.chapters[-1].end == pytest.approx(timeline.frames / timeline.fps)
    for before, after in itertools.pairwise(timeline.chapters):
        assert before.end == after.start
        assert before.start < before.end

    bodies: dict[str, tuple[int, int]] = {}
    for segment in timeline.segments:
        if not segment.file.startswith("transition:"):
            first, _ = bodies.get(segment.scene, (segment.start, 0))
            bodies[segment.scene] = (first, segment.start + segment.frames)
    assert [s.scene for s in timeline.spoken] == [s.id for s in story.scenes if s.id in narrations]
    for place in timeline.spoken:
        first, last = bodies[place.scene]
        length = math.ceil(narrations[place.scene].samples * SAMPLE_RATE / narrations[place.scene].rate)
        assert isinstance(place.start, int)
        assert place.start >= first * SAMPLE_RATE / timeline.fps
        assert place.start + length <= last * SAMPLE_RATE / timeline.fps

    said = [word.text for scene in story.scenes if scene.id in narrations for word in narrations[scene.id].words]
    assert [word for cue in timeline.cues for line in cue.lines for word in line.split()] == said
    for early, late in itertools.pairwise(timeline.cues):
        assert early.start < early.end <= late.start
    assert all(cue.end <= timeline.seconds for cue in timeline.cues)


WORDS = ("bees", "carry", "pollen", "from", "flower", "to", "while", "the", "sun", "shines", "over", "meadow")
LINES = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@st.composite
def films(draw):
    scenes, layouts = [], {}
    for index in range(draw(st.integers(1, 6))):
        moving = draw(st.integers(0, 3)) == 0
        count = 1 if moving else draw(st.integers(1, 8))
        scene = Scene(
            id=f"s{index}",
            heading=draw(st.sampled_from(["", "A heading"])),
            narration=draw(LINES),
            show=Text(text="Some text to read"),
            pause_after=draw(st.none() | st.floats(0, 5)),
            transition=draw(st.sampled_from([None, "cut", "fade", "slide", "push"])),
        )
        scenes.append(scene)
        layouts[scene.id] = layout("", *(draw(LINES) for _ in range(count - 1)), moving=moving)
    story = Storyboard(title="Any", scenes=scenes)
    pace = draw(st.floats(0.05, 0.6))
    narrations = {s.id: spoken(s.narration, pace=pace) for s in scenes if s.narration}
    render = Render(fps=draw(st.integers(1, 60)), transition=draw(st.sampled_from(["cut", "fade", "slide", "push"])))
    return story, narrations, layouts, render, Voice(pause=draw(st.sampled_from(["natural", "short", "long"])))


@settings(max_examples=150, deadline=None)
@given(films())
def test_any_film_is_whole_frames_without_hole_or_overlap(parts) -> None:
    story, narrations, layouts, render, voice = parts
    check(compose(story, narrations, layouts, render=render, voice=voice), story, narrations)


@pytest.mark.parametrize("fps", [1, 2, 3, 7, 10, 24, 25, 30, 50, 60])
def test_every_frame_rate_gives_a_valid_film(fps) -> None:
    scenes = [A, B, C]
    layouts = {"b": layout("", "seven", "eight", "nine"), "c": layout(moving=True)}
    timeline = film(*scenes, layouts=layouts, render=Render(fps=fps))
    check(timeline, Storyboard(title="F", scenes=scenes), {s.id: spoken(s.narration) for s in scenes})


def test_a_piece_too_slow_for_the_frame_rate_is_a_cut() -> None:
    assert [piece_frames(TRANSITION_SECONDS, fps) for fps in (1, 3, 4, 10, 30, 60)] == [0, 0, 4, 5, 15, 30]
    assert [piece_frames(BUILD_SECONDS, fps) for fps in (1, 6, 7, 30, 60)] == [0, 0, 4, 9, 18]


@pytest.mark.parametrize(("pause", "low", "high"), [("natural", 0.9, 1.1), ("short", 0.5, 0.6), ("long", 1.55, 1.7)])
@pytest.mark.parametrize("transition", ["fade", "cut"])
def test_the_pause_between_narrations_is_what_the_voice_asks_for(pause, low, high, transition) -> None:
    timeline = film(A, B, voice=Voice(pause=pause), render=Render(transition=transition))
    assert low <= gap(timeline, A, B) <= high


def test_a_scenes_own_voice_sets_its_own_pause() -> None:
    slow = Scene(id="a", narration=A.narration, voice=Voice(pause="long"))
    assert gap(film(slow, B), slow, B) == pytest.approx(1.6, abs=0.05)


@pytest.mark.parametrize(("asked", "given_"), [(3.0, 3.0), (0.7, 0.7), (0.0, 0.5)])
def test_pause_after_is_the_silence_until_the_next_narration_and_holds_the_transition(asked, given_) -> None:
    scene = Scene(id="a", narration=A.narration, pause_after=asked)
    assert gap(film(scene, B), scene, B) == pytest.approx(given_, abs=1 / 30 + 0.001)


def test_the_last_scene_lingers() -> None:
    timeline = film(A)
    ends = timeline.spoken[0].start / SAMPLE_RATE + 6 * 0.35
    assert timeline.seconds - ends == pytest.approx(LAST_TAIL_SECONDS, abs=0.04)


def test_a_scene_overrides_the_films_transition() -> None:
    cut = Scene(id="b", narration=B.narration, transition="cut")
    timeline = film(Scene(id="a", narration="Hello.", transition="cut"), cut, C)
    assert [s.file for s in timeline.segments if s.file.startswith("transition:")] == ["transition:c"]


def test_a_film_opens_out_of_its_ground_and_ends_in_it() -> None:
    timeline = film(A, B)
    first, *_, last = timeline.segments
    assert (first.file, first.start, first.frames) == ("transition:a", 0, 15)
    assert (last.file, last.start + last.frames) == ("leave:b", timeline.frames)
    assert timeline.chapters[-1].end == timeline.seconds
    assert timeline.spoken[0].start / SAMPLE_RATE == pytest.approx(0.5 + OPENED_LEAD_SECONDS, abs=0.01)
    spoken_until = timeline.spoken[1].start / SAMPLE_RATE + 4 * 0.35
    assert timeline.seconds - spoken_until == pytest.approx(LAST_TAIL_SECONDS, abs=0.04)


def test_how_much_moves_is_the_films_choice() -> None:
    layouts = {"a": layout("", "three", "five")}
    story = Storyboard(title="F", scenes=[A, Scene(id="b", narration="Two.", transition="push")])
    kinds = {motion: transitions(story, Render(motion=motion)) for motion in ("full", "calm", "none")}
    assert kinds == {
        "full": {"a": "fade", "b": "push"},
        "calm": {"a": "fade", "b": "fade"},
        "none": {"a": "cut", "b": "cut"},
    }
    still = film(*story.scenes, layouts=layouts, render=Render(motion="none"))
    assert {s.kind for s in still.segments} == {"hold"}
    assert [s.file for s in still.segments if s.scene == "a"] == [f"clip:a/still-{index:02}" for index in range(3)]


def test_a_chapter_starts_with_its_transition_and_is_named_by_heading_or_first_words() -> None:
    timeline = film(A, C)
    assert [c.title for c in timeline.chapters] == [
        "First",
        "Eleven twelve. Eleven twelve. Eleven twelve. Eleven twelve.…",
    ]
    assert next(s.start for s in timeline.segments if s.scene == "c") == round(timeline.chapters[1].start * 30)


def test_a_moving_picture_is_one_piece_as_long_as_its_scene() -> None:
    timeline = film(
        A,
        Scene(id="p", narration="Look at this.", show=Picture(image="x.png", fit="cover")),
        layouts={"p": layout(moving=True)},
    )
    assert [s.file for s in timeline.segments if s.scene == "p"] == ["transition:p", "motion:p", "leave:p"]


def test_a_scene_without_narration_stands_until_it_is_read() -> None:
    text = Scene(id="t", show=Text(text="word " * 30))
    assert film(text, render=CUT).seconds == pytest.approx(10, abs=0.04)
    assert film(Scene(id="t", heading="Short"), render=CUT).seconds == pytest.approx(2.5, abs=0.04)
    assert film(Scene(id="t", heading="Short", pause_after=4), render=CUT).seconds == pytest.approx(4)


def test_bullets_of_a_silent_scene_appear_as_they_can_be_read() -> None:
    scene = Scene(id="t", heading="Three", show=Bullets(items=["one " * 6, "two " * 6, "three " * 6]))
    timeline = film(scene, layouts={"t": layout("", "one " * 6, "two " * 6, "three " * 6)}, render=CUT)
    builds = [s.start / 30 for s in timeline.segments if s.kind == "piece"]
    assert builds == sorted(builds)
    assert builds[0] < 1
    assert timeline.seconds - builds[-1] > 1.5


def stands(timeline: Timeline) -> list[float]:
    """Seconds for which each state of the film's one scene stands, with the build that leads to it."""
    builds = [s.start / 30 for s in timeline.segments if s.kind == "piece"]
    return [after - before for before, after in itertools.pairwise([0.0, *builds, timeline.seconds])]


CODE = "\n".join(f"line_{number} = {number}" for number in range(1, 9))


@pytest.mark.parametrize("narration", ["", "Code."])
def test_lit_lines_of_code_stand_long_enough_to_be_read(narration: str) -> None:
    """Nobody says anything of them: they passed in two seconds, or in those of the heading that was said."""
    show = Code(code=CODE, lines=[[2], [3, 4, 5]])
    scene = Scene(id="t", heading="Code", narration=narration, show=show)
    all_of_it, one, three = stands(film(scene, layouts={"t": layout("", "a", "b")}, render=CUT))
    assert all_of_it > (0.2 if narration else 2)
    assert one >= 1.5
    assert three >= 1.5
    assert one + three + all_of_it > (5 if narration else 8)


def test_a_page_of_code_stands_about_a_second_for_each_of_its_lines() -> None:
    timeline = film(Scene(id="t", show=Code(code=CODE)), layouts={"t": layout("", "x")}, render=CUT)
    assert timeline.seconds == pytest.approx(8, abs=0.1)


@pytest.mark.parametrize("pause", ["short", "natural", "long"])
@pytest.mark.parametrize("output", ["", "1\n2\n3"])
def test_code_that_a_sentence_introduces_stands_for_no_silence_after_its_last_word(pause, output) -> None:
    show = Code(code="\n".join([CODE] * 3), output=output)
    scenes = [Scene(id=name, narration="We set one.", show=show) for name in "abc"]
    layouts = {scene.id: layout("", "") if output else layout("") for scene in scenes}
    timeline = film(*scenes, layouts=layouts, voice=Voice(pause=pause))
    assert silent(timeline, *scenes) == []


def test_the_film_of_a_notebook_of_bare_code_is_hardly_silent() -> None:
    body = "\n".join(f"  step{number} <- value * {number}" for number in range(8))
    cells = [
        code("library(dplyr)"),
        code(f"scaled <- function(value) {{\n{body}\n}}"),
        code("summary(scaled(2))", printed("   Min. Median  Max.\n    1.0    4.0   7.0\n")),
        code("for (each in 1:3) {\n  print(scaled(each))\n}", printed("[1] 7\n[1] 14\n[1] 21\n")),
    ]
    scenes = from_notebook(content(notebook(*cells, language="R")), name="bare").storyboard.scenes
    timeline = film(*scenes, layouts={scene.id: layout(*[""] * scene.show.states) for scene in scenes})
    assert sum(silent(timeline, *scenes)) < 0.15 * timeline.seconds


def test_a_phrase_of_one_who_speaks_in_a_dialogue_shows_its_step() -> None:
    said = [Turn(text="Do they fly?", voice="Anna"), Turn(text="They do.", voice="Ben")]
    scene = Scene(id="t", say=said, show=Bullets(items=["Wings", "Yes"]), cues=[Cue(on="they do", show=2)])
    timeline = film(scene, layouts={"t": layout("", "Wings", "Yes")}, render=CUT)
    assert timeline.builds[-1].word == pytest.approx(timeline.spoken[0].start / SAMPLE_RATE + 3 * 0.35)


def test_cues_say_when_lines_light_up_however_soon() -> None:
    show = Code(code=CODE, lines=[[2], [3]])
    cues = [Cue(on="two", show=1), Cue(on="three", show=2)]
    scene = Scene(id="t", narration="One two three.", show=show, cues=cues)
    assert film(scene, layouts={"t": layout("", "a", "b")}, render=CUT).seconds < 4


def test_a_large_table_is_read_as_far_as_it_is_shown_and_its_lit_rows_for_a_moment() -> None:
    show = Table(rows=[["Brest", "6.9 m"]] * 2000, light=[Lit(row=1), Lit(row=2)])
    whole, *lit = stands(film(Scene(id="t", show=show), layouts={"t": layout("", "a", "b")}, render=CUT))
    assert 10 < whole < 31
    assert min(lit) > 1.7


def test_columns_are_read_one_after_the_other() -> None:
    show = Columns(columns=[Code(code=CODE, lines=[[2]]), Bullets(items=["One", "Two"])])
    whole, lit, *points = stands(
        film(Scene(id="t", show=show), layouts={"t": layout(*["", "a", "b", "c"])}, render=CUT)
    )
    assert whole > 2
    assert lit > 1.9
    assert min(points) > 0.9


def test_states_and_builds_are_named_in_order() -> None:
    timeline = film(A, layouts={"a": layout("", "three", "five")}, render=CUT)
    assert [s.file for s in timeline.segments] == [
        "clip:a/still-00", "clip:a/build-01", "clip:a/still-01", "clip:a/build-02", "clip:a/still-02",
    ]  # fmt: skip


def spans(starts) -> list[tuple[float, float]]:
    return [(start, start + 0.3) for start in starts]


def times(text: str, *cues: str) -> tuple[list[float], dict[str, float]]:
    words = text.split()
    starts = [index * 0.4 for index in range(len(words))]
    found = reveal_times(cues, words, spans(starts), len(words) * 0.4)
    assert all(each.word in {None, each.at} for each in found)
    return [each.at for each in found], dict(zip(words, starts, strict=True))


def test_a_bullet_appears_as_the_voice_reaches_its_words() -> None:
    found, at = times(
        "Three things help. First, plant clover late in May. Second, leave dead wood standing. Third: no poison, ever.",
        "Plant late clover", "Leave some dead wood", "No poisons",
    )  # fmt: skip
    wanted = [at["plant"], at["leave"], at["no"]]
    assert found == pytest.approx(wanted)


def test_a_word_said_twice_does_not_pull_a_later_bullet_forward() -> None:
    found, at = times(
        "Bees and their food are our subject. The hive keeps them warm. Then there is food from flowers: nectar.",
        "A warm hive", "Food: nectar from flowers",
    )  # fmt: skip
    assert found[0] < found[1]
    assert found[1] > at["Then"] - 0.5


def test_a_word_like_it_earlier_does_not_pull_a_bullet_forward() -> None:
    found, at = times(
        "Say it in one plain sentence, without any special words. Explain the words that need explaining.",
        "Say it in one plain sentence", "Explain the words that need it",
    )  # fmt: skip
    assert found[1] == pytest.approx(at["Explain"])


def test_bullets_that_are_never_said_are_spread_between_their_neighbours() -> None:
    found, at = times(
        "Alpha comes first and then much later we get to omega at the end of it all.", "Alpha", "???", "Omega"
    )
    assert found[0] < found[1] < found[2]
    assert found[2] == pytest.approx(at["omega"])


def test_bullets_that_have_nothing_to_do_with_the_narration_are_spread_over_it() -> None:
    found, _ = times("We talk and talk about something else for a while here.", "Xylophone", "Quartz", "Jigsaw")
    assert found[0] <= 0.5
    assert found == sorted(found)
    assert found[-1] <= 0.9 * 11 * 0.4


def test_a_cue_shows_its_step_exactly_as_its_phrase_begins() -> None:
    text = "Plant clover, leave dead wood standing, and use no poison, ever. Then leave dead wood again."
    words = spoken(text).words
    scene = Scene(
        id="a",
        narration=text,
        show=Bullets(items=["Plant clover", "Leave dead wood", "No poisons"]),
        cues=[Cue(on="no poison", show=1), Cue(on="leave  Dead wood", show=3)],
    )
    cued = cued_times(scene.cues, text, words)
    at = {index: words[index].start for index in range(len(words))}
    assert cued == {0: at[8], 2: at[12]}
    found = reveal_times(["Plant clover", "Leave dead wood", "No poisons"], text.split(), spans(at.values()), 5.6, cued)
    assert (found[0], found[2]) == ((at[8], at[8]), (at[12], at[12]))
    assert found[0].at < found[1].at < found[2].at
    timeline = film(scene, layouts={"a": layout("", *"xyz")}, render=CUT)
    middles = [s.start + s.frames / 2 for s in timeline.segments if s.kind == "piece"]
    assert middles[0] == pytest.approx((FIRST_LEAD_SECONDS + at[8]) * 30, abs=0.51)
    assert middles[2] == pytest.approx((FIRST_LEAD_SECONDS + at[12]) * 30, abs=0.51)
    assert [build.word for build in timeline.builds][::2] == pytest.approx(
        [FIRST_LEAD_SECONDS + at[8], FIRST_LEAD_SECONDS + at[12]]
    )


def test_a_cue_within_a_long_word_of_a_script_without_spaces_is_found() -> None:
    text = "植物吸收阳光，释放氧气。"
    assert cued_times([Cue(on="释放氧气", show=1)], text, [Word(text, 0.0, 2.4)]) == {0: pytest.approx(1.4)}


def test_the_first_bullet_does_not_wait_for_ever() -> None:
    found, _ = times("So " * 60 + "finally pollination", "Pollination")
    assert found == [FIRST_AT_MOST]


def test_text_that_follows_text_waits_for_its_word() -> None:
    words = ("So " * 60 + "finally pollination").split()
    [build] = reveal_times(["Pollination"], words, spans(0.4 * index for index in range(len(words))), 24.0, bare=False)
    assert build.word == pytest.approx(0.4 * 61)


def test_cues_in_scripts_without_spaces_are_found_by_character() -> None:
    text = "植物吸收阳光 然后制造糖分 最后释放氧气"
    words = text.split()
    found = reveal_times(["吸收阳光", "制造糖分", "释放氧气"], words, spans([0.0, 2.0, 4.0]), 6.0)
    assert [each.at for each in found] == pytest.approx([0.1, 2.1, 4.1])


def test_a_cue_within_a_long_word_is_where_the_voice_is_in_it() -> None:
    text = "植物吸收阳光，然后制造糖分。"
    [_, late] = reveal_times(["吸收阳光", "制造糖分"], [text], [(1.0, 4.0)], 4.0)
    assert late.word == pytest.approx(1.0 + 3.0 * 10 / 14)  # of twelve letters and a comma as long as two


def test_what_the_first_word_speaks_of_is_half_there_with_it() -> None:
    scene = Scene(id="a", narration="Clover feeds bees.", show=Bullets(items=["Clover"]))
    for pause in ("natural", "short"):
        timeline = film(scene, layouts={"a": layout("", "Clover")}, render=CUT, voice=Voice(pause=pause))
        [build] = timeline.builds
        assert build.word is not None
        assert (build.first + build.frames / 2) / 30 == pytest.approx(build.word, abs=0.02)


def test_a_build_without_a_piece_is_where_its_word_is() -> None:
    scene = Scene(id="a", narration="They like clover and water.", show=Bullets(items=["Clover"]))
    still = msgspec.structs.replace(CUT, motion="none")
    [build] = film(scene, layouts={"a": layout("", "Clover")}, render=still).builds
    assert build.frames == 0
    assert build.first / 30 == pytest.approx(build.word, abs=0.02)


def test_a_camera_takes_its_time_and_the_scene_as_long_as_its_moves_need() -> None:
    box = (0.0, 0.0, 160.0, 90.0)
    move = Motion("picture.png", (0, 0, 160, 90), box, box)
    moves = [State(f"state-{index:02}.png", "", move if index else None) for index in range(4)]
    found = film(Scene(id="a", narration="One two."), layouts={"a": Layout(160, 90, moves)}, render=CUT)
    pieces = [segment.frames for segment in found.segments if segment.kind == "piece"]
    assert pieces == [piece_frames(MOVE_SECONDS, 30)] * 3
    assert all(segment.frames >= MIN_HOLD_FRAMES for segment in found.segments if segment.kind == "hold")
    assert sum(segment.frames for segment in found.segments) == found.frames
