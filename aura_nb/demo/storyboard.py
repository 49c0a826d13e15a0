"""The demo's storyboard: about fifteen seconds that say what Aura is by being it."""

from __future__ import annotations

from pathlib import Path

from aura_nb.sources import from_source
from aura_nb.specs import Brief, Bullets, End, Picture, Plan, Scene, Storyboard, Title

DEMO_TOPIC = "Welcome to Aura"
DEMO_SECONDS = 15.0
FOLDER = Path(__file__).parent  # what the demo's picture is relative to
_PAUSE = 0.55  # brisker than a lecture


def demo_storyboard(topic: str | None = None) -> Storyboard:
    """The demo, or with a topic of one's own a short outline of it. Pictures are relative to `FOLDER`.

    >>> [scene.id for scene in demo_storyboard().scenes]
    ['welcome', 'how', 'picture', 'end']
    """
    if topic is not None and topic.strip() and topic.strip() != DEMO_TOPIC:
        return from_source(Brief(topic=topic, tone="Friendly"), plan=Plan(seconds=DEMO_SECONDS)).storyboard
    return Storyboard(
        title=DEMO_TOPIC,
        language="en-US",  # said, so that nobody waits for it to be found
        scenes=[
            Scene(
                id="welcome",
                heading=DEMO_TOPIC,
                narration="Welcome to Aura: narrated video, right in your notebook.",
                show=Title(subtitle="Narrated video, right in your notebook"),
                pause_after=_PAUSE,
            ),
            Scene(
                id="how",
                heading="How it works",
                narration="You write the words. Aura speaks them, and the slides keep time.",
                show=Bullets(items=["You write the words", "Aura speaks them", "The slides keep time"]),
                pause_after=_PAUSE,
            ),
            Scene(
                id="picture",
                narration="Pictures move, and everything stays on your computer.",
                show=Picture(
                    image="aurora.jpg",
                    alt="Green and violet northern lights over misty blue hills at dawn, with dark pines in front",
                    caption="Made here, offline",
                    fit="cover",
                ),
                pause_after=_PAUSE,
            ),
            Scene(
                id="end",
                heading="Edit one scene",
                narration="Edit one scene: only that one is made again.",
                show=End(text="Only that one is made again."),
            ),
        ],
    )
