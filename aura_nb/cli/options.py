"""The options of the command line and of the magics: declared once, so that both say and take the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from aura_nb.specs import ASPECTS, AUDIENCES, GOALS, TONES, Plan, Render, Voice, choices, span
from aura_nb.specs.render import MUSIC, SHORT_QUALITIES


def together(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator."""

    def decorate(command: Any) -> Any:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


film_options = together(
    click.option(
        "--voice",
        metavar="NAME",
        help="Who speaks, such as hibari:en-us or espeak:de (`jupyter aura voices` lists all).",
    ),
    click.option(
        "--pronounce",
        metavar="FILE",
        help="How words are said: a table in YAML, TOML or JSON, such as `xarray: ex array`.",
    ),
    click.option("--rate", type=float, metavar="FACTOR", help=f"How fast the voice speaks, {span(Voice, 'rate')}."),
    click.option(
        "--language", metavar="TAG", help="The language, a BCP 47 tag such as en-US. Default: found from the text."
    ),
    click.option("--aspect", metavar="W:H", help=f"{', '.join(ASPECTS)} or a size such as 1280x720."),
    click.option(
        "--quality",
        type=click.Choice([*choices(Render, "quality"), *SHORT_QUALITIES]),
        help="480p, 1080p, 1080p finer, or 2160p.",
    ),
    click.option("--fps", type=int, metavar="N", help=f"Frames per second, {span(Render, 'fps')}."),
    click.option(
        "--theme",
        metavar="NAME",
        help="How slides look: a theme such as light, dark, paper or lab, or your own JSON file.",
    ),
    click.option(
        "--logo",
        "brand",
        metavar="FILE",
        callback=lambda _context, _option, file: {"logo": file} if file else None,
        help="A small picture for a corner of every slide.",
    ),
    click.option("--transition", type=click.Choice(choices(Render, "transition")), help="Between scenes."),
    click.option(
        "--motion",
        type=click.Choice(choices(Render, "motion")),
        help="What moves: all, nothing but what fades, or nothing. Default: full.",
    ),
    click.option(
        "--captions",
        type=click.Choice(choices(Render, "captions")),
        help="A track players can show, in the picture itself, both, in it with each word lit as it is said, or none.",
    ),
    click.option(
        "--format",
        type=click.Choice(choices(Render, "format")),
        help="Also make a WebM, the sound alone, a GIF of one scene, a small MP4 or slides. Default: what -o ends in.",
    ),
    click.option("--scene", metavar="ID", help="The scene that a GIF shows. Default: the first behind the title."),
    click.option(
        "--megabytes",
        type=float,
        metavar="N",
        help=f"What the small MP4 may take, {span(Render, 'megabytes')} MB. Default: {Render().megabytes:g}.",
    ),
    click.option(
        "--preset",
        type=click.Choice(choices(Render, "preset")),
        help="Options for YouTube, for its Shorts, or for a small file; each that you give as well counts before them.",
    ),
    click.option(
        "--music",
        metavar="NAME|FILE",
        help=f"Music under the film: {', '.join(MUSIC)}, or a WAV, MP3 or M4A file. Default: none.",
    ),
    click.option(
        "--assets",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        metavar="DIR",
        help="A folder in which pictures may lie as well; may be given several times.",
    ),
)
topic_options = together(
    click.option(
        "--seconds",
        type=float,
        metavar="N",
        help="How long the film should be. Default: as long as your own text needs; 40 for a topic alone.",
    ),
    click.option("--audience", metavar="WHO", help=f"For whom: {', '.join(AUDIENCES)}, or your own words."),
    click.option("--goal", metavar="WHAT", help=f"To what end: {', '.join(GOALS)}, or your own words."),
    click.option("--tone", metavar="HOW", help=f"In which tone: {', '.join(TONES)}, or your own words."),
    click.option("--pacing", type=click.Choice(choices(Plan, "pacing")), help="How fast it goes."),
    click.option("--density", type=click.Choice(choices(Plan, "density")), help="How much a scene says."),
    click.option(
        "--source-text",
        "source_text",
        type=click.File(encoding="utf-8", errors="replace"),
        metavar="FILE",
        help="Your own text on the topic; the film then uses its sentences.",
    ),
)
place_options = together(
    click.option(
        "-o",
        "--output",
        metavar="PLACE",
        help="A folder, or NAME.mp4 (.webm, .m4a, .mp3, .gif, .pptx). Default: aura-videos/TITLE-ID/.",
    ),
    click.option("--force", is_flag=True, help="Replace another film's files there."),
)
server_options = together(
    click.option(
        "--server", metavar="URL", help="Let this Jupyter server do it. Default: AURA_URL, else this machine."
    ),
    click.option("--token", metavar="TOKEN", help="The server's token. Default: AURA_TOKEN."),
)


def with_text(options: dict[str, Any]) -> dict[str, Any]:
    """The options as `film_request` knows them: `--source-text` is the text of its file."""
    text = options.pop("source_text", None)
    return options | ({"source": text.read()} if text is not None else {})


execute_option = click.option(
    "--execute", is_flag=True, default=None, help="Run a copy of the notebook first, in its own folder."
)
