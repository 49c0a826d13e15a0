"""Compose: from the voices' lengths and the slides' states to a timeline in whole frames.

A scene is its incoming transition, then its body: a lead-in, the narration with its builds, a tail. Nobody speaks in
a transition. Between two narrations lies the pause that was asked for, of which the transition takes its part. Every
position is a frame or a sample; seconds appear only in captions and chapters.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from aura_nb.media.captions import CaptionCue, Chapter, told_cues
from aura_nb.media.encoding_parts import SILENCE_SECONDS, Planned
from aura_nb.pipeline.durations import (
    TRANSITION_SECONDS,
    build_frames,
    crossing_frames,
    leaves,
    move_frames,
    piece_frames,
    transitions,
)
from aura_nb.specs import DEFAULT_LANGUAGE, Render, Scene, Storyboard, Voice
from aura_nb.specs.kinds.kind import LINGER_SECONDS, WORDS_A_SECOND
from aura_nb.specs.length import word_count
from aura_nb.specs.turns import labels
from aura_nb.visuals.layout import Layout
from aura_nb.voices.speech import Narration, Word

SAMPLE_RATE = 48_000
AFTER_SECONDS = 0.5  # that the last frame of a video stands at the least
MIN_HOLD_FRAMES = 2  # IDRs of two pieces may not be neighbours
MIN_SCENE_FRAMES = 6
GAP_SECONDS = {"natural": 1.0, "short": 0.55, "long": 1.6}  # between two narrations, the transition included
FIRST_LEAD_SECONDS = 0.4
OPENED_LEAD_SECONDS = 0.2  # where the film opens from its ground first
LAST_TAIL_SECONDS = 1.2
MIN_SILENT_SECONDS = 2.5
MIN_STEP_SECONDS = 1.2  # of a step in silence
ENDED_SECONDS = 0.3  # that a voice may take after its last word


class Segment(Struct, rename="camel"):
    """A run of frames from one encoded file: `hold` repeats a still, `piece` plays a moving piece once."""

    kind: str
    scene: str
    file: str
    start: int
    frames: int


class NarrationStart(Struct, rename="camel"):
    """Where a scene's narration starts, as a sample at 48 kHz."""

    scene: str
    start: int


class Heard(Struct, rename="camel"):
    """Where a video's own sound starts, as a sample at 48 kHz: a `file` of the scene, heard from `begin` to `end`."""

    scene: str
    file: str
    start: int
    begin: float
    end: float


class Timeline(Struct, rename="camel"):
    """The whole film: contiguous segments of whole frames, the narrations' places, captions and chapters."""

    fps: int
    width: int
    height: int
    frames: int
    segments: list[Segment]
    spoken: list[NarrationStart]
    cues: list[CaptionCue]
    chapters: list[Chapter]
    heard: list[Heard] = []
    builds: list[Planned] = []

    @property
    def seconds(self) -> float:
        """How long the film lasts."""
        return self.frames / self.fps

    @property
    def samples(self) -> int:
        """How many samples of sound belong to it, at 48 kHz."""
        return round(self.frames * SAMPLE_RATE / self.fps)


def compose(
    storyboard: Storyboard,
    narrations: Mapping[str, Narration],
    layouts: Mapping[str, Layout],
    *,
    render: Render,
    voice: Voice | None = None,
) -> Timeline:
    """Place every scene's pictures, voice, captions and chapter.

    `narrations` has an entry for each scene that is spoken, `layouts` one for every scene; `voice` gives the pause
    for scenes without a voice of their own. A scene's `pauseAfter` is the silence until the next narration, at least
    as long as the transition; for a scene without narration it is how long the scene stands.
    """
    fps = render.fps
    width, height = render.size
    leads_in = transitions(storyboard, render)
    timeline = Timeline(fps, width, height, 0, [], [], [], [])
    named = labels([scene.say for scene in storyboard.scenes])
    lead = FIRST_LEAD_SECONDS if leads_in[storyboard.scenes[0].id] == "cut" else OPENED_LEAD_SECONDS
    closing = piece_frames(TRANSITION_SECONDS, fps) if leaves(render) else 0
    for index, scene in enumerate(storyboard.scenes):
        narration = narrations.get(scene.id)
        if narration is not None and narration.samples <= 0:
            narration = None
        following = storyboard.scenes[index + 1] if index + 1 < len(storyboard.scenes) else None
        crossing = crossing_frames(leads_in[following.id], fps) if following else 0
        tail, next_lead = _pauses(scene, voice or Voice(), crossing / fps, silent=narration is None)
        if following is None:
            tail = LAST_TAIL_SECONDS if scene.pause_after is None else scene.pause_after
            tail = max(0.0, tail - closing / fps)
        gap = tail + (crossing / fps + next_lead if following else closing / fps)
        linger = max(0.0, min(LINGER_SECONDS, SILENCE_SECONDS - ENDED_SECONDS - gap))
        crossing = crossing_frames(leads_in[scene.id], fps)
        ending = 0 if following else closing
        said = _add(timeline, scene, layouts[scene.id], narration, crossing, lead, tail, render, ending, linger)
        language = storyboard.language or DEFAULT_LANGUAGE
        timeline.cues += [
            sung.cue for sung in told_cues(said, named[index], until=timeline.frames / fps, language=language)
        ]
        lead = next_lead
    if closing:
        last = storyboard.scenes[-1].id
        timeline.segments.append(Segment("piece", last, f"leave:{last}", timeline.frames, closing))
        timeline.frames += closing
        timeline.chapters[-1].end = timeline.frames / fps
    return timeline


def _pauses(scene: Scene, voice: Voice, crossing: float, *, silent: bool) -> tuple[float, float]:
    """Seconds of silence after this narration and before the next, besides the transition between them.

    Both alike, but a pause longer than the voice's own is for this scene: the next one does not begin with it.
    """
    natural = GAP_SECONDS[(scene.voice or voice).pause]
    gap = natural if silent or scene.pause_after is None else scene.pause_after
    lead = max(0.0, min(gap, natural) - crossing) / 2
    return max(0.0, gap - crossing) - lead, lead


def _add(
    timeline: Timeline,
    scene: Scene,
    layout: Layout,
    narration: Narration | None,
    crossing: int,
    lead: float,
    tail: float,
    render: Render,
    closing: int,
    linger: float,
) -> list[Word]:
    """Append one scene to the timeline; the words heard in it, in the film's seconds."""
    from aura_nb.pipeline.reveals import RevealedStep, cued_times, reveal_times  # noqa: PLC0415 - who only reads timelines needs no rapidfuzz

    fps = timeline.fps
    start = timeline.frames
    body = start + crossing
    builds = [build_frames(render) if state.move is None else move_frames(render) for state in layout.states[1:]]
    if narration is None:
        reading = _reading(scene, layout)
        seconds = sum(reading) if scene.pause_after is None else scene.pause_after
        passed = itertools.accumulate(reading[:-1])
        reveals = [RevealedStep(seconds * each / sum(reading)) for each in passed]
        body_seconds = seconds - closing / fps if scene.pause_after is None else seconds
    else:
        spoken_seconds = narration.samples / narration.rate
        least = _least(scene, layout)
        if not scene.show.outlasts(len(layout.states)):
            least = min(least, spoken_seconds + linger)
        words = narration.words
        seen_seconds = max(spoken_seconds, least)
        reveals = reveal_times(
            [state.cue for state in layout.states[1:]],
            [word.text for word in words],
            [(word.start, word.end) for word in words],
            seen_seconds,
            cued_times(scene.cues, scene.narration, words),
            bare=scene.show.begins_bare,
        )
        if reveals:
            # What the first word speaks of has had time to appear.
            lead = max(lead, MIN_HOLD_FRAMES / fps + builds[0] / fps / 2 - reveals[0].at)
        # Two samples more: the start and the length are each rounded up to a sample of 48 kHz.
        body_seconds = lead + seen_seconds + tail + 2 / SAMPLE_RATE
    # A video is seen to its end, and stands for a moment.
    body_seconds = max(
        [body_seconds, *(each.end - each.start + AFTER_SECONDS for each in layout.footage if each.leads)]
    )
    frames = max(math.ceil(body_seconds * fps - 1e-6), MIN_SCENE_FRAMES)
    if crossing:
        timeline.segments.append(Segment("piece", scene.id, f"transition:{scene.id}", start, crossing))
    if layout.motion is not None:
        timeline.segments.append(Segment("piece", scene.id, f"motion:{scene.id}", body, frames))
    else:
        # A build is half done when the voice is there.
        wanted = [(lead + each.at) * fps - build / 2 for each, build in zip(reveals, builds, strict=True)]
        begins, frames = _fitted([math.ceil(begin - 0.5) for begin in wanted], frames, builds)
        timeline.segments += _states(scene.id, body, begins, frames, builds)
        number = len(timeline.chapters) + 1
        timeline.builds += [
            Planned(number, body + begin, build, None if each.word is None else body / fps + lead + each.word)
            for begin, build, each in zip(begins, builds, reveals, strict=True)
        ]
    timeline.frames = body + frames
    at = math.ceil(body / fps * SAMPLE_RATE - 1e-6)
    timeline.heard += [Heard(scene.id, each.file, at, each.start, each.end) for each in layout.footage if each.sound]
    timeline.chapters.append(Chapter(_title(scene), scene.id, start / fps, timeline.frames / fps))
    if narration is not None:
        sample = math.ceil((body / fps + lead) * SAMPLE_RATE - 1e-6)
        timeline.spoken.append(NarrationStart(scene.id, sample))
        offset = sample / SAMPLE_RATE
        return [Word(word.text, word.start + offset, word.end + offset) for word in narration.words]
    return []


def _fitted(reveals: Sequence[int], frames: int, builds: Sequence[int]) -> tuple[list[int], int]:
    """Reveals moved so that no hold is too short, and the frames of the scene, more where they cannot fit.

    `builds` are the frames that each of them takes.
    """
    steps = [build + MIN_HOLD_FRAMES for build in builds]
    frames = max(frames, MIN_HOLD_FRAMES + sum(steps))
    at: list[int] = []
    for index, wanted in enumerate(reveals):
        earliest = at[-1] + steps[index - 1] if at else MIN_HOLD_FRAMES
        latest = frames - sum(steps[index:])
        at.append(max(earliest, min(wanted, latest)))
    return at, frames


def _states(scene: str, body: int, reveals: Sequence[int], frames: int, builds: Sequence[int]) -> list[Segment]:
    segments = []
    shown_from = 0
    for index, at in enumerate([*reveals, frames]):
        still = f"clip:{scene}/still-{index:02}"
        segments.append(Segment("hold", scene, still, body + shown_from, at - shown_from))
        shown_from = at
        if index < len(reveals) and builds[index]:
            segments.append(Segment("piece", scene, f"clip:{scene}/build-{index + 1:02}", body + at, builds[index]))
            shown_from = at + builds[index]
    return segments


def _reading(scene: Scene, layout: Layout) -> list[float]:
    """Seconds for which each state of a scene without narration stands so that what is new in it can be read."""
    cues = [state.cue for state in layout.states]
    first, *later = scene.show.reading(cues, spoken=False)
    first += word_count(scene.headline) / WORDS_A_SECOND
    least = 0.0 if layout.motion else MIN_STEP_SECONDS
    found = [first, *(max(least, seconds) for seconds in later)]
    short = MIN_SILENT_SECONDS - sum(found)
    return found if short <= 0 else [*found[:-1], found[-1] + short]


def _least(scene: Scene, layout: Layout) -> float:
    """Seconds that a scene's states take at the least, however short its narration is."""
    return 0.0 if scene.cues else sum(scene.show.reading([state.cue for state in layout.states], spoken=True))


def _shown(scene: Scene) -> str:
    return " ".join(scene.show.texts())


def _title(scene: Scene) -> str:
    if heading := " ".join(scene.headline.split()):
        return heading
    words = (scene.narration or _shown(scene)).split()
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "") or scene.id
