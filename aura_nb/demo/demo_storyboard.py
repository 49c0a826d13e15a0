"""The demo's storyboard: about fifteen seconds that say what Aura is by being it."""

from __future__ import annotations

from pathlib import Path

from aura_nb.sources import from_source
from aura_nb.specs import Brief, Code, Columns, Cue, End, Formula, Picture, Plan, Scene, Storyboard, Title

DEMO_TOPIC = "Welcome to Aura"
DEMO_SECONDS = 15.0
FOLDER = Path(__file__).parent  # what the demo's pictures are relative to
_PAUSE = 0.55  # brisker than a lecture
_CODE = """\
from math import cos, pi

def height(hour):
    return 3.5 + 2.4 * cos(2 * pi * hour / 12.42)
"""


def demo_storyboard(topic: str | None = None) -> Storyboard:
    """The demo, or with a topic of one's own a short outline of it. Pictures are relative to `FOLDER`.

    >>> [scene.id for scene in demo_storyboard().scenes]
    ['welcome', 'code', 'plot', 'picture', 'end']
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
                narration="Welcome to Aura: video from notebooks.",
                show=Title(subtitle="Narrated video from your notebook"),
                pause_after=_PAUSE,
            ),
            Scene(
                id="code",
                heading="Your code",
                narration="Code lights up line by line.",
                show=Code(code=_CODE, language="python", lines=[[3], [4]]),
                cues=[Cue(on="lights", show=1), Cue(on="line by line", show=2)],
                pause_after=_PAUSE,
            ),
            Scene(
                id="plot",
                heading="Your mathematics, your plots",
                narration="Formulas and plots come along.",
                show=Columns(
                    columns=[
                        Formula(tex=r"h(t) = h_0 + a \cos \frac{2 \pi t}{T}"),
                        Picture(image="tide.svg", alt="The height of a tide over a day: a curve that rises twice"),
                    ]
                ),
                pause_after=_PAUSE,
            ),
            Scene(
                id="picture",
                narration="Pictures move, all offline.",
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
                heading="Edit a scene",
                narration="Edit a scene: only that is remade.",
                show=End(text="Only that is remade."),
            ),
        ],
    )
