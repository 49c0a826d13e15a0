"""The pictures of decks: found where people keep them, left out with one warning where they are not."""

from __future__ import annotations

import base64
import os
import re
import shutil
import unicodedata
from pathlib import Path

import pytest
from PIL import Image

from aura_nb.errors import AssetInvalid, AssetMissing, RequestInvalid
from aura_nb.pipeline.assets import Assets
from aura_nb.pipeline.film_request import pictured
from aura_nb.pipeline.scene_files import find_pictures, supplied
from aura_nb.request.named import film_request
from aura_nb.sources import from_markdown, load_deck
from aura_nb.sources.picture_search import PictureSearch
from aura_nb.specs import Clip, End, Picture, Text, Title

CASES = Path(__file__).with_name("decks")
POSIX = pytest.mark.skipif(os.name == "nt", reason="its names and links follow other rules")


def png(path, size=(40, 30)):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (20, 120, 120)).save(path)
    return path


@pytest.fixture
def deck(tmp_path):
    """A deck's folder, two below the one that tests may write into."""

    def write(text, name="talk.md", **options):
        (tmp_path / "work" / "deck").mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / "deck" / name).write_text(text)
        return load_deck(tmp_path / "work" / "deck" / name, **options)

    write.folder = tmp_path / "work" / "deck"
    return write


def shown(deck):
    return [scene.show.image for scene in deck.storyboard.scenes if isinstance(scene.show, Picture)]


def files(deck):
    """The files that are shown in the end."""
    found = find_pictures(deck.storyboard, deck.folder, roots=deck.roots)
    return [Path(file.path) for named in found.values() for file in named.values()]


def case(name, tmp_path, **moved):
    """A case in a folder of its own, with some of its pictures moved."""
    folder = tmp_path / "top" / "cases"
    shutil.copytree(CASES, folder)
    for old, new in moved.items():
        (folder / new).parent.mkdir(exist_ok=True)
        shutil.move(folder / f"{old}.png", folder / new)
    return load_deck(folder / f"{name}.md")


def test_a_missing_picture_is_left_out_with_its_line_and_the_film_goes_on(tmp_path):
    deck = case("pic-missing", tmp_path)
    [scene] = deck.storyboard.scenes
    assert (scene.heading, scene.show) == ("Tides", Title(subtitle="The sea rises twice a day."))
    [notice] = deck.notices
    assert notice.message.startswith('pic-missing.md:3: there is no picture "missing.png". It is left out.')
    assert notice.code == "asset.missing"


@pytest.mark.parametrize(
    ("name", "place", "moved"),
    [
        ("pic-parent", "../pier.png", {"pier": "../pier.png"}),
        ("pic-root", "pier.png", {}),
        ("pic-root", "public/pier.png", {"pier": "public/pier.png"}),
        ("pic-root", "static/pier.png", {"pier": "static/pier.png"}),
        ("pic-html-nested", "pier.png", {}),
        ("pic-svg", "pier.svg", {}),
        ("pic-gif", "pier.gif", {}),
        ("d04-space-in-path", "my cat.png", {}),
    ],
)
def test_pictures_of_the_cases_are_found(tmp_path, name, place, moved):
    deck = case(name, tmp_path, **moved)
    assert (shown(deck), deck.notices) == ([place], [])
    assert [file.name for file in files(deck)] == [Path(place).name]


@pytest.mark.parametrize(
    ("name", "place", "says"),
    [
        ("p02-case-of-name", "a.png", '.md:3: there is no picture "A.PNG"; "a.png" is shown (names differ by case).'),
        ("p03-backslash", "sub/x.png", "names differ by their slashes"),
    ],
)  # fmt: skip
@POSIX
def test_a_name_that_is_spelt_otherwise_is_found_with_a_warning(tmp_path, name, place, says):
    deck = case(name, tmp_path)
    assert shown(deck) == [place]
    [warning] = deck.warnings
    assert says in warning


@POSIX
def test_accents_in_another_form_are_found_with_a_warning(deck):
    name = "h\u00f4tel.png"
    png(deck.folder / unicodedata.normalize("NFD", name))
    made = deck(f"# A\n\n![x]({name})")
    assert len(files(made)) == 1
    assert "names differ by the form of their accents" in made.warnings[0]


def test_a_picture_with_a_line_below_it_is_one_scene(tmp_path):
    [scene] = case("pic-and-list", tmp_path).storyboard.scenes
    assert scene.show == Picture(image="pier.png", caption="Built of oak")
    assert scene.narration == "Pier.\n\nBuilt of oak."


def test_a_focus_names_the_regions_that_a_camera_goes_to(deck):
    png(deck.folder / "a.png")
    found = deck('# A\n\n![x](a.png){focus="0.1 0.2 0.3 0.3; 50%, 50%, 25%, 40%" fit=contain}\n')
    [scene] = found.storyboard.scenes
    assert scene.show.focus == [[0.1, 0.2, 0.3, 0.3], [0.5, 0.5, 0.25, 0.4]]
    assert (scene.show.fit, scene.narration) == ("contain", "A.\n\nx.")
    assert found.warnings == []


def test_a_focus_that_is_none_is_left_out_with_its_line(deck):
    png(deck.folder / "a.png")
    found = deck('# A\n\n![x](a.png){focus="left"}\n')
    assert found.storyboard.scenes[0].show.focus == []
    assert "talk.md:3" in found.warnings[0]
    assert '{focus="0.1 0.2 0.3 0.3"}' in found.warnings[0]


def test_attributes_of_a_picture_are_neither_seen_nor_said(tmp_path):
    [scene] = case("d02-image-attributes", tmp_path).storyboard.scenes
    assert scene.show == Picture(image="a.png", alt="A cat")
    assert " ".join(scene.narration.split()) == "Cat. A cat."


WAYS = """
![x](a.png)
![x](a%2Epng)
![x](a.png?raw=true)
![x](a.png#top)
![x](./a.png)
![x](<a.png>)
![x](/a.png)
![x](/images/b.png)
![x](/b.png)
![x](c.png)
![x](d.png)
![x][a]\\n\\n[a]: a.png
![[a.png]]
![[a.png|300]]
![[a.png|x|300x200]]
![x](my cat.png)
![x](my cat.png "A cat")
![x](my%20cat.png)
![x](a.png){width=50% .round}
<img src=a.png width=300 alt=x>
<div><center><p><img\\nsrc='a.png'/></p></center></div>
<noscript><img src='a.png'></noscript>
<picture><source srcset=b.webp><img src=a.png></picture>
"""


@pytest.mark.parametrize("source", WAYS.strip().splitlines())
def test_the_ways_to_write_a_picture_are_read(deck, source):
    for name in ("a.png", "my cat.png", "public/images/b.png", "images/b.png", "assets/c.png", "static/d.png"):
        png(deck.folder / name)
    made = deck("# A\n\n" + source.replace("\\n", "\n"))
    assert (len(files(made)), made.notices) == (1, [])
    said = [f"{scene.heading} {scene.narration} {scene.show.caption}" for scene in made.storyboard.scenes]
    assert not re.search(r"300|50%|width|[{}\[\]|]", " ".join(said))


def test_a_picture_is_looked_for_upwards_to_the_root_of_the_work_tree_and_no_further(deck, tmp_path):
    png(tmp_path / "work" / "static" / "a.png")
    png(tmp_path / "b.png")
    text = "# A\n\n![x](a.png)\n\n# B\n\n![y](b.png)"
    assert shown(deck(text)) == []
    (tmp_path / "work" / ".git").mkdir()
    made = deck(text)
    assert shown(made) == ["../static/a.png"]
    assert [notice.code for notice in made.notices] == ["asset.missing"]
    assert files(made) == [tmp_path / "work" / "static" / "a.png"]
    # On a server, never above its root folder.
    below = PictureSearch(deck.folder, below=deck.folder)
    assert shown(deck(text, search=below)) == []


def test_a_server_reads_no_hidden_folders_and_nothing_above_its_root(deck, tmp_path):
    png(deck.folder / ".secret" / "a.png")
    png(tmp_path / "work" / "b.png")
    for source in (".secret/a.png", "../b.png", str(tmp_path / "work" / "b.png"), "/b.png"):
        search = PictureSearch(deck.folder, below=deck.folder, hidden=False)
        made = deck(f"# A\n\n![x](<{source}>)", search=search)
        assert (shown(made), len(made.notices)) == ([], 1)


def test_further_folders_can_be_named(deck, tmp_path):
    png(tmp_path / "elsewhere" / "a.png")
    deck("# A\n\n![x](a.png)")
    request = film_request(deck.folder / "talk.md", assets=tmp_path / "elsewhere")
    assert request.notices == []
    [file] = pictured(request, request.storyboard, None).pictures["a"].values()
    assert file.path == str(tmp_path / "elsewhere" / "a.png")
    with pytest.raises(RequestInvalid, match="there is no folder"):
        film_request(deck.folder / "talk.md", assets=tmp_path / "nowhere")


PAGE = b"<!DOCTYPE html><html><title>404</title></html>"


@POSIX
@pytest.mark.parametrize(
    ("source", "code", "why"),
    [
        ("gone.png", "asset.missing", "there is no picture"),
        ("pear.png", "asset.missing", 'did you mean "pearl.png"?'),
        ("page.png", "asset.invalid", "a web page (HTML), not a picture"),
        ("empty.png", "asset.invalid", "the file is empty"),
        ("cut.png", "asset.invalid", "cut short"),
        ("huge.png", "asset.invalid", "more than 100 megapixels"),
        ("folder", "asset.invalid", "is a folder"),
        ("loop.png", "asset.invalid", "a link that leads to itself"),
        ("dangling.png", "asset.invalid", "a link that leads nowhere"),
        ("out.png", "asset.outside", "a link that leads out of the folders that may be read"),
        ("pipe.png", "asset.invalid", "is not a file"),
        ("notes.pdf", "asset.invalid", "it is a PDF"),
        ("words.txt", "asset.invalid", "it is not a PNG, JPEG or WebP file"),
        ("../../outside.png", "asset.outside", "lies outside of the folders that may be read"),
        ("file:///etc/hosts.png", "asset.outside", "lies outside of the folders that may be read"),
        ("data:image/png;base64,AAAA", "asset.invalid", "it is not a PNG"),
        ("data:image/png;base64", "asset.invalid", "without a comma"),
        ("bad.svg", "asset.invalid", "entities"),
    ],
)
def test_a_bad_picture_is_one_warning_and_never_a_failure(deck, tmp_path, source, code, why):
    folder = deck.folder
    good = png(folder / "pearl.png").read_bytes()
    png(tmp_path / "outside.png")
    (folder / "page.png").write_bytes(PAGE)
    (folder / "empty.png").touch()
    (folder / "cut.png").write_bytes(good[:40])
    (folder / "huge.png").write_bytes(good[:16] + b"\x00\x00\x40\x00" * 2 + good[24:])
    (folder / "folder").mkdir()
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "dangling.png").symlink_to("nowhere.png")
    (folder / "out.png").symlink_to(tmp_path / "outside.png")
    os.mkfifo(folder / "pipe.png")
    (folder / "notes.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "words.txt").write_text("words")
    (folder / "bad.svg").write_text('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>')
    bare = f"![](<{source}>)"
    made = deck(f"# A\n\nSome text.\n\n## B\n\n![A pear](<{source}>)\n\n## C\n\n{bare}\n\n---\n\n{bare}\n\n# D\n")
    # Where there is nothing else the description is shown and said; without any, a heading; else there is no scene.
    assert [(scene.id, scene.show) for scene in made.storyboard.scenes] == [
        ("a", Title(subtitle="Some text.")),
        ("b", Text(text="A pear")),
        ("c", Title()),
        ("d", End()),
    ]
    assert made.storyboard["b"].narration == "B.\n\nA pear."
    assert [notice.code for notice in made.notices] == [code] * 3
    for notice, line in zip(made.notices, (7, 11, 15), strict=True):
        assert notice.message.startswith(f"talk.md:{line}: ")
        assert why in notice.message
        assert "It is left out." in notice.message
        assert str(tmp_path) not in notice.message


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_picture_without_permission_is_left_out(deck):
    png(deck.folder / "a.png").chmod(0)
    [notice] = deck("# A\n\n![x](a.png)").notices
    assert "cannot be read: Permission denied" in notice.message


def test_a_picture_in_the_deck_itself_is_shown_whatever_the_workspace(deck, tmp_path):
    content = png(tmp_path / "a.png").read_bytes()
    made = deck(f"# A\n\n![x](data:image/png;base64,{base64.b64encode(content).decode()})")
    request = film_request(made)
    [named] = pictured(request, request.storyboard, Assets(tmp_path / "assets")).pictures.values()
    [file] = named.values()
    assert Path(file.path).read_bytes() == content
    drawing = from_markdown("# A\n\n![x](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'/%3E)")
    assert (len(drawing.embedded), drawing.notices) == (1, [])


def test_a_picture_that_goes_after_the_deck_was_read_is_left_out_too(deck):
    picture = png(deck.folder / "a.png")
    story = deck("# A\n\n![x](a.png)\n\n## B\n\n![](a.png)").storyboard
    picture.unlink()
    found = supplied(story, deck.folder)
    assert [scene.show for scene in found.storyboard.scenes] == [Title(subtitle="x"), Title()]
    assert [notice.message.partition(":")[0] for notice in found.notices] == ["talk.md", "talk.md"]


def test_what_cannot_be_decoded_is_left_out_of_a_deck_and_refused_in_a_storyboard(deck):
    png(deck.folder / "a.png")
    story = deck("# A\n\n![x](a.png)").storyboard
    [named] = supplied(story, deck.folder).pictures.values()
    reasons = {named["a.png"].sha256: "the picture a.png cannot be used: it is damaged"}
    found = supplied(story, deck.folder, unusable=reasons)
    assert [notice.message for notice in found.notices] == [
        "talk.md:3: the picture a.png cannot be used: it is damaged. It is left out."
    ]
    story.scenes[0].source = None
    assert supplied(story, deck.folder, unusable=reasons).pictures == {"a": named}
    (deck.folder / "a.png").unlink()
    with pytest.raises(AssetMissing, match=r"scenes\[a\]\.show\.image"):
        supplied(story, deck.folder)


def test_a_picture_that_a_storyboard_file_names_and_is_not_there_is_told_by_its_line(tmp_path):
    file = tmp_path / "s.json"
    shows = (
        '{"kind": "columns", "columns": [{"kind": "text", "text": "x"},\n {"kind": "picture",\n "image": "bee.png"}]}'
    )
    file.write_text('{"title": "T", "scenes": [\n{"id": "a", "heading": "H"},\n{"id": "b", "show": ' + shows + "}]}")
    request = film_request(file)
    with pytest.raises(AssetMissing, match=r"^s\.json:5: there is no picture 'bee\.png'"):
        pictured(request, request.storyboard, None)
    # What was made in Python has no line.
    request.storyboard["b"].source = None
    with pytest.raises(AssetMissing, match=r"^scenes\[b\]\.show\.columns\[1\]\.image: "):
        find_pictures(request.storyboard, tmp_path)


def test_a_deck_of_which_nothing_is_left_says_what_was_wrong(deck):
    with pytest.raises(RequestInvalid, match="nothing to show"):
        deck("![](gone.png)")


def test_a_loop_of_links_raises_no_error_of_the_systems(tmp_path):
    search = PictureSearch(tmp_path)
    if os.name != "nt":
        (tmp_path / "a.png").symlink_to("b.png")
        (tmp_path / "b.png").symlink_to("a.png")
        with pytest.raises(AssetInvalid):
            search.find("a.png")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("![The run](run.mp4)", {"alt": "The run"}),
        ("![The run](run.mp4){start=2 end=8.5 .sound}", {"alt": "The run", "start": 2, "end": 8.5, "sound": True}),
        ("![](run.mp4#t=2,8)", {"start": 2, "end": 8}),
        ('<video src="run.mp4" controls></video>', {}),
        ('<video controls>\n<source src="run.mp4" type="video/mp4">\nYour browser plays none.\n</video>', {}),
        ('See <video src="run.mp4"/>', {}),
        ("{{< video run.mp4 >}}", {}),
    ],
)
def test_a_video_is_shown_where_a_picture_would_be(written, wanted):
    found = from_markdown(f"## The run\n\n{written}\n")
    shows = [show for scene in found.storyboard.scenes for show in getattr(scene.show, "columns", [scene.show])]
    [clip] = [show for show in shows if isinstance(show, Clip)]
    assert clip == Clip(video="run.mp4", **wanted)
    assert not any("video" in warning for warning in found.warnings)


def test_a_video_that_is_not_there_is_left_out_with_its_line(deck):
    found = deck("# A\n\nWords.\n\n![x](run.mp4)\n")
    assert 'talk.md:5: there is no video "run.mp4"' in found.warnings[0]
