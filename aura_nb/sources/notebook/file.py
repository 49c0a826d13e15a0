"""A notebook's file as cells: nbformat 4 as it is, older ones converted; only what a film needs is taken out of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from aura_nb.errors import FieldError, SourceInvalid, SourceNotFound

MOST_BYTES = 300_000_000
MOST_CELLS = 10_000
_NEWEST = 4  # the format's major version
_PLACE = re.compile(r"\$\.cells\[(\d+)\]")
_BYTE = re.compile(r"\(byte (\d+)\)")
_SAVE_AGAIN = "Open the notebook in Jupyter, save it again, and try once more."

Text = str | list[str]


class CellOutput(Struct):
    """One output of a cell."""

    output_type: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    text: Text = ""
    name: str = ""
    ename: str = ""
    evalue: str = ""


class NotebookCell(Struct):
    """One cell; its outputs stay undecoded until they are looked at, so that a huge one costs nothing."""

    cell_type: str = "code"
    source: Text = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    outputs: list[Raw] = field(default_factory=list)
    attachments: dict[str, dict[str, Any]] = field(default_factory=dict)
    id: str = ""
    execution_count: int | None = None

    @property
    def text(self) -> str:
        """Its source in one piece."""
        return written(self.source)


class Notebook(Struct):
    """A notebook of nbformat 4."""

    cells: list[NotebookCell] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of its code, in lower case: that of its kernel; Python where it does not say."""
        kernel, known = (self.metadata.get(name) for name in ("kernelspec", "language_info"))
        named = known.get("name") if isinstance(known, dict) else None
        named = named or (kernel.get("language") or kernel.get("name") if isinstance(kernel, dict) else None)
        name = str(named or "python").lower()
        return next((each for each in ("python", "julia") if name.startswith(each)), "r" if name == "ir" else name)


class _Head(Struct):
    """What tells which format it is."""

    nbformat: int | None = None
    cells: Raw = Raw(b"")
    worksheets: Raw = Raw(b"")


def written(text: object) -> str:
    r"""A text that the format may keep line by line; what is no text at all is empty.

    >>> written(["a\n", "b"])
    'a\nb'
    """
    if isinstance(text, list):
        text = "".join(row for row in text if isinstance(row, str))
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


def read(path: Path) -> bytes:
    """The bytes of a notebook's file. Raises `SourceNotFound` and `SourceInvalid`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SourceInvalid(
                f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB, too large for a notebook",
                remedy="Clear its large outputs and save it again.",
            )
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceNotFound(f"there is no file {path}") from error
    except IsADirectoryError as error:
        raise SourceInvalid(f"{path} is a folder, not a notebook", remedy="Name the .ipynb file in it.") from error
    except (OSError, ValueError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}", remedy="Check the file's permissions.") from error


def notebook(content: bytes, file: str) -> Notebook:
    """The notebook that a file's bytes are; `file` is what its author calls it. Raises `SourceInvalid`."""
    name = file or "the notebook"
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        head = msgspec.json.decode(content, type=_Head)
        if not head.cells and not head.worksheets:
            raise SourceInvalid(
                f"{name} is no notebook: it has no cells", remedy="Name a notebook's file, which ends in .ipynb."
            )
        if (head.nbformat or _NEWEST) > _NEWEST:
            raise SourceInvalid(
                f"{name} is written in nbformat {head.nbformat}, and this aura_nb reads up to {_NEWEST}",
                remedy="Update aura_nb, or save the notebook in an older format.",
            )
        if head.worksheets or (head.nbformat or _NEWEST) < _NEWEST:
            content = _converted(content, name)
        found = msgspec.json.decode(content, type=Notebook)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(error, content, name) from error
    if len(found.cells) > MOST_CELLS:
        raise SourceInvalid(
            f"{name} has {len(found.cells):,} cells, more than {MOST_CELLS:,}", remedy="Part it into several notebooks."
        )
    return found


def output(raw: Raw) -> CellOutput | None:
    """An output; None for what is none."""
    try:
        return msgspec.json.decode(raw, type=CellOutput)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _converted(content: bytes, name: str) -> bytes:
    """An older notebook in the format of today."""
    import nbformat  # noqa: PLC0415 - only older notebooks need it

    try:
        newer = nbformat.reads(content.decode(), as_version=_NEWEST)  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever a converter stumbles over in a file that is not what it claims
        raise SourceInvalid(
            f"{name} is written in an older format that cannot be converted: {error}", remedy=_SAVE_AGAIN
        ) from error
    return msgspec.json.encode(newer)


def _refused(error: Exception, content: bytes, name: str) -> SourceInvalid:
    """What is wrong with a file that is no notebook, with its cell or its line where they are known."""
    told = str(error)
    if cell := _PLACE.search(told):
        reason = told.partition(" - at")[0].replace("`", "")
        place = f"{name}, cell {int(cell[1]) + 1}"
        return SourceInvalid([FieldError("", f"{place}: the cell cannot be read: {reason}")], remedy=_SAVE_AGAIN)
    byte = _BYTE.search(told)
    line = content[: int(byte[1])].count(b"\n") + 1 if byte else content.count(b"\n") + 1
    if isinstance(error, msgspec.ValidationError):
        return SourceInvalid(f"{name} is no notebook: {told.replace('`', '')}", remedy=_SAVE_AGAIN)
    reason = _BYTE.sub("", told).strip().removeprefix("JSON is malformed: ").rstrip(":")
    return SourceInvalid(
        [FieldError("", f"{name}:{line}: is not JSON: {reason}")],
        remedy="The file is damaged, or holds the marks of a merge conflict. Take an older copy of it, or repair it.",
        line=line,
    )
