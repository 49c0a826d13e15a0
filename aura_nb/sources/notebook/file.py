"""A notebook's file as cells: nbformat 4 as it is, older ones converted; only what a film needs is taken out of it.

What foreign programs write is taken as it is meant: a field that is missing, null or of another type is empty.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from aura_nb.errors import FieldError, SourceInvalid, SourceNotFound
from aura_nb.regex import regex
from aura_nb.sources.encoding import text_of
from aura_nb.sources.notebook.repairs import decoded
from aura_nb.specs.cleaning import clean_text

MOST_BYTES = 300_000_000
MOST_CELLS = 10_000
_NEWEST = 4  # the format's major version
_WITH_SHEETS = 3  # the last one whose cells lie on worksheets
_MARKDOWN = regex(r"\s*%md(?:-sandbox)?(?:[ \t]+|[ \t]*\n|$)")  # how Databricks writes a cell of text
_SAVE_AGAIN = "Open the notebook in Jupyter, save it again, and try once more."
_NO_NOTEBOOK = "Name a notebook's file, which ends in .ipynb."


class CellOutput(Struct):
    """One output of a cell; `data` are its forms by their mimetypes."""

    output_type: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    name: str = ""
    ename: str = ""
    evalue: str = ""


class NotebookCell(Struct):
    """One cell; its outputs stay undecoded until they are looked at, so that a huge one costs nothing.

    `odd` says what of it cannot be read.
    """

    cell_type: str = "code"
    text: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    outputs: list[Raw] = field(default_factory=list)
    attachments: dict[str, dict[str, Any]] = field(default_factory=dict)
    odd: str = ""
    id: str = ""


class Notebook(Struct):
    """A notebook of nbformat 4."""

    cells: list[NotebookCell] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of its code, in lower case: that of its kernel; Python where it does not say."""
        kernel, known = (table(self.metadata.get(name)) for name in ("kernelspec", "language_info"))
        names = (words(value) for value in (known.get("name"), kernel.get("language"), kernel.get("name")))
        name = next(filter(None, names), "python").lower()
        return next((each for each in ("python", "julia") if name.startswith(each)), "r" if name == "ir" else name)


class _Head(Struct):
    """What tells which format it is."""

    nbformat: Any = None
    cells: Raw = Raw(b"")
    worksheets: Raw = Raw(b"")
    metadata: Raw = Raw(b"")


def written(text: object) -> str:
    r"""A text that the format may keep line by line; what is no text at all is empty.

    Lines that none of which has an end are a program's that split them at it.

    >>> written(["a\n", "b"]), written(["a", "b"]), written(None)
    ('a\nb', 'a\nb', '')
    """
    if isinstance(text, list):
        rows = [row for row in text if isinstance(row, str)]
        text = ("" if any("\n" in row for row in rows) else "\n").join(rows)
    return text.replace("\r\n", "\n") if isinstance(text, str) else ""


def words(value: object) -> str:
    """A text of the metadata on one line; empty where it is none.

    >>> words(["Bees"]), words({"en": "Bees"})
    ('Bees', '')
    """
    return " ".join(clean_text(written(value)).split())


def table(value: object) -> dict[str, Any]:
    """An object of the metadata; empty where it is none."""
    return value if isinstance(value, dict) else {}


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
    try:
        head = decoded(content.removeprefix(b"\xef\xbb\xbf"), _Head)
        if not _is_list(head.cells) and not _is_list(head.worksheets):
            raise SourceInvalid(f"{name} is no notebook: it has no cells", remedy=_NO_NOTEBOOK)
        version = _major(head.nbformat)
        if version > _NEWEST:
            raise SourceInvalid(
                f"{name} is written in nbformat {version}, and this aura_nb reads up to {_NEWEST}",
                remedy="Update aura_nb, or save the notebook in an older format.",
            )
        if version < _WITH_SHEETS or not _is_list(head.cells):
            head = decoded(_converted(content, version, name), _Head)
        raws = decoded(head.cells, list[Raw])
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise _refused(error, content, name) from error
    if len(raws) > MOST_CELLS:
        raise SourceInvalid(
            f"{name} has {len(raws):,} cells, more than {MOST_CELLS:,}", remedy="Part it into several notebooks."
        )
    return Notebook([_cell(raw) for raw in raws], table(_value(head.metadata)))


def output(raw: Raw) -> CellOutput | None:
    """An output; None for what is none."""
    found = _value(raw)
    if not isinstance(found, dict):
        return None
    data = {
        str(kind).partition(";")[0].strip().lower(): value
        for kind, value in table(found.get("data")).items()
        if value not in (None, "", [])
    }
    return CellOutput(
        words(found.get("output_type")).lower(),
        data,
        written(found.get("text")),
        words(found.get("name")).lower(),
        words(found.get("ename")),
        written(found.get("evalue")),
    )


def _cell(raw: Raw) -> NotebookCell:
    """A cell, each of its fields as far as it is one."""
    if not _starts(raw, b"{"):
        return NotebookCell("raw", odd="it is no cell")
    fields = decoded(raw, dict[str, Raw])

    def value(name: str) -> Any:
        return _value(fields[name]) if name in fields else None

    source = value("source") if "source" in fields else value("input")
    kind = words(value("cell_type")).lower() or "code"
    text = clean_text(written(source))
    if kind == "heading":  # of programs that took over half of an older format
        level = value("level")
        kind, text = "markdown", f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {text}"
    if kind == "code" and (marked := _MARKDOWN.match(text)):
        kind, text = "markdown", text[marked.end() :]
    outputs = fields.get("outputs", Raw(b""))
    return NotebookCell(
        kind,
        text,
        table(value("metadata")),
        decoded(outputs, list[Raw]) if _is_list(outputs) else [],
        {name: bundle for name, bundle in table(value("attachments")).items() if isinstance(bundle, dict)},
        odd="" if source is None or isinstance(source, str | list) else "its source is no text",
        id=words(value("id"))[:64],
    )


def _value(raw: Raw) -> Any:
    """Any JSON; None for what is none."""
    try:
        return decoded(raw, object) if memoryview(raw).nbytes else None
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _starts(raw: Raw, sign: bytes) -> bool:
    return bytes(memoryview(raw)[:64]).lstrip().startswith(sign)


def _is_list(raw: Raw) -> bool:
    return _starts(raw, b"[")


def _major(version: object) -> int:
    """The major version of a format, as it is written by whatever program; the newest where it does not say."""
    try:
        major = int(float(version)) if isinstance(version, int | float | str) else _NEWEST
    except (ValueError, OverflowError):
        return _NEWEST
    return major if major > 0 else _NEWEST


def _converted(content: bytes, version: int, name: str) -> bytes:
    """An older notebook in the format of today."""
    import nbformat  # noqa: PLC0415 - only older notebooks need it

    try:
        older = _without_nulls(decoded(content.removeprefix(b"\xef\xbb\xbf"), dict[str, Any]))
        older["metadata"] = table(older.get("metadata"))
        for sheet in [older, *_tables(older.get("worksheets"))]:
            if "cells" in sheet:
                sheet["cells"] = [*map(_older, _tables(sheet["cells"]))]
        if "worksheets" in older:
            older["worksheets"] = _tables(older["worksheets"])
        older["nbformat"] = min(version, _WITH_SHEETS)
        newer = nbformat.reads(json.dumps(older), as_version=_NEWEST)  # type: ignore[no-untyped-call]
    except Exception as error:  # whatever a converter stumbles over in a file that is not what it claims
        raise SourceInvalid(
            f"{name} is written in an older format that cannot be converted: {error}", remedy=_SAVE_AGAIN
        ) from error
    return json.dumps(newer).encode()


def _older(cell: dict[str, Any]) -> dict[str, Any]:
    """A cell of an older format, with what a converter needs."""
    kind = words(cell.get("cell_type")).lower()
    cell["cell_type"] = kind if kind in {"code", "markdown", "raw", "heading", "html"} else "code"
    cell["metadata"] = table(cell.get("metadata"))
    cell["outputs"] = [each for each in _tables(cell.get("outputs")) if isinstance(each.get("output_type"), str)]
    for output in cell["outputs"]:
        output["metadata"] = table(output.get("metadata"))
    level = cell.get("level")
    cell["level"] = level if isinstance(level, int) and 1 <= level <= 6 else 1
    for name in ("source", "input"):
        if name in cell:
            cell[name] = written(cell[name])
    return cell


def _tables(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _without_nulls(value: Any) -> Any:
    """JSON without the fields of which nothing is known: a converter takes what is there for a value."""
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value if each is not None] if isinstance(value, list) else value


def _refused(error: Exception, content: bytes, name: str) -> SourceInvalid:
    """What is wrong with a file that is no notebook, with its line where that is known."""
    begins = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t\0")
    if not begins:
        return SourceInvalid(f"{name} is empty", remedy="Open it in Jupyter, write it, and save it.")
    if begins.startswith(b"<"):
        return SourceInvalid(
            f"{name} is a web page, not a notebook", remedy="Download the notebook itself (the raw file)."
        )
    if begins.startswith(b"version https://git-lfs"):
        return SourceInvalid(f"{name} is only a pointer to a file of Git LFS", remedy="Run `git lfs pull` first.")
    if isinstance(error, RecursionError):
        return SourceInvalid(f"{name} cannot be read: it is nested too deeply", remedy="Clear its outputs.")
    if isinstance(error, msgspec.ValidationError):
        return SourceInvalid(f"{name} is no notebook: {str(error).replace('`', '')}", remedy=_NO_NOTEBOOK)
    line = error.lineno if isinstance(error, json.JSONDecodeError) else text_of(content).count("\n") + 1
    reason = error.msg.rstrip(":") if isinstance(error, json.JSONDecodeError) else str(error)
    return SourceInvalid(
        [FieldError("", f"{name}:{line}: is not JSON: {reason[:1].lower()}{reason[1:]}")],
        remedy="The file is damaged, or holds the marks of a merge conflict. Take an older copy of it, or repair it.",
        line=line,
    )
