"""Visuals that other packages add: what they promise, which there are, and what a storyboard may say to them.

    {"kind": "custom", "visual": "acme.quote", "fields": {"text": "Be kind.", "author": "Ann"}}

The package names a class that keeps to `Visual` by an entry point of the group `aura_nb.visuals`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import msgspec

from aura_nb import plugins
from aura_nb.errors import FieldError, InternalError, RequestInvalid, VisualUnavailable
from aura_nb.plugins import Plugin, Refused
from aura_nb.specs import Custom, Spec, Storyboard
from aura_nb.specs.fault_wording import nearest
from aura_nb.visuals.canvas import Canvas, Drawn

GROUP = "aura_nb.visuals"
FORM = r"[a-z0-9-]+\.[a-z0-9-]+"
_log = logging.getLogger("aura_nb")


class Visual(Protocol):
    """A kind of thing to show. One object serves all scenes; it is made without arguments, once in a process."""

    fields: type[Spec]
    """What a storyboard says to it: a `Spec` whose fields are text, numbers, choices, lists and such objects."""

    def recipe(self) -> dict[str, Any]:
        """All that can change its drawings beside the fields and its own package's code: versions of libraries."""
        ...

    def draw(self, fields: Any, canvas: Canvas) -> Sequence[Drawn]:
        """The states of a scene, at least one; `fields` is a checked instance of the class above.

        Runs in a worker program. The same fields and canvas have to give the same pictures.
        """
        ...


def plugged() -> dict[str, Plugin]:
    """The visuals that other packages add, by name, refused ones among them."""
    return plugins.installed(GROUP, form=FORM)


@cache
def visual(name: str) -> Visual:
    """The visual of this name, loaded now; raises `VisualUnavailable`."""
    known = plugged()
    if name not in known:
        near = nearest(name, known)
        there = f"there is {', '.join(known)}" if known else "no package here adds any"
        hint = f"did you mean {near!r}?" if near else f"{there}."
        raise VisualUnavailable(f"There is no visual {name!r}: {hint}", visual=name)
    plugin = known[name]
    try:
        made: Visual = plugins.load(plugin)()
        if not (isinstance(made.fields, type) and issubclass(made.fields, Spec)):
            raise TypeError("its `fields` is not a subclass of aura_nb.specs.Spec")  # noqa: TRY301 - one way out
    except Refused as refused:
        raise _unusable(plugin, str(refused)) from refused
    except (Exception, SystemExit) as error:
        raise _unusable(plugin, plugins.broken(plugin, error)) from error
    return made


def recipe(name: str) -> dict[str, Any]:
    """A visual's part of a drawing's key; raises `VisualUnavailable`."""
    made, plugin = visual(name), plugged()[name]
    try:
        own = msgspec.to_builtins(made.recipe())
        return {"name": name, "plugin": plugins.with_code(plugin), "own": own}
    except Refused as refused:
        raise _unusable(plugin, str(refused)) from refused
    except (Exception, SystemExit) as error:
        raise _unusable(plugin, plugins.broken(plugin, error)) from error


def checked(storyboard: Storyboard, *, path: str = "storyboard") -> Storyboard:
    """The storyboard with the fields of its custom visuals checked and complete.

    Raises `RequestInvalid` naming each wrong field, and each visual that is not there or cannot be used.
    """
    from aura_nb.specs.validation import check  # noqa: PLC0415 - the workers, which know only names, need none of it

    errors: list[FieldError] = []
    scenes = []
    for index, scene in enumerate(storyboard.scenes):
        if isinstance(scene.show, Custom):
            where = f"{path}.scenes[{index}].show" if path else f"scenes[{index}].show"
            try:
                fields = check(visual(scene.show.visual).fields, scene.show.fields, path=f"{where}.fields").to_json()
                scene = msgspec.structs.replace(scene, show=msgspec.structs.replace(scene.show, fields=fields))  # noqa: PLW2901 - the scene, completed
            except RequestInvalid as error:
                errors += error.errors
            except (VisualUnavailable, InternalError) as error:
                errors.append(FieldError(f"{where}.visual", error.message))
        scenes.append(scene)
    if errors:
        raise RequestInvalid(errors)
    return msgspec.structs.replace(storyboard, scenes=scenes)


def _unusable(plugin: Plugin, message: str) -> VisualUnavailable:
    return VisualUnavailable(message, remedy=f"Update or uninstall {plugin.package}.", visual=plugin.name)
