r"""Formulas between `$$` or `\[` and `\]` as blocks of their own, wherever in a paragraph they begin and end.

Markdown's own rule knows only those that begin a line, and looks for their end in all that follows: `See $$` would take
the next scene into its formula.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from aura_nb.regex import regex
from aura_nb.sources.markdown.lines import SourceLine, prose

_LABEL = regex(r"\$\$\s*(?:\([\w:.-]+\)|\{#[\w:.-]+[^{}]*\})\s*$")  # as MyST and Quarto name a formula
_LEAD = regex(r"(?P<quote>\s*(?:>[ \t]?)*)(?P<item>(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)")
_CODE = regex(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|\\[\\$]")
_CODE_OR_SIGNS = regex(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|(?<!\\)\${2,}")
# The brackets of a formula behind two backslashes, as a generator of sites wants them; `\\[2pt]` ends a row.
_TWICE = regex(r"^(\s*)\\\\(\[)(?!\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|in)\])|(?<!\\)()\\\\(\])(?=\s*$)")
_STOPS = regex(r"\s{0,3}(?:#{1,6}(?:\s|$)|([-*_])(?:\s*\1){2,}\s*$|:{3,}|</?[a-z][\w-]*[ />]|<!--)", re.IGNORECASE)
_OF_TEX = regex(r"[\\^_=]")
_MATHEMATICAL = regex(r"[\\^_={}<>+*|]|^\s*[A-Za-z]{1,2}\d*\s*$")
_ENDS = {"$$": "$$", r"\[": r"\]"}
_MOST_ROWS = 200


class _Row(NamedTuple):
    """A line without the marks of the quote or the item that it stands in; `bare` has no code in it."""

    lead: str
    item: str
    text: str
    bare: str
    number: int


class _End(NamedTuple):
    """Where a formula ends: the row, where in it its mark begins, and whether its author wrote one."""

    row: int
    at: int
    is_written: bool = True


def displayed(lines: list[SourceLine]) -> list[SourceLine]:
    """Lines in which a formula that is displayed is a block of its own and has no label."""
    if not any("$$" in line.text or r"\[" in line.text for line in lines):
        return lines
    if any(r"\\[" in line.text for line in lines):
        lines = [
            SourceLine(_TWICE.sub(r"\1\3\\\2\4", line.text), line.number) if is_prose else line
            for line, is_prose in zip(lines, prose(lines), strict=True)
        ]
    rows = [_row(line) if outside else None for line, outside in zip(lines, prose(lines), strict=True)]
    found: list[SourceLine] = []
    place = 0
    while place < len(rows):
        row = rows[place]
        opened = _opened(row) if row is not None else None
        if row is None or opened is None:
            found.append(lines[place] if row is None else _whole(row))
            place += 1
            continue
        at, mark = opened
        end = _end(rows, place, at, mark)
        if end is None:
            found.append(_unopened(row, at, mark))
            place += 1
            continue
        rest = _block(found, rows, place, at, end)
        place = end.row + (1 if end.is_written else 0)
        if rest is not None:  # what stands behind it may hold the next one
            place = end.row
            rows[place] = rest
    return found


def _row(line: SourceLine) -> _Row:
    text = line.text
    lead = _LEAD.match(text)
    quote, item = (lead["quote"], lead["item"]) if lead else ("", "")
    text = text[len(quote) + len(item) :]
    if "$$$" in text:  # no formula: "from $$ to $$$"
        text = _CODE_OR_SIGNS.sub(lambda found: found[0] if found["ticks"] else found[0].replace("$", r"\$"), text)
    elif "$$" in text:
        text = _LABEL.sub("$$", text)
    return _Row(quote, item, text, _CODE.sub(lambda found: " " * len(found[0]), text), line.number)


def _whole(row: _Row) -> SourceLine:
    """A row whose formulas all end in it: where there are several, none of them is a block."""
    text = row.text
    if row.bare.startswith("$$") and row.bare.count("$$") > 2:
        end = row.bare.index("$$", 2)
        text = f"${text[2:end].strip()}${text[end + 2 :]}"
    elif row.bare.startswith("$$") and row.bare.count("$$") == 2:  # the full stop behind it is of no line of its own
        end = row.bare.index("$$", 2) + 2
        text = text if text[end:].strip(" .,;") else text[:end]
    return SourceLine(row.lead + row.item + text, row.number)


def _opened(row: _Row) -> tuple[int, str] | None:
    r"""Where a formula begins that does not end in its row, or that is all of it between `\[` and `\]`."""
    marks = [found.start() for found in re.finditer(r"\$\$", row.bare)]
    if len(marks) % 2:
        return marks[-1], "$$"
    at = row.text.rfind(r"\[") if not marks else -1
    if at >= 0 and row.text[at - 1 : at] != "\\" and row.text[at:] in row.bare.replace("  ", r"\\"):
        end = row.text.find(r"\]", at)
        alone = not row.text[:at].strip() and end >= 0 and not row.text[end + 2 :].strip()
        if end < 0 or alone:
            return at, r"\["
    return None


def _end(rows: list[_Row | None], place: int, at: int, mark: str) -> _End | None:
    """Where the formula that begins in a row ends; None where it is none.

    No heading, rule or code stands in one, and an empty line only where it begins a row.
    """
    first = rows[place]
    if first is None:
        return None
    if mark != "$$" and (end := first.text.find(_ENDS[mark], at)) >= 0:
        return _End(place, end) if _OF_TEX.search(first.text[at + 2 : end]) else None
    begins = mark == "$$" and not first.text[:at].strip()
    inside = [first.text[at + 2 :]]
    gap = 0  # the first empty line
    for number in range(place + 1, min(len(rows), place + _MOST_ROWS)):
        row = _within(rows, number, gap=bool(gap))
        if row is None or not (begins or row.text.strip()):
            break
        gap = gap if row.text.strip() else gap or number
        end = row.bare.find("$$") if mark == "$$" else row.text.find(_ENDS[mark])
        inside.append(row.text[: end if end >= 0 else None])
        if end >= 0:
            return _End(number, end) if _is_one("\n".join(inside), mark, alone=begins and not gap) else None
    last = gap or place + len(inside)
    unended = "\n".join(inside[: last - place])
    if begins and _OF_TEX.search(unended) and not inside[0].strip():
        return _End(last, 0, is_written=False)
    return None


def _within(rows: list[_Row | None], number: int, *, gap: bool) -> _Row | None:
    """A row as part of a formula, where "- x" is no item of a list; None where none can go on in it."""
    row = rows[number]
    if row is None or _STOPS.match(row.text) or (gap and row.item):
        return None
    if row.item:
        row = rows[number] = row._replace(text=row.item + row.text, bare=row.item + row.bare, item="")
    return row


def _is_one(tex: str, mark: str, *, alone: bool) -> bool:
    sure = _MATHEMATICAL if mark == "$$" else _OF_TEX
    return bool(tex.strip()) and (alone or bool(sure.search(tex)))


def _block(found: list[SourceLine], rows: list[_Row | None], place: int, at: int, end: _End) -> _Row | None:
    """Add a formula to the lines that are found, with the text before it; what stands behind it is returned."""
    first, last = rows[place], rows[end.row] if end.row < len(rows) else None
    if first is None:
        return None
    before = first.text[:at].rstrip()
    lead = first.lead + " " * len(first.item)
    blank = first.lead.rstrip()
    if before or first.item:
        found.append(SourceLine(first.lead + first.item + before, first.number))
    if found and found[-1].text.strip():
        found.append(SourceLine(blank, first.number))
    found.append(SourceLine(f"{lead}$$", first.number))
    for number in range(place, end.row + (1 if end.is_written else 0)):
        row = rows[number]
        if row is None:
            continue
        tex = row.text[at + 2 if number == place else 0 : end.at if number == end.row else None]
        if tex.strip() or number not in {place, end.row}:
            found.append(SourceLine(f"{lead}{tex.strip()}" if tex.strip() else blank, row.number))
    closing = last or first
    found += [SourceLine(f"{lead}$$", closing.number), SourceLine(blank, closing.number)]
    rest = last.text[end.at + 2 :].lstrip() if last is not None and end.is_written else ""
    if last is None or not rest.strip(" .,;"):
        return None
    return last._replace(lead=lead, item="", text=rest, bare=last.bare[len(last.bare) - len(rest) :])


def _unopened(row: _Row, at: int, mark: str) -> SourceLine:
    """A row in which a mark begins nothing."""
    text = rf"{row.text[:at]}\$\${row.text[at + 2 :]}" if mark == "$$" else row.text
    return SourceLine(row.lead + row.item + text, row.number)
