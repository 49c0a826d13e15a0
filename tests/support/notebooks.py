"""Notebooks as people write them, made here cell by cell: several fields, several languages, several ages."""

from __future__ import annotations

import base64
import json
import struct
import zlib

PENGUINS = """<div><style scoped>.dataframe th {text-align: right;}</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;">
<th></th><th>species</th><th>body_mass_g</th></tr></thead>
<tbody><tr><th>0</th><td>Adelie</td><td>3750.0</td></tr><tr><th>1</th><td>Adelie</td><td>NaN</td></tr>
<tr><th>...</th><td>...</td><td>...</td></tr><tr><th>9999</th><td>Gentoo</td><td>5400.0</td></tr></tbody></table>
<p>10000 rows × 2 columns</p></div>"""


def png(width=64, height=48, grey=200):
    """A PNG of one colour; its size may be a lie."""
    rows = b"".join(b"\0" + bytes([grey]) * min(width, 64) for _ in range(min(height, 48)))

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def markdown(text, **metadata):
    return {"cell_type": "markdown", "metadata": metadata, "source": text}


def raw(text):
    return {"cell_type": "raw", "metadata": {}, "source": text}


def code(source, *outputs, tags=(), **metadata):
    if tags:
        metadata["tags"] = list(tags)
    return {"cell_type": "code", "execution_count": 1, "metadata": metadata, "source": source, "outputs": list(outputs)}


def printed(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    """An output by its forms: `text`, `html`, `latex`, `markdown`, or a mimetype with `/` as `__`."""
    names = {"text": "text/plain", "html": "text/html", "latex": "text/latex", "markdown": "text/markdown"}
    kinds = {names.get(name, name.replace("__", "/")): value for name, value in data.items()}
    return {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": kinds}


def figure(content=None, text="<Figure size 640x480 with 1 Axes>"):
    found = base64.b64encode(content or png()).decode()
    return {"output_type": "display_data", "metadata": {}, "data": {"image/png": found, "text/plain": text}}


def raised(name, value, traceback=("Traceback (most recent call last)", "  File secret.py")):
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": list(traceback)}


def notebook(*cells, language="python", nbformat=4, **metadata):
    kernel = {"kernelspec": {"name": language, "language": language}, "language_info": {"name": language}}
    cells = [{"id": f"c{number}", **cell} for number, cell in enumerate(cells, 1)]
    return {"cells": cells, "metadata": kernel | metadata, "nbformat": nbformat, "nbformat_minor": 5}


def content(found):
    return json.dumps(found).encode()


def write(folder, found, name="analysis.ipynb"):
    path = folder / name
    path.write_bytes(content(found))
    return path


REPORT = notebook(
    markdown("# What do penguins weigh?\n\nWe look at three species of penguins."),
    code("%matplotlib inline\nimport pandas as pd\nimport matplotlib.pyplot as plt\nplt.rcParams['figure.dpi'] = 150"),
    markdown("## Loading the data"),
    code("penguins = pd.read_csv('data/penguins.csv')\npenguins", shown(html=PENGUINS, text="...")),
    code(
        "# Drop the rows with missing values\nclean = penguins.dropna()\n\n"
        "# Count what is left\nprint(f'Rows left: {len(clean)}')",
        printed("Rows left: 9000\n"),
    ),
    markdown("## Species differ"),
    code(
        "clean.groupby('species')['body_mass_g'].mean()",
        shown(text="species\nAdelie    3700.66\nGentoo    5076.02\nName: body_mass_g, dtype: float64"),
    ),
    code(
        "ax = clean.plot.scatter(x='flipper_length_mm', y='body_mass_g')\n"
        "ax.set_title('Heavier penguins have longer flippers')",
        shown(text="Text(0.5, 1.0, 'Heavier penguins have longer flippers')"),
        figure(),
    ),
    code("accuracy", shown(text="np.float64(0.9333333333)")),
)

IN_R = notebook(
    markdown("# Fuel economy"),
    code("library(ggplot2)\nsuppressMessages(library(dplyr))"),
    code(
        "# Look at the first cars\nhead(mtcars)",
        shown(
            html='<table class="dataframe"><caption>A data.frame: 6 × 2</caption><thead><tr><th></th>'
            "<th scope=col>mpg</th>"
            "<th scope=col>cyl</th></tr><tr><th></th><th scope=col>&lt;dbl&gt;</th>"
            "<th scope=col>&lt;dbl&gt;</th></tr></thead>"
            "<tbody>"
            "<tr><th scope=row>Mazda RX4</th><td>21.0</td><td>6</td></tr>"
            "<tr><th scope=row>Datsun 710</th><td>22.8</td><td>4</td></tr></tbody></table>",
            text="...",
        ),
    ),
    code(
        'ggplot(mtcars, aes(wt, mpg)) + geom_point() + labs(title = "Heavy cars need more fuel")',
        figure(text="plot without title"),
    ),
    language="R",
)

IN_JULIA = notebook(
    markdown("# Solving a system"),
    code(
        "using LinearAlgebra\nA = [2.0 1.0; 1.0 3.0]\nb = [1.0, 2.0]\nA \\ b",
        shown(text="2-element Vector{Float64}:\n 0.2\n 0.6"),
    ),
    code("# Compute the determinant\ndet(A)", shown(text="5.0")),
    language="julia",
)

WITHOUT_HEADINGS = notebook(
    code("import os\nimport numpy as np"),
    code("x = np.linspace(0, 10, 200)\ny = np.sin(x)"),
    code("plt.plot(x, y)\nplt.xlabel('Time (s)')\nplt.ylabel('Height (m)')\nplt.show()", figure()),
)

OLD = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": "old"},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["An old notebook"]},
                {"cell_type": "markdown", "metadata": {}, "source": ["It was written in 2013."]},
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["print 'Answer: 42'"],
                    "language": "python",
                    "metadata": {},
                    "outputs": [{"output_type": "stream", "stream": "stdout", "text": ["Answer: 42\n"]}],
                    "prompt_number": 1,
                },
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["plot(x)"],
                    "language": "python",
                    "metadata": {},
                    "outputs": [
                        {"output_type": "display_data", "metadata": {}, "png": base64.b64encode(png()).decode()}
                    ],
                    "prompt_number": 2,
                },
            ],
        }
    ],
}

LECTURE = notebook(
    markdown("$$\\newcommand{\\R}{\\mathbb{R}}$$"),
    markdown("# The heat equation\n\n$$\\frac{\\partial u}{\\partial t} = \\alpha \\nabla^2 u$$"),
    markdown("## Its solution\n\nFor $x \\in \\R$ the solution is\n\n$$u(x, t) = e^{-\\alpha t} \\sin x$$"),
    code("import sympy\nsympy.exp(x)", shown(latex="$\\displaystyle e^{x}$", text="exp(x)")),
)

FAILED = notebook(
    markdown("# What goes wrong"),
    code("int('abc')", raised("ValueError", "invalid literal for int() with base 10: 'abc'")),
)

INTERACTIVE = notebook(
    markdown("# Charts in the page"),
    code(
        "px.scatter(df, x='a', y='b', title='A against B')",
        shown(
            **{"application__vnd.plotly.v1+json": {"data": []}, "html": "<div><script>Plotly.newPlot()</script></div>"}
        ),
    ),
    code(
        "fig.show('png')",
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/vnd.plotly.v1+json": {}, "image/png": base64.b64encode(png()).decode()},
        },
    ),
    code(
        "slider",
        shown(**{"application__vnd.jupyter.widget-view+json": {"model_id": "x"}, "text": "IntSlider(value=3)"}),
    ),
)

LOUD = notebook(
    markdown("# A long training"),
    code(
        "model.fit(x, y, epochs=2)",
        printed(
            "".join(f"\r{n:3}%|{'#' * (n // 10):10}| {n}/100 [00:01<00:01, 9.1it/s]" for n in range(101)), "stderr"
        ),
        printed("\x1b[32mepoch 1\x1b[0m loss 0.5\n" * 30_000),
    ),
)

IN_GERMAN = notebook(
    markdown(
        "# Wie das Meer steigt\n\nZweimal am Tag steigt das Meer, und zweimal fällt es wieder. Der Mond zieht es an."
    ),
    code("# Die Pegel laden\npegel = pd.read_csv('pegel.csv')\npegel", shown(html=PENGUINS, text="...")),
)

ALL = {
    "report": REPORT,
    "r": IN_R,
    "julia": IN_JULIA,
    "bare": WITHOUT_HEADINGS,
    "old": OLD,
    "lecture": LECTURE,
    "failed": FAILED,
    "interactive": INTERACTIVE,
    "loud": LOUD,
    "german": IN_GERMAN,
}
