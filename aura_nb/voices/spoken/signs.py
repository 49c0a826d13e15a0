"""Signs between words: of mathematics, Greek letters, "&", "\u00a7" and the hyphens that are a minus."""

from __future__ import annotations

import re
from functools import cache

from aura_nb.regex import regex
from aura_nb.voices.spoken.sentence import GAP, LETTERS, MINUS, SPACE, SpokenLine, between, table

_GREEK = "".join(chr(c) for c in range(0x3B1, 0x3CA) if c != 0x3C2)  # alpha to omega, without the final sigma
_PARAGRAPH = "\u00a7"
_VARIANTS = str.maketrans(
    "\u03d1\u03d5\u03f5\u03f1\u03d6\u03c2\u00b5\u2206\u2126\u03f0",
    "\u03b8\u03c6\u03b5\u03c1\u03c0\u03c3\u03bc\u03b4\u03c9\u03ba",
)
_GREEK_RUN = regex(
    r"(?<![\u0370-\u03ff\u1f00-\u1fff])[\u0391-\u03a9\u03b1-\u03c9\u03d1\u03d5\u03f5\u03f1\u03d6\u03f0\u00b5\u2206\u2126]{1,3}(?![\u0370-\u03ff\u1f00-\u1fff])(?:-(?=[A-Za-z\d]))?"
)
# Programmers' signs, as the ones of mathematics that they stand for.
_ASCII = [
    (regex(r"<=>|<->|\u21c4|\u27f7"), "\u2194"),
    (regex(r"<="), "\u2264"),
    (regex(r">="), "\u2265"),
    (regex(r"!==?|=/=|<>"), "\u2260"),
    (regex(r"===?"), "=="),
    (regex(r"<-{1,2}(?!\d)"), "\u2190"),
    (regex(r"-{1,2}>"), "\u2192"),
    (regex(r"=>"), "\u21d2"),
    (regex(r"\+/[-\u2212]|\+-"), "\u00b1"),
    (regex(r"&&"), "\u2227"),
    (regex(r"\|\|"), "\u2228"),
]
_OF_TWO = regex(r"[<>=!|&+-][=>|&+/-]|[\u21c4\u27f7]|<>")
_SAME = str.maketrans(
    {
        "\u2a7d": "\u2264",
        "\u2266": "\u2264",
        "\u2a7e": "\u2265",
        "\u2267": "\u2265",
        "\u2245": "\u2248",
        "\u2243": "\u2248",
        "\u27f6": "\u2192",
        "\u27f9": "\u21d2",
        "\u27fa": "\u21d4",
        "\u2215": "/",
        "\u2217": "*",
        "\u22c5": "\u00d7",
        "\u2219": "\u00d7",
        "\u2716": "\u00d7",
        "\u2a2f": "\u00d7",
        "\u2211": "\u2211",
        "\u2282": "\u2282",
        "\u2287": "\u2287",
        "\u221d": "\u221d",
        "\u223c": "~",
        "\u2713": "\u2713",
        "\u2714": "\u2713",
        "\u2717": "\u2717",
        "\u2718": "\u2717",
        "\u2605": "\u2605",
        "\uff05": "%",
        "\uff1d": "=",
        "\uff0b": "+",
        "\uff1c": "<",
        "\uff1e": ">",
    }
)
_OPERAND = rf"[{LETTERS}\d)\]%\u00b0\u221e\u2032]"
_TIMES = regex(
    rf"(?<=[{LETTERS}\d)\]])(?:{SPACE}?\*{SPACE}?|(?<=\d)x(?=\d)|(?<=\d){SPACE}x{SPACE}(?=\d)|(?<=[\d)]){SPACE}?\u00b7{SPACE}?|(?<=[{LETTERS}])\u00b7)(?=[{LETTERS}\d(])"
)
# Between bars that touch what they hold: names of one letter, numbers, and what is reckoned with them.
_TERM = (
    r"(?:\d[\d.,]*[A-Za-z\u0370-\u03ff]?|[A-Za-z\u0370-\u03ff][\d\u2032\u2080-\u2089]*(?:\([a-z\u03b1-\u03c9\d]\))?)"
)
_ABSOLUTE = regex(
    rf"(?<![{LETTERS}\d_)|])\|([-+{MINUS}]?{_TERM}(?:{SPACE}?[-+{MINUS}\u00d7\u00b7*/^]{SPACE}?{_TERM})*)\|(?![{LETTERS}\d_|])"
)
_BY = regex(rf"(?<=\d)(?P<before>{SPACE}?)[\u00d7](?P<behind>{SPACE}?)(?=(\d+))")
_MINUS_SPACED = regex(rf"(?<=[{LETTERS}\d)\]])({SPACE})-({SPACE})(?=[{LETTERS}\d(])")
_SINGLE = regex(rf"(?:^|[^{LETTERS}\d_])(?:[A-Za-z\u0370-\u03ff]|\d+)$")
_SINGLE_BEHIND = regex(rf"(?:[A-Za-z\u0370-\u03ff]|\d+(?:[.,]\d+)?[A-Za-z]?)(?![{LETTERS}\d_'\u2019])")
_ABOUT = regex(rf"~(?={SPACE}?(?:\d|[$\u20ac\u00a3]))")
_PARAGRAPHS = regex(rf"\u00a7\u00a7(?={SPACE}?\d)")
_NUMBER = regex(rf"(?<![\w&])#{SPACE}?(?=\d)|\u2116{SPACE}?")
_SLASH = regex(rf"(?<=[{LETTERS}\d)]) ?/(?=[{LETTERS}\d(])")  # a space is of a sign's word: the text has gaps
_DIVIDED = regex(rf"(?<=[{LETTERS}\d)]){SPACE}/{SPACE}(?=[{LETTERS}\d(])")
_VARIABLE = regex(rf"(?:^|[^{LETTERS}\d_.])(?:[{LETTERS}]{{1,2}}|\d[\d.,]*|[{LETTERS}]?\d+|[)\]])(?: [a-z]+)?$")
_COMPARE = "\u2264\u2265<>\u2260\u2248\u2261\u226a\u226b\u221d\u2208\u2209\u2282\u2286"
_FACTORIAL = regex(rf"(?<![{LETTERS}\d_])(\d+|[a-z])!(?={SPACE}?[=/+\u00d7\u2212])")
_LEAST_SIZE = 240  # figures from here on are sides of a picture, "1920 by 1080", where smaller ones are factors


def signs(line: SpokenLine) -> None:
    """Say the language's words for signs, and the names of Greek letters in a text that is not Greek."""
    known = line.table.get("signs")
    if not known or line.text.isalpha():
        return
    line.text = line.text.translate(_SAME)
    if line.language != "el" and "greek" in line.table:
        line.sub(_GREEK_RUN, lambda found: _greek(found, line))
    line.sub(_MINUS_SPACED, _minus)
    if absolute := line.word("absolute"):
        line.sub(_ABSOLUTE, lambda found: _absolute(found, absolute))
    if _OF_TWO.search(line.text):
        for pattern, sign in _ASCII:
            line.sub(pattern, sign)
    if "factorial" in known or "!" in known:
        line.sub(_FACTORIAL, lambda found: f"{found[1]} {known['!']}")
    if several := known.get(2 * _PARAGRAPH):
        line.sub(_PARAGRAPHS, f"{several} ")
    line.sub(_ABOUT, f"{known['~']} ")
    line.sub(_NUMBER, f"{line.table['number']} ")
    line.sub(_TIMES, lambda found: found[0].replace(found[0].strip(f" {GAP}"), "\u00d7"))
    line.sub(_BY, lambda found: _by(found, line))
    line.sub(_signs(line.language), lambda found: _sign(found, line))
    if over := line.word("slash"):
        line.sub(_DIVIDED, lambda found: found[0].replace("/", known["\u00f7"]))
        line.sub(_SLASH, f" {over} ")


@cache
def _signs(language: str) -> re.Pattern[str]:
    known = [sign for sign in table(language)["signs"] if sign not in {"!", "minus", "~", "\u2605"}]
    either = "|".join(re.escape(sign) for sign in sorted(known, key=len, reverse=True))
    return re.compile(rf"{either}|\u2605|~(?=[{LETTERS}\d])")


def _sign(found: re.Match[str], line: SpokenLine) -> str:
    known = line.table["signs"]
    words = known.get(found[0], "")
    if isinstance(words, list):
        is_, alone = words
        words = is_ if _VARIABLE.search(found.string[: found.start()].rstrip(f" {GAP}")) else alone
    elif (
        found[0] == MINUS and "minus" in known and re.search(rf"[{LETTERS}\d)]{SPACE}?$", found.string[: found.start()])
    ):
        words = known["minus"]
    if found[0] == "\u2211" and re.search(
        rf"(?i)(?:^|[ {GAP}]){known[found[0]]}[ {GAP}]$", found.string[: found.start()]
    ):
        words = line.table["greek"][_GREEK.index("\u03c3")] if "greek" in line.table else words  # "the sum \u2211"
    return between(found, words)


def _greek(found: re.Match[str], line: SpokenLine) -> str:
    letters = found[0].translate(_VARIANTS).lower().translate(_VARIANTS)
    names = [line.table["greek"][_GREEK.index(c)] for c in letters if c in _GREEK]
    return between(found, " ".join(names))


def _minus(found: re.Match[str]) -> str | None:
    """A hyphen between spaces with a number or a single letter on both sides."""
    before, behind = found.string[: found.start()], found.string[found.end() :]
    if not (_SINGLE.search(before) and _SINGLE_BEHIND.match(behind)):
        return None
    return f"{found[1]}{MINUS}{found[2]}"


def _absolute(found: re.Match[str], words: str) -> str:
    """The absolute value, with a short pause where more follows: |a| - b is not |a - b|.

    "The absolute value |a|" does not say it twice.
    """
    name = words.partition("{0}")[0].split()
    if len(name) > 1 and re.search(rf"{name[-2]}{SPACE}$", found.string[: found.start()], re.IGNORECASE):
        words = f"{name[-1]} {{0}}"
    behind = found.string[found.end() : found.end() + 1]
    pause = "," if behind and behind not in ",;:.!?)" and words.endswith("{0}") else ""
    return between(found, words.format(found[1]) + pause)


def _by(found: re.Match[str], line: SpokenLine) -> str | None:
    """Sides of something are "by" each other."""
    before = re.search(r"\d+$", found.string[: found.start()])
    sides = before is not None and min(int(before[0]), int(found[3])) >= _LEAST_SIZE
    word = line.word("by") if sides else line.table["signs"]["\u00d7"]
    return f"{found['before'] or ' '}{word}{found['behind'] or ' '}"
