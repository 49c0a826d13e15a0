"""Files of pronunciations: a table in YAML, TOML or JSON, checked, its faults named by line and key."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from aura_nb.errors import FieldError, SourceInvalid, SourceNotFound
from aura_nb.specs.pronounce import merged, problems

NAMES = (
    "pronounce.yaml",
    "pronounce.yml",
    "pronounce.toml",
    "pronounce.json",
)  # in a workspace, the first that is there
MOST_BYTES = 1_000_000
_REMEDY = 'Write one word a line with how it is said: `xarray: ex array`, or phonemes: `Nguyen: "/ŋwiən/"`.'


def load_pronunciations(path: str | Path) -> dict[str, str | dict[str, str]]:
    """The table in a file whose name ends in `.yaml`, `.yml`, `.toml` or `.json`.

    Raises `SourceNotFound`, and `SourceInvalid` naming file, line and key.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceNotFound(f"there is no file {path}", remedy="Check the path of the pronunciations.") from error
    except (OSError, ValueError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}", remedy="Name a file of pronunciations.") from error
    if len(content) > MOST_BYTES:
        raise SourceInvalid(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB", remedy=_REMEDY)
    table, lines = _read(content, path)
    errors = problems(table, "")
    if errors:
        raise SourceInvalid(
            [FieldError(field, _placed(path.name, lines.get(field), message)) for field, message in errors],
            remedy=_REMEDY,
        )
    return merged(table)


def workspace_pronunciations(root: Path) -> dict[str, str | dict[str, str]]:
    """The table of a workspace; empty where it has none."""
    found = next((root / name for name in NAMES if (root / name).is_file()), None)
    return load_pronunciations(found) if found else {}


def _read(content: bytes, path: Path) -> tuple[Any, dict[str, int]]:
    """The table as it is written, and the line of each key that is known."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceInvalid(f"{path.name}:{line}: is not UTF-8", remedy="Save the file as UTF-8.") from error
    if path.suffix.lower() == ".toml":
        return _parsed_toml(text, path), {}
    if path.suffix.lower() == ".json":
        return _parsed_json(text, path), {}
    return _parsed_yaml(text, path)


def _parsed_toml(text: str, path: Path) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceInvalid(f"{path.name} is not TOML: {error}", remedy=_REMEDY) from error


def _parsed_json(text: str, path: Path) -> Any:
    try:
        return json.loads(text or "{}")
    except (json.JSONDecodeError, RecursionError) as error:
        raise SourceInvalid(f"{path.name} is not JSON: {error}", remedy=_REMEDY) from error


def _parsed_yaml(text: str, path: Path) -> tuple[Any, dict[str, int]]:
    import yaml  # noqa: PLC0415 - most films have no file of pronunciations

    from aura_nb.sources.yaml_nodes import lines_of, table_of  # noqa: PLC0415 - likewise

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise SourceInvalid(
            f"{path.name}:{line}: this is not YAML: {error.problem or error.context}", remedy=_REMEDY
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceInvalid(f"{path.name} is not YAML that can be read", remedy=_REMEDY) from error
    if node is None:
        return {}, {}
    return table_of(node), dict(lines_of(node, ""))


def _placed(name: str, line: int | None, message: str) -> str:
    return f"{name}:{line}: {message}" if line else f"{name}: {message}"
