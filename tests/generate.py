"""Writes what is made from the code: `.venv-test/bin/python tests/generate.py`; with `--check` it says what is stale.

- the schemas of jupyter_server_ext/openapi.yaml below its marker: what REST takes and answers, and every event
- aura_nb/panel/js/src/wire/contract.ts: the same as types for the panel, with the words that both sides share

The generators' output differs between versions of msgspec, so what is current is said by the lock's (constraints.txt).
"""

from __future__ import annotations

import argparse
import inspect
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import yaml

from aura_nb.doctor import Check
from aura_nb.engine.drafts import StoryboardDraft
from aura_nb.offer import Offer, bounds, defaults, words
from aura_nb.pipeline.dryrun import FilmPlan
from aura_nb.request.body import DemoBody, JobBody
from aura_nb.specs import Brief, Plan
from aura_nb.specs.render import PRESETS
from aura_nb.voices.speech import Word
from aura_nb.wire import events
from aura_nb.wire.job import JobObject, ProgressObject, Queue, QueueItem, Timings
from aura_nb.wire.phases import PHASES, RANGES, STAGES
from aura_nb.wire.status import FINAL, STATUSES, Stats
from jupyter_server_ext.handlers.storyboards import PictureBody, SpeechBody
from jupyter_server_ext.problem import Problem

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTION = ROOT / "jupyter_server_ext" / "openapi.yaml"
CONTRACT = ROOT / "aura_nb" / "panel" / "js" / "src" / "wire" / "contract.ts"
MARKER = "    # What follows is written by tests/generate.py from the code.\n"
# A class that is named after Python's own `Warning` would hide it.
RENAMED = {"Warned": "Warning", "Failure": "JobError"}
ANSWERS = [
    JobBody,
    DemoBody,
    JobObject,
    QueueItem,
    ProgressObject,
    Timings,
    FilmPlan,
    StoryboardDraft,
    PictureBody,
    SpeechBody,
    Word,
    Offer,
    Check,
    Stats,
    Problem,
]
SHOWN = [Brief, Plan, JobObject, Queue, ProgressObject, Timings, FilmPlan, StoryboardDraft, Check, Offer]
PLAIN = {
    **{kind: kind for kind in ("string", "boolean", "null", "number")},
    "integer": "number",
    "object": "Readonly<Record<string, unknown>>",
    "array": "readonly unknown[]",
}


class _Described(yaml.SafeDumper):
    """YAML as a person reads it: text of several lines in a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Described.add_representer(str, _text)


def schemas(types: list[Any]) -> dict[str, Any]:
    """The JSON Schemas of these types and of all they hold, by name, as every version of msgspec words them."""
    _, found = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    plain = msgspec.json.decode(msgspec.json.encode(found))
    named = {RENAMED.get(name, name): normal(schema) for name, schema in plain.items()}
    for name, schema in named.items():
        if "title" in schema:
            schema["title"] = name
    return named


def normal(schema: Any) -> Any:
    """A schema with its choices in one order, its descriptions without the indent of a docstring, its names ours."""
    match schema:
        case {"anyOf": list(choices), **more}:
            return normal(more) | {"anyOf": sorted(map(normal, choices), key=str)}
        case {"description": str(text), **more}:
            return {"description": inspect.cleandoc(text)} | normal(more)
        case {"$ref": str(reference)}:
            head, _, name = reference.rpartition("/")
            return {"$ref": f"{head}/{RENAMED.get(name, name)}"}
        case dict():
            return {name: normal(each) for name, each in schema.items() if name != "propertyNames"}
        case list():
            return [normal(each) for each in schema]
    return schema


def description(text: str) -> str:
    """openapi.yaml with the schemas of today."""
    head, found, _ = text.partition(MARKER)
    if not found:
        raise SystemExit(f"{DESCRIPTION.name} has no line {MARKER.strip()!r}")
    all_schemas = schemas([*ANSWERS, *events.EVENTS.values()]) | {"Event": any_event()}
    body = yaml.dump(all_schemas, Dumper=_Described, sort_keys=False, allow_unicode=True, width=110)
    return head + MARKER + "".join(f"    {line}\n" if line else "\n" for line in body.splitlines())


def any_event() -> dict[str, Any]:
    """What the stream's `data:` lines hold: one of the events, with its job and the request that made it."""
    names = [RENAMED.get(kind.__name__, kind.__name__) for kind in events.EVENTS.values()]
    head = {"jobId": {"type": "string"}, "correlationId": {"type": "string"}}
    return {
        "title": "Event",
        "description": "The data of one event of a job, which the stream sends under the name of its type: "
        + ", ".join(f"{kind} is {name}" for kind, name in zip(events.EVENTS, names, strict=True))
        + ".",
        "type": "object",
        "properties": head,
        "required": list(head),
        "anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names],
    }


def contract() -> str:
    """The panel's types."""
    named = schemas([*SHOWN, *events.EVENTS.values()])
    kinds = {kind: RENAMED.get(struct.__name__, struct.__name__) for kind, struct in events.EVENTS.items()}
    parts = [
        "/** What the server and the kernel send. Written by tests/generate.py from the code: change it there. */",
        f"export const STATUSES = {json.dumps(STATUSES)} as const;",
        "export type Status = (typeof STATUSES)[number];",
        f"export const FINAL: ReadonlySet<string> = new Set({json.dumps(sorted(FINAL))});",
        f"export const PHASES = {json.dumps(PHASES)} as const;",
        "export type Phase = (typeof PHASES)[number];",
        f"export const STAGES = {json.dumps(STAGES)} as const;",
        f"export const RANGES: Readonly<Record<Phase, readonly [number, number]>> = {json.dumps(RANGES)};",
        f"export const FINAL_TYPES: ReadonlySet<string> = new Set({json.dumps(sorted(events.FINAL_TYPES))});",
        f"export const STATES: ReadonlySet<string> = new Set({json.dumps(sorted(events.STATES))});",
        f"export const NOTICES: ReadonlySet<string> = new Set({json.dumps(sorted(events.NOTICES))});",
        "// What can be chosen wherever the server runs; what it offers besides comes with `GET /options`.",
        f"export const CHOICES = {json.dumps(words())} as const;",
        "// The fields of a film's picture that each preset sets.",
        f"export const PRESETS = {json.dumps(PRESETS)} as const;",
        f"export const LIMITS = {json.dumps(bounds())} as const;",
        f"export const DEFAULTS = {json.dumps(defaults())} as const;",
        *(interface(name, schema) for name, schema in sorted(named.items())),
        "/** Each type of event and its data. */\nexport interface Events {\n"
        + "".join(f"  {json.dumps(kind)}: {name};\n" for kind, name in kinds.items())
        + "}",
    ]
    return "\n\n".join(parts) + "\n"


def interface(name: str, schema: dict[str, Any]) -> str:
    """An object's schema as an interface."""
    required = set(schema.get("required", schema["properties"]))
    # What we send has every field of its struct, whether or not it may be left out where it is asked for.
    sent = required | set(schema["properties"])
    fields = "".join(
        f"  readonly {field}: {typescript(each)};\n" for field, each in schema["properties"].items() if field in sent
    )
    words = schema.get("description", "").partition("\n")[0]
    return (f"/** {words} */\n" if words else "") + f"export interface {name} {{\n{fields}}}"


def typescript(schema: dict[str, Any]) -> str:
    """A schema as a type."""
    match schema:
        case {"$ref": str(reference)}:
            return reference.rpartition("/")[2]
        case {"anyOf": list(choices)}:
            return " | ".join(sorted({typescript(each) for each in choices}, key=lambda name: (name == "null", name)))
        case {"enum": list(values)}:
            return " | ".join(json.dumps(value) for value in values)
        case {"type": "array", "items": dict(items)}:
            return f"ReadonlyArray<{typescript(items)}>"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Readonly<Record<string, {typescript(values)}>>"
    return PLAIN.get(schema.get("type", ""), "unknown")


def main() -> int:
    """Write both files, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    check = parser.parse_args().check
    wanted = {DESCRIPTION: description(DESCRIPTION.read_text("utf-8")), CONTRACT: contract()}
    stale = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} {'is stale' if check else 'written'}")
        if not check:
            path.write_text(wanted[path], "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
