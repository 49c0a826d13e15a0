"""A visual that shows a quotation and then who said it: the whole of what a visual has to do."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Any, Literal

from msgspec import Meta

from aura_nb.specs import Spec
from aura_nb.visuals import Canvas, Drawn

PAGE = """
#let d = json(bytes(sys.inputs.frame))
#let k = d.theme.colours
#let u = calc.min(d.width, d.height) / 100
#set page(width: d.width * 1pt, height: d.height * 1pt, margin: 10 * u * 1pt, fill: rgb(k.paper))
#set text(font: d.fonts, fallback: false, fill: rgb(k.ink), top-edge: "bounds", bottom-edge: "bounds")
#let slide(author) = page(align(horizon, stack(
  spacing: 5 * u * 1pt,
  text(size: 24 * u * 1pt, weight: 700, fill: rgb(k.accent), if d.mark == "dash" [—] else [“]),
  block(width: 90%, text(size: 8 * u * 1pt, weight: 700, d.words)),
  text(size: 4.4 * u * 1pt, fill: rgb(author), d.author),
)))
#slide(k.paper)
#if d.author != "" { slide(k.muted) }
"""


class QuoteFields(Spec):
    """What a storyboard may say. Wrong fields are refused by name before anything is drawn."""

    words: Annotated[str, Meta(min_length=1, max_length=300)]
    author: Annotated[str, Meta(max_length=100)] = ""
    mark: Literal["quote", "dash"] = "quote"


class Quote:
    """Made once in a process, without arguments."""

    fields = QuoteFields

    def recipe(self) -> dict[str, Any]:
        """What else changes the pictures: the versions of the libraries that draw."""
        return {"typst": version("typst")}

    def draw(self, fields: QuoteFields, canvas: Canvas) -> Sequence[Drawn]:
        """One PNG for each state; the author appears when the voice says the name."""
        pages = canvas.typeset(PAGE, words=fields.words, author=fields.author, mark=fields.mark)
        return [Drawn(png, cue) for png, cue in zip(pages, ["", fields.author], strict=False)]
