"""What every source gives: a storyboard, and what is known of where it came from."""

from __future__ import annotations

import msgspec

from aura_nb.specs import Provenance, Storyboard


class Sourced(Provenance, kw_only=True, frozen=True):
    """A storyboard with its provenance."""

    storyboard: Storyboard

    def placed(self) -> Storyboard:
        """The storyboard with a source for each scene, as far as one is known: errors name a person's own line by it.

        What a deck or a notebook became keeps its place there.
        """
        scenes = [
            msgspec.structs.replace(scene, source=scene.source or self.origins.get(scene.id))
            for scene in self.storyboard.scenes
        ]
        return msgspec.structs.replace(self.storyboard, scenes=scenes)

    def remembered(self) -> Storyboard:
        """The storyboard, which remembers where it came from: for someone who changes it and makes a film of it."""
        fields = {name: getattr(self, name) for name in Provenance.__struct_fields__}
        self.storyboard.provenance = Provenance(**fields)
        return self.storyboard

    @classmethod
    def of(cls, storyboard: Storyboard) -> Sourced:
        """A storyboard that a program made or loaded, with what it remembers."""
        kept = storyboard.provenance
        return cls(storyboard=storyboard, **(msgspec.structs.asdict(kept) if kept else {}))
