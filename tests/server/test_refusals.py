"""What the schema of a request allows is not refused for its form: what it cannot say is only what is there, or not."""

from __future__ import annotations

import asyncio

import jsonschema
import pytest
import yaml
from support import TESTS, story

from aura_nb.errors import RequestInvalid
from aura_nb.pipeline.assets import Assets
from aura_nb.request.body import film_of

DESCRIBED = yaml.safe_load((TESTS.parent / "jupyter_server_ext" / "openapi.yaml").read_bytes())
SCHEMA = DESCRIBED["components"]["schemas"]["FilmRequest"] | {"components": DESCRIBED["components"]}
BOARD = story(1).to_json()
BRIEF = {"topic": "Bees"}

REFUSED = [
    {},
    {"brief": None},
    {"brief": BRIEF, "storyboard": BOARD},
    {"brief": BRIEF, "source": {"text": "# A"}},
    {"source": {}},
    {"source": {"path": None, "text": None}},
    {"source": {"format": "markdown"}},
    {"source": {"path": "a.md", "text": "# A"}},
    {"source": {"text": "{}", "format": "ipynb"}},
    *(
        {"source": {"path": path}}
        for path in ("a.ipynb", "a.txt", "/a.md", "../a.md", "a/../b.md", "C:\\a.md", "a\\b.md")
    ),
    {"source": {"path": "a\x00.md"}},
    *({"brief": {"topic": text}} for text in ("", " ", "\n\t", "\x00", "\x1f \x85", "\u2003")),
    {"source": {"text": " \n"}},
    {"storyboard": BOARD | {"title": " "}},
    {"storyboard": BOARD | {"scenes": []}},
    {"storyboard": BOARD | {"version": 2}},
    {"storyboard": BOARD | {"scenes": [{"id": "a", "show": {"kind": "bullets", "items": [" "]}}]}},
    {"storyboard": BOARD | {"scenes": [{"id": "a", "show": {"kind": "text", "text": "\n"}}]}},
    {"storyboard": BOARD | {"scenes": [{"id": "a", "show": {"kind": "picture", "image": " "}}]}},
    {"brief": BRIEF, "render": {"fps": 29.5}},
]
TAKEN = [
    {"brief": BRIEF},
    {"brief": BRIEF, "storyboard": None, "source": None, "plan": None, "voice": None, "render": None},
    {"storyboard": BOARD},
    {"storyboard": BOARD | {"version": 1.0}},
    {"source": {"text": "# A\n\nB.", "format": None}},
    {"source": {"text": "# A\n\nB.", "path": None, "format": "markdown"}},
    {"brief": BRIEF | {"topic": " Bees\x00"}},
    {"brief": BRIEF, "render": {"fps": 30.0}},
    *(
        {"brief": BRIEF, "render": {"aspect": each}}
        for each in ("160x160", "168x170", "198x200", "998x1000", "7680x7678", "16:9")
    ),
]


def taken(body, folder):
    try:
        asyncio.run(film_of(body, root=folder, assets=Assets(folder)))
    except RequestInvalid:
        return False
    return True


@pytest.mark.parametrize("body", REFUSED, ids=repr)
def test_what_is_refused_the_schema_does_not_allow(body, tmp_path):
    assert not taken(body, tmp_path)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, SCHEMA)


@pytest.mark.parametrize("body", TAKEN, ids=repr)
def test_what_is_taken_the_schema_allows(body, tmp_path):
    assert taken(body, tmp_path)
    jsonschema.validate(body, SCHEMA)
