"""Typst's templates, kept warm: data in, pages out, and what the pages tell of themselves.

What changes from document to document is one file of data. Data in `sys.inputs` would cost more than all the rest:
Typst evaluates every template again when they change, and their regular expressions with them (20 to 60 ms a slide).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, Literal

import typst

from aura_nb.errors import InternalError

TEMPLATES = Path(__file__).parent / "templates"
_PAGES = '#import "/templates/{name}": pages\n#pages(json("/data.json"))\n'


class Template:
    """One template and the fonts it has. `before` is Typst source that stands above its pages.

    Typst sees nothing but the templates, the data and these fonts: no other file, and no network. One thread at a time
    may set pages.
    """

    def __init__(self, name: str, fonts: typst.Fonts, *, before: str = "") -> None:
        self._source = before + _PAGES.format(name=name)
        self._fonts = fonts
        self._compiler: typst.Compiler | None = None

    def set(
        self, data: dict[str, Any], *, form: Literal["png", "svg", "pdf"] = "png"
    ) -> tuple[list[bytes], dict[str, list[Any]]]:
        """The pages, 1 pixel per point, or in another `form` of Typst's the whole; and values of metadata by label.

        Raises `InternalError` where Typst refuses: the data are ours.
        """
        with tempfile.TemporaryDirectory(prefix="aura-typst-") as folder:
            root = Path(folder)
            (root / "main.typ").write_text(self._source, "utf-8")
            (root / "data.json").write_text(json.dumps(data), "utf-8")
            _share(root / "templates")
            if self._compiler is None:
                # The wheel's stubs forget that a path may stand beside fonts, so both are strings here.
                self._compiler = typst.Compiler(
                    str(root / "main.typ"), root=str(root), font_paths=self._fonts, ignore_system_fonts=True
                )
            try:
                made = self._compiler.compile(format=form, ppi=72.0, root=folder)
                metadata = json.loads(self._compiler.query("metadata", root=folder))
            except RuntimeError as error:
                raise InternalError("A page could not be typeset.", typst=str(error)) from error
        told: dict[str, list[Any]] = defaultdict(list)
        for each in metadata:
            told[each.get("label", "").strip("<>")].append(each["value"])
        return made if isinstance(made, list) else [made or b""], told


def _share(place: Path) -> None:
    """The templates at this place, by a link where the system allows one."""
    try:
        place.symlink_to(TEMPLATES, target_is_directory=True)
    except OSError:  # Windows lets few people make links
        shutil.copytree(TEMPLATES, place)
