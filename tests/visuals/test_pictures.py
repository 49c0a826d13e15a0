"""Pictures are recognised by their bytes, checked, turned upright, and refused by name."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np
import pytest

from aura_nb.errors import AssetInvalid, AssetMissing
from aura_nb.pipeline.assets import Assets
from aura_nb.visuals import pictures

GROUND = (247, 242, 232)
NIGHT = (17, 22, 30)
KINDS = [".png", ".jpg", ".webp"]


def corners():
    """12 x 8 blocks: red top left, green top right, blue bottom left, black bottom right."""
    image = np.zeros((32, 48, 3), np.uint8)
    image[:16, :24] = (0, 0, 255)
    image[:16, 24:] = (0, 255, 0)
    image[16:, :24] = (255, 0, 0)
    return image


def encoded(image, kind=".png"):
    return cv2.imencode(kind, image)[1].tobytes()


def exif(orientation, order="<"):
    head = b"II" if order == "<" else b"MM"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return head + struct.pack(order + "HIH", 42, 8, 1) + entry + struct.pack(order + "I", 0)


def with_exif(content, kind, block, size):
    if kind == ".jpg":
        segment = b"Exif\0\0" + block
        return content[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + content[2:]
    if kind == ".png":
        chunk = b"eXIf" + block
        return (
            content[:33] + struct.pack(">I", len(block)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + content[33:]
        )
    block += b"\0" * (len(block) % 2)
    body = content[12:] + b"EXIF" + struct.pack("<I", len(block)) + block
    canvas = (
        b"VP8X" + struct.pack("<I", 10) + b"\x08\0\0\0" + b"".join((side - 1).to_bytes(3, "little") for side in size)
    )
    return b"RIFF" + struct.pack("<I", 4 + len(canvas) + len(body)) + b"WEBP" + canvas + body


def read(folder, content, name="picture.bin"):
    (folder / name).write_bytes(content)
    return pictures.read(folder / name, ground=GROUND)


@pytest.mark.parametrize("kind", KINDS)
def test_png_jpeg_and_webp_are_read_whatever_their_name(tmp_path, kind):
    image = read(tmp_path, encoded(corners(), kind), "name.txt")
    assert image.shape == (32, 48, 3)
    assert np.abs(image[4, 4].astype(int) - (0, 0, 255)).max() < 12
    assert image.dtype == np.uint8


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_honoured(tmp_path, kind, order, orientation):
    upright = corners()
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.transpose(1, 0, 2),
        6: np.rot90(upright, 1),
        7: np.rot90(upright.transpose(1, 0, 2), 2),
        8: np.rot90(upright, -1),
    }[orientation]
    content = with_exif(
        encoded(np.ascontiguousarray(stored), kind), kind, exif(orientation, order), stored.shape[1::-1]
    )
    image = read(tmp_path, content)
    assert image.shape == upright.shape
    for y, x in ((4, 4), (4, 44), (28, 4), (28, 44)):
        assert np.abs(image[y, x].astype(int) - upright[y, x]).max() < 40


@pytest.mark.parametrize("kind", [".png", ".webp"])
def test_transparent_parts_show_the_ground(tmp_path, kind):
    image = np.dstack([corners(), np.full((32, 48), 255, np.uint8)])
    image[:, 24:, 3] = 0
    image[:16, :24, 3] = 128
    made = read(tmp_path, cv2.imencode(kind, image, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes())
    assert tuple(made[4, 44][::-1]) == GROUND
    assert (
        np.abs(
            made[4, 4][::-1].astype(int) - [(128 * v + 127 * g) / 255 for v, g in zip((255, 0, 0), GROUND, strict=True)]
        ).max()
        <= 1
    )


def test_grey_and_sixteen_bit_pictures_become_eight_bit_colour(tmp_path):
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (8, 1))
    for image in (ramp, np.dstack([ramp] * 3), (ramp >> 8).astype(np.uint8)):
        made = read(tmp_path, encoded(image))
        assert made.shape == (8, 64, 3)
        assert (made[0, 0, 0], made[0, -1, 0]) == (0, 255)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>", "not a PNG.*lies outside"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "damaged or cut short"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "entities"),
        (b"<!DOCTYPE html><html></html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "git lfs pull"),
        (b"%PDF-1.7", "a PDF"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "not a PNG"),
        (b"GIF89a" + bytes(40), "no size"),
        (b"GIF89a" + bytes([4, 0, 3, 0]) + bytes(40), "cut short"),
        (b"BM" + bytes([200, 0, 0, 0]) + bytes(8) + bytes([40, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0]), "cut short"),
        (b"II*\x00\x08\x00\x00\x00", "damaged or cut short"),
        (b"\x00\x00\x01\x00\x01\x00", "damaged or cut short"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(12), "no size"),
        (b"\x89PNG\r\n\x1a\n", "damaged or cut short"),
        (b"\xff\xd8\xff\xe0", "damaged or cut short"),
        (b"RIFF\xff\x00\x00\x00WEBPVP8 ", "cut short"),
        (b"RIFF\x04\x00\x00\x00WEBP", "no size"),
    ],
)
def test_what_is_no_picture_is_refused_by_name(tmp_path, content, reason):
    with pytest.raises(AssetInvalid, match=rf"portrait\.png.*{reason}"):
        read(tmp_path, content, "portrait.png")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_picture_is_refused(tmp_path, kind, kept):
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    content = encoded(noise, kind)
    with pytest.raises(AssetInvalid, match=r"picture\.bin"):
        read(tmp_path, content[: int(len(content) * kept)])


@pytest.mark.parametrize("kind", KINDS)
def test_no_damage_gets_further_than_asset_invalid(tmp_path, kind):
    content = encoded(corners(), kind)
    random = np.random.default_rng(2)
    for _ in range(60):
        damaged = bytearray(content)
        for at in random.integers(0, len(damaged), 3):
            damaged[at] = random.integers(0, 256)
        try:
            image = read(tmp_path, bytes(damaged))
        except AssetInvalid:
            continue
        assert image.dtype == np.uint8


def claiming(kind, side):
    """A small picture whose header claims to be a large square one."""
    content = bytearray(encoded(corners(), kind))
    if kind == ".png":
        content[16:24] = struct.pack(">II", side, side)
    elif kind == ".jpg":
        frame = content.index(b"\xff\xc0")
        content[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    else:
        return with_exif(bytes(content), kind, exif(1), (side, side))
    return bytes(content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", [10_001, 65_535])
def test_more_than_a_hundred_megapixels_are_refused_before_they_are_decoded(tmp_path, kind, side):
    content = claiming(kind, side)
    with pytest.raises(AssetInvalid, match=f"{side} x {side} is more than 100 megapixels"):
        read(tmp_path, content)
    # What is sent to a server is held to the same rule, before it is kept.
    (tmp_path / "bee.part").write_bytes(content)
    with pytest.raises(AssetInvalid, match=f"'bee.png' cannot be used: {side} x {side} is more than 100 megapixels"):
        Assets(tmp_path).put(tmp_path / "bee.part", sha256="0" * 64, name="bee.png")
    assert (tmp_path / "bee.part").exists()


def test_a_missing_picture_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(AssetMissing, match=r"gone\.png"):
        pictures.read(tmp_path / "gone.png", ground=GROUND)
    with pytest.raises(AssetInvalid, match="cannot be read"):
        pictures.read(tmp_path, ground=GROUND)


def test_the_letters_around_a_white_panel_choose_the_ground(tmp_path):
    """A chart whose border is transparent: most of what meets the slide is the panel, which is seen on any."""
    figure = np.zeros((400, 600, 4), np.uint8)
    figure[60:340, 60:540] = 255
    for row in range(80, 330, 30):
        figure[row : row + 8, 20:45] = (0, 0, 0, 255)
    cv2.imwrite(str(tmp_path / "chart.png"), figure)
    made = pictures.read(tmp_path / "chart.png", ground=(246, 241, 231), others=[GROUND, NIGHT])
    assert tuple(made[0, 0][::-1]) == (246, 241, 231)


@pytest.mark.parametrize(
    ("ink", "ground", "seen"),
    [(0, NIGHT, GROUND), (250, NIGHT, NIGHT), (250, GROUND, NIGHT), (0, GROUND, GROUND)],
)
def test_letters_on_nothing_stand_on_a_ground_on_which_they_can_be_read(tmp_path, ink, ground, seen):
    """A figure with a transparent border and black labels, as Matplotlib drew them for years, on a dark slide."""
    image = np.zeros((40, 60, 4), np.uint8)
    image[10:30, 10:50] = (ink, ink, ink, 255)  # the axes' frame
    image[12:28, 12:48] = 255
    (tmp_path / "figure.png").write_bytes(encoded(image))
    made = pictures.read(tmp_path / "figure.png", ground=ground, others=[GROUND, NIGHT])
    assert tuple(made[2, 2][::-1]) == seen


@pytest.mark.parametrize(
    ("ink", "ground", "shown"),
    [
        ((255, 255, 255), (247, 242, 232), (20, 30, 47)),  # white letters on a light slide
        ((20, 26, 40), (17, 22, 29), (255, 255, 255)),  # a plot's axes on a dark one
        ((20, 26, 40), (247, 242, 232), (247, 242, 232)),
    ],
)
def test_what_could_not_be_seen_on_the_slide_has_another_ground(tmp_path, ink, ground, shown):
    image = np.zeros((60, 90, 4), np.uint8)
    image[20:40, 20:70] = (*ink[::-1], 255)
    cv2.imwrite(str(tmp_path / "logo.png"), image)
    found = pictures.read(tmp_path / "logo.png", ground=ground, others=((255, 255, 255), (20, 30, 47)))
    assert tuple(found[2, 2][::-1]) == shown
    assert tuple(found[30, 40][::-1]) == ink
