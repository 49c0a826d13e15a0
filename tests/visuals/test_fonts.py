"""Fonts are chosen by the characters of a text: from the theme, then from what this machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from support.fonts import write_font

from aura_nb.specs import Bullets, Scene, Title
from aura_nb.visuals import coverage, font_index, fonts, scripts, typesetter
from aura_nb.visuals.font_index import FontIndex
from aura_nb.visuals.fonts import Library
from aura_nb.visuals.own_theme import load
from aura_nb.visuals.sheet import scene_data, scene_text

LIGHT = load("light")
HAN = "蜜蜂为什么重要你好"


@pytest.fixture
def installed(tmp_path):
    """`installed(...)` is a library of the theme's fonts and of those written into `tmp_path / "fonts"`."""

    def library():
        return Library(FontIndex(memory=tmp_path / "memory" / "fonts.msgpack", folders=[tmp_path / "fonts"]))

    library.folder = tmp_path / "fonts"
    return library


@pytest.fixture(autouse=True)
def only_the_themes_wheels(monkeypatch):
    """No wheel but the theme's two, whatever else this machine has."""
    own = [fonts.file("Inter"), fonts.file("JetBrains Mono")]
    monkeypatch.setattr(font_index, "packaged", lambda: own)


def families(library, text, language="en-US"):
    return [typeface.family for typeface in library.lettering(text, theme=LIGHT, language=language).typefaces]


def test_text_the_theme_has_looks_at_no_other_font(installed, monkeypatch):
    library = installed()
    monkeypatch.setattr(library.index, "paths", lambda: pytest.fail("the machine was searched"))
    lettering = library.lettering("Why bees matter: ümläute, Ελληνικά, Кириллица", theme=LIGHT, language="en-US")
    assert [typeface.family for typeface in lettering.typefaces] == ["Inter", "JetBrains Mono"]
    assert lettering.missing == ""


def test_characters_nobody_has_are_missing_and_what_is_not_seen_is_not(installed):
    lettering = installed().lettering("a你\u200d\ufe0f\u202e\U000e0041 \n好", theme=LIGHT, language="en-US")
    assert lettering.missing == "你好"


def test_an_installed_font_is_used_for_what_only_it_has(installed):
    write_font(installed.folder / "han.ttf", "Test Han", HAN)
    lettering = installed().lettering("Bees 蜜蜂", theme=LIGHT, language="en-US")
    assert [typeface.family for typeface in lettering.typefaces] == ["Inter", "Test Han", "JetBrains Mono"]
    assert lettering.missing == ""
    assert families(installed(), "Bees") == ["Inter", "JetBrains Mono"]


def test_the_font_that_has_more_of_a_script_wins_and_another_completes_it(installed):
    write_font(installed.folder / "few.ttf", "A Few", "蜜你")
    write_font(installed.folder / "many.ttf", "Most", "蜜蜂为什么重要")
    assert families(installed(), HAN) == ["Inter", "Most", "A Few", "JetBrains Mono"]


@pytest.mark.parametrize(
    ("language", "text", "family"),
    [
        ("zh-CN", "蜂", "Test Sans SC"),
        ("zh-TW", "蜂", "Test Sans TC"),
        ("zh-Hant-HK", "蜂", "Test Sans HK"),
        ("ja", "蜂", "Test Sans JP"),
        ("en-US", "蜂", "Test Sans SC"),
        ("en-US", "蜂は", "Test Sans JP"),
        ("ko-KR", "蜂", "Test Sans KR"),
    ],
)
def test_chinese_characters_are_those_of_the_language(installed, language, text, family):
    for region in ("HK", "JP", "KR", "SC", "TC"):
        write_font(installed.folder / f"{region}.ttf", f"Test Sans {region}", "蜂は")
    assert families(installed(), text, language)[1] == family


def test_upright_text_faces_are_preferred_and_last_resorts_come_last(installed):
    for name in ("Unifont", "Test Serif", "Test Sans Mono", "Test Sans"):
        write_font(installed.folder / f"{name}.ttf", name, "蜂")
    write_font(installed.folder / "italic.ttf", "A Slanted", "蜂", italic=True)
    assert families(installed(), "蜂")[1] == "Test Sans"


def test_the_weights_nearest_to_the_themes_are_taken(installed):
    for weight in (100, 300, 400, 700, 900):
        write_font(installed.folder / f"{weight}.ttf", "Test Sans", "蜂", weight=weight)
    typeface = installed().lettering("蜂", theme=LIGHT, language="zh").typefaces[1]
    assert {Path(face.path).name for face in typeface.faces} == {"400.ttf", "700.ttf"}


def test_quotes_are_chinese_in_chinese_text_and_latin_elsewhere(installed):
    write_font(installed.folder / "han.ttf", "Test Han", HAN)
    library = installed()
    assert library.lettering("“你好”", theme=LIGHT, language="zh-CN").typefaces[0].between_cjk
    assert not library.lettering("“你好”", theme=LIGHT, language="en-US").typefaces[0].between_cjk


def test_a_font_installed_while_the_process_runs_is_found_by_the_next_film(installed):
    assert installed().lettering("蜂", theme=LIGHT, language="zh").missing == "蜂"
    write_font(installed.folder / "deep" / "han.ttf", "Test Han", "蜂")
    assert installed().lettering("蜂", theme=LIGHT, language="zh").missing == ""


def test_a_replaced_font_file_is_read_again(installed):
    path = write_font(installed.folder / "han.ttf", "Test Han", "蜂")
    library = installed()
    first = library.digests(library.lettering("蜂", theme=LIGHT, language="zh"))
    write_font(path, "Test Han", "蜂你")
    os.utime(path, ns=(1, 1))
    library = installed()
    assert library.lettering("你", theme=LIGHT, language="zh").missing == ""
    second = library.digests(library.lettering("蜂", theme=LIGHT, language="zh"))
    assert first[str(path)] != second[str(path)]


def test_what_was_read_is_remembered_and_files_that_are_gone_are_forgotten(installed, monkeypatch):
    path = write_font(installed.folder / "han.ttf", "Test Han", "蜂")
    installed().lettering("蜂", theme=LIGHT, language="zh")
    with monkeypatch.context() as patch:
        patch.setattr(font_index, "_read", lambda *_: pytest.fail("a font was read again"))
        assert installed().lettering("蜂", theme=LIGHT, language="zh").missing == ""
    path.unlink()
    assert installed().lettering("蜂", theme=LIGHT, language="zh").missing == "蜂"


def test_a_memory_that_is_damaged_or_cannot_be_written_costs_time_and_no_film(installed, tmp_path):
    write_font(installed.folder / "han.ttf", "Test Han", "蜂")
    memory = tmp_path / "memory" / "fonts.msgpack"
    memory.parent.mkdir()
    memory.write_bytes(b"\x93nonsense")
    assert installed().lettering("蜂", theme=LIGHT, language="zh").missing == ""
    shutil.rmtree(memory.parent)
    memory.parent.write_text("a file where the folder should be")
    assert installed().lettering("蜂", theme=LIGHT, language="zh").missing == ""


@pytest.mark.parametrize(
    "content", [b"", b"ttcf", b"ttcf\0\1\0\0\xff\xff\xff\xff", b"\0\1\0\0" + b"\xff" * 200, b"<html>"]
)
def test_a_broken_font_file_is_no_font(installed, content):
    installed.folder.mkdir()
    (installed.folder / "broken.ttf").write_bytes(content)
    whole = write_font(installed.folder / "whole.ttf", "Test Han", "蜂").read_bytes()
    (installed.folder / "half.ttf").write_bytes(whole[: len(whole) // 2])
    assert families(installed(), "蜂")[1] == "Test Han"


@pytest.mark.parametrize("family", ["Inter", "JetBrains Mono"])
def test_ranges_are_what_fonttools_reads(family):
    with TTFont(fonts.file(family), lazy=True) as font:
        expected = set(font.getBestCmap())
        found = coverage.ranges(font.reader["cmap"])
    assert {c for first, last in zip(found[::2], found[1::2], strict=True) for c in range(first, last + 1)} == expected
    assert all(coverage.covers(found, c) == (c in expected) for c in range(0x3000))


def test_typst_gets_just_the_chosen_files_by_the_names_it_has_for_them(installed):
    write_font(installed.folder / "han.ttf", "Test Han", HAN)
    write_font(installed.folder / "other.ttf", "Other", "ab")
    scene = Scene(id="x", heading="", show=Bullets(items=[HAN]))
    lettering = installed().lettering(scene_text(scene), theme=LIGHT, language="zh-CN")
    assert {font.family for font in typesetter.shelf(lettering.files).fonts()} == {
        "Inter",
        "Test Han",
        "JetBrains Mono",
    }
    assert [font["name"] for font in typesetter.kept(lettering, ())[1]["fonts"]] == [
        "Inter",
        "Test Han",
        "JetBrains Mono",
    ]
    assert not list(Path(os.environ["TMPDIR"]).glob("aura-fonts-*"))


def test_right_to_left_is_seen_in_the_text_whatever_the_language():
    def rtl(heading, language):
        scene = Scene(id="x", heading=heading, show=Title())
        return scene_data(scene, size=(960, 540), theme=LIGHT, language=language)["rtl"]

    assert rtl("لماذا النحل", "en-US")
    assert rtl("Bees", "ar")
    assert not rtl("The word النحل means bees", "en-US")


def test_missing_characters_are_named_with_the_package_that_has_them(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    assert scripts.named("你好") == "U+4F60 你, U+597D 好"
    assert scripts.named("".join(map(chr, range(0x4E00, 0x4E20)))).endswith(" and 20 more")
    assert scripts.remedy("你") == "Run `apt-get install fonts-noto-cjk` (its name in Debian and Ubuntu)."
    assert "fonts-noto-color-emoji" in scripts.remedy("🐝")
    both = scripts.remedy("عमᚠ")
    assert "`pip install fontpkg-noto-sans-arabic fontpkg-noto-sans-devanagari`" in both
    assert "fonts-noto-core" in both
    monkeypatch.setattr(sys, "platform", "win32")
    assert "apt-get" not in scripts.remedy("你")


def test_choosing_loads_neither_typst_nor_numpy():
    code = (
        "import sys; from aura_nb.visuals.fonts import Library; from aura_nb.visuals.own_theme import load; "
        "Library().lettering('你 a', theme=load('light'), language='zh'); "
        "sys.exit(' '.join({'typst', 'cv2', 'numpy'} & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
