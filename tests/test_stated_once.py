"""Choices, limits and the names of options are stated in the specs, and everything else derives them from there."""

from __future__ import annotations

import ast
import inspect
import re

import click
import pytest
from support import TESTS

import aura_nb
from aura_nb import offer
from aura_nb.cli.options import film_options, topic_options
from aura_nb.request.named import OPTIONS
from aura_nb.request.options import FilmOptions
from aura_nb.sources.markdown.front_matter import FIELDS
from aura_nb.specs import Brief, Plan, Render, Voice, span
from aura_nb.specs.render import SHORT_QUALITIES

ROOT = TESTS.parent
CHOICES = {name: words for name, words in offer.words().items() if len(words) > 2}
DESCRIPTION = inspect.getdoc(aura_nb.generate)


@film_options
@topic_options
@click.command()
def command():
    """All options of a film."""


def literals(path):
    """Every list, tuple, set and Literal[...] of words in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        items = getattr(node, "elts", None)
        if items and all(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in items):
            yield frozenset(item.value for item in items)


def test_each_choice_is_written_in_one_place_of_the_code():
    stated = {name: [] for name in CHOICES}
    for path in (path for room in ("aura_nb", "jupyter_server_ext") for path in (ROOT / room).rglob("*.py")):
        if "node_modules" not in path.parts:
            found = list(literals(path))
            for name, words in CHOICES.items():
                stated[name] += [str(path.relative_to(ROOT)) for each in found if each >= set(words)]
    assert {name: places for name, places in stated.items() if len(places) != 1} == {}


def test_the_panel_has_them_from_the_code():
    """What the panel's sources list is the generated contract alone."""
    for path in [*(ROOT / "aura_nb/panel/js/src").rglob("*.ts*"), *(ROOT / "aura_nb/panel/js/harness").rglob("*.ts")]:
        if path.name != "contract.ts":
            text = path.read_text("utf-8")
            for words in CHOICES.values():
                assert not re.search(r",\s*".join(rf'"{re.escape(word)}"' for word in words), text), path.name


@pytest.mark.parametrize("option", [each for each in command.params if isinstance(each.type, click.Choice)], ids=str)
def test_the_command_line_offers_what_the_spec_takes(option):
    listed = {*offer.words().values()} | {(*offer.words()["qualities"], *SHORT_QUALITIES)}
    assert tuple(option.type.choices) in listed


def test_the_options_by_name_are_the_fields_of_the_specs():
    fields = {*Brief.__struct_fields__, *Plan.__struct_fields__, *Voice.MANNER, *Render.__struct_fields__}
    ours = fields - {"topic", "logo"} | {"voice", "pronounce", "brand"}
    assert set(OPTIONS) == ours
    assert FilmOptions.__annotations__.keys() == ours | {"assets", "execute"}
    assert {option.name for option in command.params} - {"source_text"} <= ours | {"assets"}
    assert {*FIELDS} - {"title", "language", "voices"} <= ours


@pytest.mark.parametrize("name", [name for name in CHOICES if name != "statuses"])
def test_the_description_of_generate_names_each_choice(name):
    assert [word for word in CHOICES[name] if f'"{word}"' not in DESCRIPTION] == []


@pytest.mark.parametrize(("spec", "name"), [(Plan, "seconds"), (Voice, "rate"), (Voice, "pitch"), (Render, "fps")])
def test_the_description_of_generate_has_the_limits(spec, name):
    [line] = re.findall(rf"^ *{name}: .*", DESCRIPTION, re.MULTILINE)
    assert span(spec, name) in line
