"""What code tells of the figure that it draws: its title, its axes, its kind."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence

from msgspec import Struct, field

from aura_nb.regex import regex
from aura_nb.sources.notebook.identifiers import article, capital, label, listed
from aura_nb.sources.notebook.telling import plot_of

_TITLES = frozenset({"title", "set_title", "suptitle", "ggtitle"})
_ACROSS, _UP = frozenset({"xlabel", "set_xlabel"}), frozenset({"ylabel", "set_ylabel"})
_PLACED = frozenset({"legend", "suptitle", "text", "annotate", "set_title", "title"})
_MOST_TITLES = 4
# fmt: off
_SETTING = frozenset({"", "mathrm", "mathbf", "mathit", "mathcal", "text", "textbf", "textit", "textrm", "it", "bf",
                      "rm", "left", "right", "frac", "quad", "qquad", "displaystyle", "large", "Large", "small", "bar",
                      "hat"})
# fmt: on
_QUOTED = r"\s*[=(]\s*(?:\w+\s*=\s*)?[\"'](?P<text>[^\"'\n]{2,150})[\"']"
_TITLE = regex(rf"\b(?:title!?|main|ggtitle|suptitle|set_title){_QUOTED}")
_LEFT = regex(rf"\b(?:xlab(?:el)?!?|set_xlabel|x){_QUOTED}")
_UPWARDS = regex(rf"\b(?:ylab(?:el)?!?|set_ylabel|y){_QUOTED}")
_AES = regex(r"\baes\(\s*(?:x\s*=\s*)?(?P<x>[\w.]+)\s*,\s*(?:y\s*=\s*)?(?P<y>[\w.]+)")


class Figure(Struct):
    """What is known of a figure."""

    titles: list[str] = field(default_factory=list)
    across: str = ""
    up: str = ""
    kind: str = ""

    @property
    def title(self) -> str:
        """Its title, or those of its parts."""
        return listed(self.titles[:_MOST_TITLES])


def of_python(statements: Sequence[ast.stmt], libraries: Collection[str] = ()) -> Figure:
    """What statements of Python tell of the figure they draw; `libraries` are what was imported before."""
    found = Figure(kind=plot_of(statements, libraries))
    for each in statements:
        for node in ast.walk(each):
            if isinstance(node, ast.Call):
                _read(node, found)
    return found


def of_text(source: str) -> Figure:
    """What code of another language tells: the titles that it names."""
    titles = [title for match in _TITLE.finditer(source) if (title := _plain(match["text"]))]
    across, up, aes = _LEFT.search(source), _UPWARDS.search(source), _AES.search(source)
    return Figure(
        list(dict.fromkeys(titles)),
        _plain(across["text"]) if across else aes["x"] if aes else "",
        _plain(up["text"]) if up else aes["y"] if aes else "",
    )


def said_of(figure: Figure, *, english: bool) -> str:
    """What a person says of it: its title, and what it shows where that says more; nothing where nothing is known."""
    title = figure.title
    across, up = label(figure.across), label(figure.up)
    sentences = [capital(title) if title.endswith((".", "!", "?")) else f"{capital(title)}."] if title else []
    if not english:
        return " ".join(sentences)
    told = title.casefold()
    if across and up and across != up and not (across.casefold() in told and up.casefold() in told):
        subject = "It shows" if title else f"{capital(article(figure.kind))} of" if figure.kind else "We see"
        sentences.append(f"{subject} {_lower(up)} against {_lower(across)}.")
    elif across and not title:
        sentences.append(f"{capital(article(figure.kind or 'plot'))} of {_lower(across)}.")
    elif figure.kind and not title:
        sentences.append(
            f"Here is {'the' if figure.kind.endswith('image') else article(figure.kind).split()[0]} {figure.kind}."
        )
    return " ".join(sentences)


def _read(call: ast.Call, found: Figure) -> None:
    name = called(call)
    first = _plain(_text(call.args[0])) if call.args else ""
    given = {word.arg: _plain(_text(word.value)) for word in call.keywords if word.arg}
    titles = [given.get("title", ""), first if name in _TITLES else ""]
    found.titles += [title for title in titles if title and title not in found.titles]
    across = [first if name in _ACROSS else "", given.get("xlabel", "")]
    up = [first if name in _UP else "", given.get("ylabel", "")]
    if name not in _PLACED:  # `x` and `y` are columns
        across.append(given.get("x", ""))
        up.append(given.get("y", ""))
    found.across = next(filter(None, [*across[:2], found.across, *across[2:]]), "")
    found.up = next(filter(None, [*up[:2], found.up, *up[2:]]), "")


def called(call: ast.Call) -> str:
    """The name of what is called."""
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def _plain(text: str) -> str:
    """A title without the marks of TeX, on one line."""
    text = re.sub(r"\\[,;:! ]", " ", text)  # spaces of TeX
    bare = re.sub(r"\\[nrt](?![a-z])|\\(?P<name>[A-Za-z]+)|[$\\{}]", _named, text)
    return re.sub(r"\s*,(?:\s*,)+", ",", " ".join(bare.split()))[:150]


def _named(found: re.Match[str]) -> str:
    """A command of TeX in a title: its name, unless it only sets what follows in another way."""
    name = found["name"] or ""
    return " " if name in _SETTING else name


def _lower(text: str) -> str:
    """A label within a sentence: its first letter small, where it is no name or unit."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
