"""What can change how a scene is drawn, beside the scene itself; light, for the process that plans."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from aura_nb import formulas, specs
from aura_nb.installed import opencv, optional, version
from aura_nb.specs import breaks
from aura_nb.visuals.own_theme import load

_HERE = Path(__file__).parent


def recipe(theme: str) -> dict[str, Any]:
    """Versions and digests for the key of a drawing task; raises `RequestInvalid` for an unknown theme.

    Fonts are not among them: each scene has its own, and their files are inputs of the task.

    >>> sorted(recipe("light"))  # doctest: +NORMALIZE_WHITESPACE
    ['av', 'budoux', 'defusedxml', 'numpy', 'opencv', 'pillow-heif', 'pylatexenc', 'sources', 'theme', 'tylax', 'typst',
     'ziamath']
    """
    chosen = load(theme)
    return {
        "typst": version("typst"),
        "budoux": version("budoux"),
        "opencv": opencv(),
        "numpy": version("numpy"),
        "av": version("av"),
        "defusedxml": version("defusedxml"),
        "pillow-heif": optional("pillow-heif"),
        "tylax": version("tylax"),
        "pylatexenc": version("pylatexenc"),
        "ziamath": version("ziamath"),
        "sources": _sources(),
        "theme": {"name": chosen.name, "sha256": _own(theme) or _digest(_HERE / "themes" / f"{theme}.json")},
    }


def _own(theme: str) -> str:
    """The digest of a theme of one's own, with that of the one it is based on."""
    if not theme.startswith("{"):
        return ""
    return hashlib.sha256(msgspec.json.encode(load(theme))).hexdigest()


@cache
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def _sources() -> str:
    """One digest over the templates and the code that draws: a changed line may change every slide."""
    whole = hashlib.sha256()
    kinds = Path(specs.__file__).parent / "kinds"
    mathematics = Path(formulas.__file__).parent
    ours = [*_HERE.glob("templates/**/*.typ"), *_HERE.glob("*.py"), *kinds.glob("*.*"), *mathematics.glob("**/*.*")]
    ours.append(Path(breaks.__file__))
    for file in sorted(path for path in ours if path.suffix in {".py", ".typ", ".toml"}):
        whole.update(f"{file.parent.name}/{file.name}\0{_digest(file)}\n".encode())
    return whole.hexdigest()
