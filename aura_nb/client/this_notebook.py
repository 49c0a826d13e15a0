"""The notebook that the running cell stands in: where its file is, and whether it holds what was run last."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from aura_nb.errors import SourceNotFound

_NAMES = ("JPY_SESSION_NAME",)  # what a Jupyter server tells the kernels that it starts
_VARIABLES = ("__vsc_ipynb_file__",)  # what VS Code puts among a notebook's own variables


class _Cell(Struct):
    execution_count: int | None = None


class _Counts(Struct):
    cells: list[_Cell] = field(default_factory=list)


def this_notebook(environ: Mapping[str, str] | None = None) -> Path:
    """The path of the notebook of this kernel. Raises `SourceNotFound` where nothing tells it."""
    environ = os.environ if environ is None else environ
    shell = _shell()
    told = [environ.get(name, "") for name in _NAMES]
    told += [str(shell.user_ns.get(name, "")) for name in _VARIABLES] if shell is not None else []
    for name in filter(None, told):
        path = Path(name)
        if path.suffix.lower() == ".ipynb" and path.is_file():
            return path
    raise SourceNotFound(
        "It is not known here which notebook this is.",
        remedy='Give its path: aura.generate("analysis.ipynb").',
    )


def unsaved(path: Path) -> str:
    """A sentence for a file that is older than the last run of a cell; empty where it is not."""
    shell = _shell()
    if shell is None:
        return ""
    try:
        counts = msgspec.json.decode(path.read_bytes(), type=_Counts)
    except (OSError, msgspec.DecodeError):
        return ""  # reading it as a source says what is wrong
    saved = max((cell.execution_count or 0 for cell in counts.cells), default=0)
    ran = shell.execution_count - 1  # before the cell that asks
    if saved >= ran:
        return ""
    return (
        f"{path.name} was saved before the last cells ran, and the film is of the file: save it to film what you see."
    )


def _shell() -> Any:
    """The shell of this kernel; None in a plain program."""
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - a plain program need not load it

    return get_ipython()
