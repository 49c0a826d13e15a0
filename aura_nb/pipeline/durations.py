"""How long what moves takes, in frames: builds, camera moves and the transitions between scenes."""

from __future__ import annotations

from aura_nb.specs import Render, Scene, Storyboard

BUILD_SECONDS = 0.3
MOVE_SECONDS = 1.1  # of a camera from one region of a picture to the next
TRANSITION_SECONDS = 0.5
MIN_PIECE_FRAMES = 4


def piece_frames(seconds: float, fps: int) -> int:
    """Frames of a build or transition; 0 means a cut, where a piece long enough to encode would be too slow.

    >>> piece_frames(TRANSITION_SECONDS, 30), piece_frames(BUILD_SECONDS, 10), piece_frames(TRANSITION_SECONDS, 2)
    (15, 4, 0)
    """
    frames = max(round(seconds * fps), MIN_PIECE_FRAMES)
    return frames if frames / fps <= 2 * seconds else 0


def transitions(storyboard: Storyboard, render: Render) -> dict[str, str]:
    """The transition that leads into each scene, `cut` where the rate is too low for one or nothing is to move.

    The first scene comes out of the ground. Where the film is calm, everything fades.
    """
    possible = piece_frames(TRANSITION_SECONDS, render.fps) > 0 and render.motion != "none"

    def kind(scene: Scene, *, first: bool) -> str:
        wanted = scene.transition or render.transition
        if not possible or wanted == "cut":
            return "cut"
        return "fade" if first or render.motion == "calm" else wanted

    return {scene.id: kind(scene, first=not index) for index, scene in enumerate(storyboard.scenes)}


def leaves(render: Render) -> bool:
    """Whether the film ends in its ground."""
    return render.transition != "cut" and render.motion != "none" and piece_frames(TRANSITION_SECONDS, render.fps) > 0


def build_frames(render: Render) -> int:
    """Frames of a slide that builds; 0 where it changes at once."""
    return 0 if render.motion == "none" else piece_frames(BUILD_SECONDS, render.fps)


def move_frames(render: Render) -> int:
    """Frames of a camera's move, which in a calm film is a build."""
    return piece_frames(MOVE_SECONDS, render.fps) if render.motion == "full" else build_frames(render)


def crossing_frames(kind: str, fps: int) -> int:
    """Frames of a transition."""
    return 0 if kind == "cut" else piece_frames(TRANSITION_SECONDS, fps)
