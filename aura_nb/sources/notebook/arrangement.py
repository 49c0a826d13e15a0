"""What of a cell is seen together: short code next to its result, pictures next to one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from aura_nb.sources.markdown.blocks import Block, Heading, Paragraph, Slide
from aura_nb.sources.notebook.cut import MOST_ROWS
from aura_nb.specs import Picture, Show, kinds

_NEXT_ROWS, _NEXT_WIDE = 12, 90  # of code that stands next to its result
_NEXT_TEX = 240  # letters of a formula that is large enough next to code
_UNDER_ROWS = 14  # of code and what it printed, one below the other


def together(slides: Sequence[Block], here: Callable[[Show], str]) -> list[Block]:
    """Results of a cell, one below the other: what nothing is said of is seen together, and what is `here` is said.

    Pictures stand next to each other, two by two; short texts are one.
    """
    made: list[Block] = []
    for each in slides:
        if not isinstance(each, Slide):
            made.append(each)
            continue
        last = made[-1] if made else None
        if isinstance(last, Slide) and not each.said and (joined := _joined(last.show, each.show)):
            made[-1] = replace(last, show=joined)
        else:
            made.append(replace(each, otherwise=each.otherwise or here(each.show)))
    return made


def _joined(one: Show, other: Show) -> Show | None:
    match one, other:
        case Picture(), Picture():
            return kinds.Columns(columns=[one, other])
        case kinds.Code(language="", code=first), kinds.Code(language="", code=second) if (
            first.count("\n") + second.count("\n") < _NEXT_ROWS
        ):
            return kinds.Code(code=f"{first}\n\n{second}")
        case _:
            return None


def wordless(before: Block, slide: Slide) -> Slide | None:
    """Two short cells with no result, one after the other, of which nothing is said: their code is seen together."""
    match before, slide:
        case (
            Slide(show=kinds.Code(code=first, language=one) as above, said="", otherwise=""),
            Slide(show=kinds.Code(code=second, language=other) as below, said="", otherwise=""),
        ) if (
            one == other
            and not (above.output or below.output or above.lines or below.lines)
            and above.whole  # it is a cell's code, and no result
            and first.count("\n") + second.count("\n") + 3 <= MOST_ROWS
        ):
            whole = f"{above.whole}\n\n{below.whole}"
            return replace(before, show=replace(above, code=f"{first}\n\n{second}", whole=whole))
        case _:
            return None


def beside(slides: list[Block], variables: list[list[str]]) -> list[Block]:
    """The slides of a cell, its code next to the variables that there are by then: names, types, shapes."""
    first = slides[0] if slides else None
    if not variables or not isinstance(first, Slide) or not isinstance(first.show, kinds.Code):
        return slides
    if max(map(len, first.show.code.split("\n"))) > _NEXT_WIDE - 30:
        return slides
    listed = kinds.Table(rows=[[*row] for row in variables], align=["left", "left", "right"])
    return [replace(first, show=kinds.Columns(columns=[first.show, listed], widths=[0.6, 0.4])), *slides[1:]]


def unless_told(said: str, told: str) -> str:
    """What is said of a result, unless its code's words say it: not "We draw a line plot. Here is a line plot."."""
    kind = said.removeprefix("Here is ").rstrip(".")
    return "" if kind != said and kind in told else said


def told_at_once(told: str, result: str) -> str:
    """What is said of code and of its result: what the code draws, and what the figure shows, in one sentence.

    >>> told_at_once("We draw a line plot.", "A line plot of mass against age.")
    'We draw a line plot of mass against age.'
    >>> told_at_once("We draw a line plot.", "Bees in spring.")
    'We draw a line plot. Bees in spring.'
    """
    before, _, last = told.rpartition(". ")
    drawn = last.rstrip(".").rpartition(" draw ")[2]
    if drawn != last.rstrip(".") and result.lower().startswith(f"{drawn} of "):
        return f"{before + '. ' if before else ''}{last.rstrip('.')}{result[len(drawn) :]}"
    return f"{told} {unless_told(result, told)}".strip()


def both(shown_code: kinds.Code, result: Show) -> kinds.Columns | None:
    """Short code and its result next to each other, each as wide as its letters need."""
    rows = shown_code.code.split("\n")
    wide = max(map(len, rows))
    if len(rows) > _NEXT_ROWS or wide > _NEXT_WIDE:
        return None
    match result:
        case Picture() | kinds.Callout(sort="note"):  # which stands in place of a picture
            return kinds.Columns(columns=[shown_code, result])
        case kinds.Table(rows=cells, header=header):
            needed = sum(
                max(len(row[place]) for row in [*cells, *([header] if header else [])]) + 3
                for place in range(len(cells[0]))
            )
        case kinds.Code(code=printed):
            needed = max(map(len, printed.split("\n")))
        case kinds.Formula(tex=tex) if len(tex) <= _NEXT_TEX:
            needed = min(len(tex), _NEXT_WIDE - 30)
        case _:
            return None
    if wide + needed > _NEXT_WIDE:
        return None
    share = min(max(wide / (wide + needed), 0.3), 0.7)
    return kinds.Columns(columns=[shown_code, result], widths=[round(share, 2), round(1 - share, 2)])


def below(shown_code: kinds.Code, result: Show) -> kinds.Code | None:
    """Code with what it printed below it, where both have room: a slide of which there is little to say, not two."""
    match result:
        case kinds.Code(language="", code=printed) if (
            _high(shown_code.code) + _high(printed) <= _UNDER_ROWS and not shown_code.lines
        ):
            return replace(shown_code, output=printed)
        case _:
            return None


def _high(text: str) -> int:
    """How many lines a text takes, a wide one of it two."""
    return sum(1 + len(row) // _NEXT_WIDE for row in text.split("\n"))


def told_first(slides: Sequence[Block], said: str) -> list[Block]:
    """The slides of a cell whose author says what is said of them: the first says it."""
    first = next((place for place, block in enumerate(slides) if isinstance(block, Slide)), None)
    if first is None:
        return []
    made = list(slides)
    block = made[first]
    if isinstance(block, Slide):
        made[first] = Slide(block.show, said, block.line)
    return made


def within(block: Block) -> Block:
    """A block of an output, whose headings start no scene."""
    return Paragraph(block.text.shown, block.text.said, block.line) if isinstance(block, Heading) else block
