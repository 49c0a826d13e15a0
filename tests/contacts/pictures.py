"""Twenty pictures as people have them, drawn here: plots, wide and tall ones, clear grounds, tiny ones, photographs."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from aura_nb.specs import Bullets, Columns, Picture, Scene, Text
from aura_nb.visuals import fonts

DICE = np.random.default_rng(7)
INK = (35, 45, 60)


def letters(size):
    return ImageFont.truetype(str(fonts.file("Inter")), size)


def plot(width=900, height=600, *, clear=False, dark=False):
    """A line chart as a notebook saves it: axes, ticks, a legend, labels at its very edge."""
    ground = (0, 0, 0, 0) if clear else (17, 20, 26, 255) if dark else (255, 255, 255, 255)
    ink = (225, 225, 230) if dark else INK
    made = Image.new("RGBA", (width, height), ground)
    pen = ImageDraw.Draw(made)
    left, top, right, bottom = 0.09 * width, 0.06 * height, 0.98 * width, 0.88 * height
    pen.rectangle((left, top, right, bottom), outline=ink, width=2)
    small = letters(round(0.03 * height))
    for step in range(6):
        y = bottom - step / 5 * (bottom - top)
        pen.line((left - 6, y, left, y), fill=ink, width=2)
        pen.text((left - 12, y), f"{2 * step}", fill=ink, font=small, anchor="rm")
        x = left + step / 5 * (right - left)
        pen.text((x, bottom + 10), f"{5 * step}", fill=ink, font=small, anchor="mt")
    pen.text(((left + right) / 2, height - 4), "Hour of the day", fill=ink, font=small, anchor="mb")
    for colour, shift in (((31, 119, 180), 0.0), ((214, 39, 40), 1.3)):
        at = np.linspace(0, 1, 200)
        points = [
            (left + a * (right - left), (top + bottom) / 2 - 0.4 * (bottom - top) * np.sin(9 * a + shift)) for a in at
        ]
        pen.line(points, fill=colour, width=max(2, height // 150))
    return made


def bars(width=640, height=480):
    made = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(made)
    for index, tall in enumerate((0.9, 0.7, 0.62, 0.4, 0.31, 0.2)):
        x = (0.08 + index * 0.15) * width
        pen.rectangle((x, height * (0.95 - 0.85 * tall), x + 0.1 * width, 0.95 * height), fill=(68, 114, 196))
    return made


def photograph(width, height):
    """Hills below an evening sky, with the grain that a camera leaves."""
    down = np.linspace(0, 1, height)[:, None, None]
    sky = (1 - down) * np.array([70, 90, 160]) + down * np.array([250, 170, 110])
    made = np.broadcast_to(sky, (height, width, 3)).copy()
    across = np.arange(width)
    for level, colour in ((0.55, (96, 88, 110)), (0.7, (62, 66, 74)), (0.85, (30, 40, 38))):
        wave = np.sin(across / width * 7 + 9 * level) + 0.4 * np.sin(across / width * 23 + level)
        edge = height * (level + 0.05 * wave)
        made[np.arange(height)[:, None] > edge[None, :]] = colour
    made += DICE.normal(0, 9, made.shape)
    return Image.fromarray(np.clip(made, 0, 255).astype(np.uint8))


def screenshot(width=1440, height=900):
    made = Image.new("RGB", (width, height), (246, 247, 249))
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, 0, width, 48), fill=(50, 56, 66))
    pen.rectangle((0, 48, 260, height), fill=(233, 236, 240))
    small = letters(20)
    for row in range(18):
        pen.text((24, 80 + 42 * row), f"analysis-{row + 1:02}.ipynb", fill=INK, font=small)
        pen.text((300, 80 + 42 * row), f"In [{row + 1}]:  tides.groupby('port').agg('max')", fill=INK, font=small)
    return made


def logo(width=480, height=480):
    made = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    pen = ImageDraw.Draw(made)
    pen.ellipse((0.1 * width, 0.1 * height, 0.9 * width, 0.9 * height), fill=(20, 30, 48, 255))
    pen.pieslice((0.2 * width, 0.2 * height, 0.8 * width, 0.8 * height), 200, 340, fill=(210, 55, 27, 255))
    return made


def white_logo():
    made = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(made).text((300, 100), "harbour", fill="white", font=letters(130), anchor="mm")
    return made


def diagram(width, height, count):
    """Boxes in a row or a column, as tools for diagrams export them."""
    made = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(made)
    wide = width > height
    step = (width if wide else height) / count
    for index in range(count):
        a, b = index * step + 0.15 * step, index * step + 0.85 * step
        box = (a, 0.2 * height, b, 0.8 * height) if wide else (0.2 * width, a, 0.8 * width, b)
        pen.rounded_rectangle(box, 12, outline=INK, width=3, fill=(225, 233, 245))
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        pen.text(middle, f"Step {index + 1}", fill=INK, font=letters(22), anchor="mm")
    return made


def vector():
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><g fill="none" stroke="black" stroke-width="2">'
        '<rect x="2" y="2" width="50" height="56"/><path d="M60 30h30l-8-8m8 8l-8 8"/></g>'
        '<circle cx="105" cy="30" r="12" fill="#d2371b"/></svg>'
    )


def handwriting():
    """A page as a telephone took it: grey, uneven, with a shadow."""
    down, across = np.mgrid[0:1200, 0:900]
    paper = 205 - 50 * (down / 1200) + 20 * (across / 900)
    made = np.repeat(paper[:, :, None], 3, axis=2).astype(np.uint8)
    for row in range(9):
        points = [(90 + 7 * step, 150 + 110 * row + int(18 * np.sin(step * (0.7 + 0.05 * row)))) for step in range(100)]
        cv2.polylines(made, [np.array(points, np.int32)], isClosed=False, color=(60, 40, 30), thickness=4)
    return Image.fromarray(made)


MADE = {
    "plot": plot,
    "plot on a clear ground": lambda: plot(clear=True),
    "plot on black": lambda: plot(dark=True),
    "small plot": lambda: plot(432, 288),
    "bars": bars,
    "photograph": lambda: photograph(1600, 1067),
    "photograph, upright": lambda: photograph(900, 1350),
    "panorama": lambda: photograph(2400, 500),
    "square photograph": lambda: photograph(800, 800),
    "screenshot": screenshot,
    "logo": logo,
    "white logo": white_logo,
    "icon": lambda: logo(32, 32),
    "one dot": lambda: Image.new("RGB", (1, 1), (210, 55, 27)),
    "wide diagram": lambda: diagram(2000, 160, 9),
    "tall diagram": lambda: diagram(240, 1900, 9),
    "handwriting": handwriting,
}


def scenes(folder: Path) -> tuple[list[Scene], dict[str, Path]]:
    """Twenty scenes, and the files of their pictures, which are written into a folder."""
    files: dict[str, Path] = {}
    found: list[Scene] = []
    for name, make in MADE.items():
        file = folder / (name.replace(" ", "-").replace(",", "") + (".jpg" if "photograph" in name else ".png"))
        make().save(file)
        files[file.name] = file
        caption = "" if len(found) % 3 else "What a line below a picture looks like"
        picture = Picture(image=file.name, alt=name, caption=caption)
        found.append(Scene(id=file.stem, heading=name.capitalize(), show=picture))
    (folder / "drawing.svg").write_text(vector())
    files["drawing.svg"] = folder / "drawing.svg"
    points = Bullets(items=["It is shown whole", "Its axes are in it", "So is its legend"])
    prose = Text(text="A tall picture stands next to what is said of it, and neither is small.")
    found += [
        Scene(id="vector", heading="Vector", show=Picture(image="drawing.svg")),
        Scene(id="beside", heading="Next to points", show=Columns(columns=[points, Picture(image="plot.png")])),
        Scene(id="tall", heading="Next to text", show=Columns(columns=[prose, Picture(image="handwriting.png")])),
    ]
    return found, files
