"""What is loaded when it is first used, and what is kept from one program to the next."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import fontpkg
import msgspec
import pytest
from babel import Locale
from babel.lists import format_list

import aura_nb
from aura_nb import user_cache
from aura_nb.errors import FontMissing
from aura_nb.installed import optional, version
from aura_nb.regex import _Regex, regex
from aura_nb.sources.markdown.spoken_text import listed
from aura_nb.specs import Render
from aura_nb.voices import function_words
from aura_nb.voices import model_digest as digests
from aura_nb.voices.model_digest import model_digest

PROGRAMS = ("_program", ".piper", ".__main__", ".worker")


def test_every_pattern_of_a_module_can_be_compiled():
    """One that is wrong would else be found by the first deck that has what it is for."""
    names = [found.name for found in pkgutil.walk_packages(aura_nb.__path__, "aura_nb.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith(PROGRAMS)]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, _Regex)]
    assert len(found) > 300
    assert all(isinstance(each.pattern, str) for each in found)


def test_a_pattern_is_compiled_by_its_first_use(monkeypatch):
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")
    found = regex("B(E+)", re.IGNORECASE)
    assert found.sub("-", "bees") == "-s"
    monkeypatch.setattr(re, "compile", None)  # once is enough
    assert found.match("bee")[1] == "ee"


def test_a_deck_without_formulas_is_read_without_what_reads_them(tmp_path):
    """Eleven modules, of which most decks need none."""
    deck = tmp_path / "deck.md"
    code = (
        "import sys; from pathlib import Path; from aura_nb.sources.markdown.deck import load_deck; "
        "load_deck(Path(sys.argv[1])); "
        "print(sorted(name for name in sys.modules if name.startswith('aura_nb.formulas.')))"
    )

    def loaded():
        done = subprocess.run([sys.executable, "-c", code, deck], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    deck.write_text(
        "# Bees\n\n- They fly\n- They dance for 5 dollars, `in code` as well\n\n---\n\n# Honey\n\nIs sweet.\n"
    )
    assert loaded() in {"[]", "['aura_nb.formulas.font']"}
    deck.write_text("# Bees\n\nThey fly $x^2$ metres.\n")
    assert "aura_nb.formulas.in_words" in loaded()


def test_a_language_that_little_words_decide_has_a_name_without_babel():
    decided, _ = function_words._tables()
    primaries = sorted({language.partition("-")[0] for language in decided})
    code = (
        "import sys; from aura_nb.voices.finding import name_of; "
        "print([name_of(each) for each in sys.argv[1:]], 'babel' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, *primaries], check=True, capture_output=True, text=True)
    known = Locale("en").languages
    assert done.stdout.strip() == f"{[known[each] for each in primaries]} False"


@pytest.mark.parametrize("language", ["en", "en-US"])
def test_english_lists_are_those_of_babel(language):
    items = ["bees", "ants", "wasps", "flies"]
    lists = [items[:count] for count in range(len(items) + 1)]
    assert [listed(each, language) for each in lists] == [
        format_list(each, locale=Locale.parse(language, sep="-")) for each in lists
    ]


def test_a_deck_without_front_matter_is_read_without_yaml(tmp_path):
    deck = tmp_path / "deck.md"
    code = (
        "import sys; from pathlib import Path; from aura_nb.sources.markdown.deck import load_deck; "
        "load_deck(Path(sys.argv[1])); print('yaml' in sys.modules)"
    )

    def read(text):
        deck.write_text(text)
        return subprocess.run([sys.executable, "-c", code, deck], check=True, capture_output=True, text=True).stdout

    assert read("# Bees\n\nThey fly: far.\n") == "False\n"
    assert read("---\ntitle: Honey\n---\n\n# Bees\n\nThey fly.\n") == "True\n"


@pytest.fixture
def asked(tmp_path):
    """What a program of its own finds about languages, and whether it loads langcodes for that."""
    code = (
        "import sys; from pathlib import Path; from aura_nb import user_cache; "
        "user_cache.place = lambda name: Path(sys.argv[1]) / name; "
        "from aura_nb.voices import languages, lookup; from aura_nb.voices.spoken.sentence import primary; "
        "print([voice.name for voice in lookup.speakers('de-AT')], sorted(languages.scripts('sr')), primary('cmn'), "
        "languages.distance('no such tag', 'de'), 'langcodes' in sys.modules)"
    )

    def ask():
        done = subprocess.run([sys.executable, "-c", code, tmp_path], check=True, capture_output=True, text=True)
        answer, _, loaded = done.stdout.strip().rpartition(" ")
        return answer, loaded == "True"

    return ask


def test_what_langcodes_says_is_asked_once_and_again_of_another_version(asked, tmp_path):
    first, loaded = asked()
    assert loaded
    assert "espeak:de" in first
    assert first.endswith("['Cyrl', 'Latn'] zh None")
    assert asked() == (first, False)

    place = tmp_path / "languages.msgpack"
    schema, _, *answers = msgspec.msgpack.decode(place.read_bytes())
    other = msgspec.msgpack.encode([schema, "0.1", *(dict.fromkeys(known) for known in answers)])
    for content in (other, b"", b"\xff"):
        place.write_bytes(content)
        assert asked() == (first, True)
        assert asked() == (first, False)


def test_a_font_is_found_without_reading_what_every_package_offers(monkeypatch):
    fonts = importlib.import_module("aura_nb.visuals.fonts")
    wanted = {name: each.name for name, each in fontpkg.families().items()}
    assert {"inter", "source-serif-4"} <= wanted.keys()
    known = {
        family: (
            Path(fontpkg.path(family)),
            {each.style: each.path for each in fontpkg.family(slug).files}.get("italic"),
        )
        for slug, family in wanted.items()
    }
    monkeypatch.setattr("fontpkg._registry._cache", None)
    monkeypatch.setattr("fontpkg._registry.entry_points", None)
    fonts.file.cache_clear()
    fonts.slanted.cache_clear()
    assert {family: (fonts.file(family), fonts.slanted(family)) for family in known} == known
    monkeypatch.undo()
    with pytest.raises(FontMissing, match="No Such Family"):
        fonts.file("No Such Family")


def test_the_types_of_a_spec_are_found_once_for_all_of_its_fields(monkeypatch):
    limits = importlib.import_module("aura_nb.specs.limits")
    asked = []
    monkeypatch.setattr(limits, "get_type_hints", lambda spec, **_: asked.append(spec) or get_type_hints(spec))
    limits.field_types.cache_clear()
    assert all(limits.choices(Render, name) for name in ("quality", "motion", "transition"))
    assert asked == [Render]
    limits.field_types.cache_clear()


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(user_cache, "place", lambda name: tmp_path / "cache" / name)
    digests._digest.cache_clear()
    yield tmp_path / "cache" / "models.msgpack"
    digests._digest.cache_clear()


def test_a_model_is_read_once_and_again_when_it_was_changed(place, tmp_path, monkeypatch):
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"first")
    first = model_digest(model)
    assert place.exists()

    digests._digest.cache_clear()  # another program
    monkeypatch.setattr(digests.hashlib, "sha256", None)
    assert model_digest(model) == first
    monkeypatch.undo()

    monkeypatch.setattr(user_cache, "place", lambda name: place)
    model.write_bytes(b"other")
    os.utime(model, ns=(1, 1))
    assert model_digest(model) != first
    assert model_digest(model, model) != model_digest(model)


@pytest.mark.parametrize("content", [b"", b"\xff", b"\x92\x07\x80"])
def test_a_memory_that_is_damaged_or_of_another_version_is_none(place, tmp_path, content):
    place.parent.mkdir()
    place.write_bytes(content)
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"first")
    assert len(model_digest(model)) == 64
    assert place.read_bytes() != content


def test_where_nothing_can_be_kept_a_model_is_read_each_time(place, tmp_path):
    place.parent.write_text("a file where the folder would be")
    model = tmp_path / "voice.onnx"
    model.write_bytes(b"first")
    assert len(model_digest(model)) == 64


def test_a_version_is_read_from_the_head_of_the_metadata(tmp_path, monkeypatch):
    for name, metadata in {
        "bees": "Metadata-Version: 2.1\nName: bees\nVersion: 7.1\n\nVersion: 9\n",
        "ants": "Metadata-Version: 2.1\r\nName: ants\r\nVersion: 3\r\n\r\nVersion: 9\r\n",
    }.items():
        (tmp_path / f"{name}-0.dist-info").mkdir()
        (tmp_path / f"{name}-0.dist-info" / "METADATA").write_text(metadata)
    monkeypatch.syspath_prepend(tmp_path)
    assert (version("bees"), version("ants"), optional("wasps")) == ("7.1", "3", "")
