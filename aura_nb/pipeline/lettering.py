"""Characters of a film that no font here has: which, in which scenes, and who has them."""

from __future__ import annotations

from msgspec import Struct

from aura_nb.errors import FontMissing
from aura_nb.pipeline.film_spec import FilmSpec
from aura_nb.specs import Scene
from aura_nb.visuals import scripts
from aura_nb.visuals.burned_captions import caption_text
from aura_nb.visuals.sheet import scene_text

_MOST_SCENES = 5
_MOST = 0.5  # of a film's letters: without more than these it would be empty slides


class MissingCharacters(Struct, frozen=True):
    """What will be left out, in one sentence, the next step, and the ids of the scenes it is missing in."""

    message: str
    remedy: str
    scenes: list[str] = []


def missing_characters(film: FilmSpec) -> MissingCharacters | None:
    """The characters a film shows for which there is no font, or None.

    Raises `FontMissing` where most of the film's letters have none, and where a font of the theme is not installed.
    """
    by_scene = [(scene, _missing(film, scene)) for scene in film.storyboard.scenes]
    characters = "".join(sorted(set("".join(missing for _, missing in by_scene))))
    if not characters:
        return None
    letters = [c for scene, _ in by_scene for c in scene_text(scene) if c.isalpha()]
    lacking = [c for scene, missing in by_scene for c in scene_text(scene) if c.isalpha() and c in missing]
    if len(lacking) > _MOST * len(letters):
        strange = "".join(sorted(set(lacking)))
        raise FontMissing(
            f"No font here has most of this film's letters, such as {scripts.named(strange, most=3)}.",
            remedy=scripts.remedy(strange),
        )
    scenes = [
        f"{scene.place} (“{scene.headline}”)" if scene.source else scene.id for scene, missing in by_scene if missing
    ]
    where = ", ".join(scenes[:_MOST_SCENES]) + (f" and {n} more" if (n := len(scenes) - _MOST_SCENES) > 0 else "")
    noun = "" if by_scene[0][0].source else "scene " if len(scenes) == 1 else "scenes "
    return MissingCharacters(
        f"No font here has {scripts.named(characters)} ({noun}{where}): left out.",
        scripts.remedy(characters),
        [scene.id for scene, missing in by_scene if missing],
    )


def _missing(film: FilmSpec, scene: Scene) -> str:
    burned = film.caption_lettering(scene).missing if film.burned and caption_text(scene.narration) else ""
    return film.lettering(scene).missing + burned
