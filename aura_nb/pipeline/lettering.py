"""Characters of a film that no font here has: which, in which scenes, and who has them."""

from __future__ import annotations

from msgspec import Struct

from aura_nb.pipeline.spec import FilmSpec
from aura_nb.visuals import scripts

_MOST_SCENES = 5


class MissingCharacters(Struct, frozen=True):
    """What will be shown as replacement boxes, in one sentence, and the next step."""

    message: str
    remedy: str


def missing_characters(film: FilmSpec) -> MissingCharacters | None:
    """The characters a film shows for which there is no font, or None; raises `FontMissing`."""
    by_scene = {
        scene.id: film.lettering(scene).missing + (film.caption_lettering(scene).missing if film.burned else "")
        for scene in film.storyboard.scenes
    }
    characters = "".join(sorted(set("".join(by_scene.values()))))
    if not characters:
        return None
    scenes = [name for name, missing in by_scene.items() if missing]
    where = ", ".join(scenes[:_MOST_SCENES]) + (f" and {n} more" if (n := len(scenes) - _MOST_SCENES) > 0 else "")
    return MissingCharacters(
        f"No font here has {scripts.named(characters)} ({'scene' if len(scenes) == 1 else 'scenes'} {where}); "
        f"boxes are shown instead.",
        scripts.remedy(characters),
    )
