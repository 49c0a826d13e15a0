"""Numbers beyond plain ones: grouped, decimal, of versions, with "k" behind them, ordinal, and in ranges.

Plain whole numbers are left to the voice, which knows its language. What voices read badly, or alike though it is not,
is written out: decimals figure by figure (3.10 is not 3.1), leading zeros, versions, and numbers in the notation of
science.
"""

from __future__ import annotations

import re
from functools import cache

from aura_nb.regex import regex
from aura_nb.voices.spoken.ordinals import ordinal
from aura_nb.voices.spoken.sentence import GAP, LETTERS, MINUS, SPACE, NumberFormat, SpokenLine, bounded

_SPACED = regex(
    rf"(?<![{LETTERS}\d_])(?<!\d[.,])(?<!\d{SPACE})([1-9]\d{{0,2}}(?:{SPACE}\d{{3}})+)"
    rf"(?!{SPACE}?\d|[{LETTERS}_])([^ {GAP}]*)"
)
_QUOTED = bounded(r"(\d{1,3}(?:['\u2019]\d{3})+)")
_DIGIT_MINUS = regex(
    rf"(?:(?<=^)|(?<=[ {GAP}(\[=<>\u2264\u2265\u2248\u00d7\u00f7,;:/^\u00b1]))[-\u2013{MINUS}](?=[.,]?\d)"
)
_DENSE = "\u3001-\u3003\u3008-\u3011\uff08\uff0c\uff1a\uff1b"  # marks between words that no spaces part
_DENSE_MINUS = regex(
    rf"(?<=[{_DENSE}])[-{MINUS}](?=\d)"
    rf"|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[-{MINUS}](?=\d+(?:\.\d+)?{SPACE}?[\u2103\u00b0%\uff05\u5ea6\ub3c4])"
)
_FIGURES = bounded(r"(?<!:)0\d+(?!:\d)")
_VERSION = regex(rf"(?<![{LETTERS}\d_.])[vV](\d+(?:\.\d+)*)(?![{LETTERS}\d_]|\.\d)")
_DOTTED = regex(rf"(?<![{LETTERS}\d_.,])(\d+(?:\.\d+){{2,}})(?=[ab]\d|rc\d|\.?dev\d|\.?post\d|(?![{LETTERS}\d_]|\.\d))")
_SCIENTIFIC = regex(rf"(?<![{LETTERS}\d_.,])(\d+(?:[.,]\d+)?)[eE]([-+\u2212]?)(\d{{1,3}})(?![{LETTERS}\d_]|[.,]\d)")
_SUFFIX = {"k": "thousand", "K": "thousand", "M": "million", "bn": "billion", "B": "billion", "Mio": "million"}
_NAMES = frozenset({"4K", "8K", "2K", "5K", "3M"})
_ORDINALS = {
    "fr": regex(
        rf"(?<![{LETTERS}\d_.,])(\d{{1,4}})(er|re|\u00e8re|e|\u00e8me|eme|nd|nde|\u1d49\u02b3|\u1d49)s?(?![{LETTERS}\d_])"
    ),
    "es": regex(rf"(?<![{LETTERS}\d_.,])(\d{{1,3}})\.?([\u00ba\u00aa\u00b0]|er)(?![{LETTERS}\d_])"),
    "it": regex(rf"(?<![{LETTERS}\d_.,])(\d{{1,4}})\.?([\u00ba\u00aa\u00b0])(?![{LETTERS}\d_])"),
    "pt": regex(rf"(?<![{LETTERS}\d_.,])(\d{{1,3}})\.?([\u00ba\u00aa\u00b0])(?![{LETTERS}\d_])"),
}


def grouped(line: SpokenLine) -> None:
    """Join thousands that are parted by spaces or apostrophes, and tell a minus from a hyphen before numbers."""
    if re.search(r"\d", line.text):
        line.sub(_SPACED, lambda found: _joined(line, re.sub(r"\D", "", found[1])) + found[2])
        line.sub(_QUOTED, lambda found: _joined(line, re.sub(r"\D", "", found[1])))
        line.sub(_DIGIT_MINUS, MINUS)
        line.sub(_DENSE_MINUS, MINUS)


def _joined(line: SpokenLine, digits: str) -> str:
    """The figures in the language's own groups: hibari and espeak-ng take four of them for a year otherwise."""
    if len(digits) > 4 and line.language != "en":
        return digits
    marks = line.marks.group if line.language in {"en", "de", "es", "pt", "it", "nl"} else ""
    return f"{int(digits):,}".replace(",", marks)


def numbers(line: SpokenLine) -> None:
    """Write out versions, the notation of science, counts in thousands, ordinals, decimals and leading zeros."""
    digits: list[str] = line.table.get("digits", [])
    if not digits or not re.search(r"\d", line.text):
        return
    version_point = f" {line.word('version_point') or line.table['point']} "
    line.sub(_VERSION, lambda found: f"{line.table['version']} {found[1]}")
    line.sub(_DOTTED, lambda found: _dotted(found[1], line, version_point))
    line.sub(_SCIENTIFIC, lambda found: _scientific(found, line))
    line.sub(_suffixed(line.marks), lambda found: _counted(found, line))
    if line.language in _ORDINALS:
        line.sub(_ORDINALS[line.language], lambda found: _ordinal(int(found[1]), found[2], line.language))
    decimal, foreign = _decimals(line.marks)
    line.sub(decimal, lambda found: f"{found[1] or '0'} {line.table['point']} {_by_figures(found[2], digits)}")
    if line.marks.decimal == ",":
        line.sub(foreign, lambda found: f"{found[1]}{version_point}{_by_figures(found[2], digits)}")
    else:
        line.sub(foreign, lambda found: f"{found[1]} {line.table['comma']} {_by_figures(found[2], digits)}")
    line.sub(_FIGURES, lambda found: _by_figures(found[0], digits))


def _by_figures(figures: str, digits: list[str]) -> str:
    return " ".join(digits[int(c)] for c in figures)


def _dotted(written: str, line: SpokenLine, point: str) -> str | None:
    """A version or an address on the network, part by part; None for thousands in groups."""
    parts = written.split(".")
    if line.marks.group == "." and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:]):
        return None
    address = len(parts) == 4 and all(int(part) <= 255 for part in parts)
    between = f" {line.table['dot']} " if address and line.word("dot") else point
    return between.join(parts)


def _scientific(found: re.Match[str], line: SpokenLine) -> str:
    sign = line.table["signs"]["\u2212"] if found[2] in {"-", MINUS} else ""
    exponent = found[3].lstrip("0") or "0"
    return " ".join(part for part in (found[1], line.table["scientific"], sign, exponent) if part)


@cache
def _suffixed(marks: NumberFormat) -> re.Pattern[str]:
    return re.compile(rf"(?<![{LETTERS}\d_])(?<!\d[.,])({marks.number})(k|K|M|B|bn)(\+?)(?![{LETTERS}\d_/])")


def _counted(found: re.Match[str], line: SpokenLine) -> str | None:
    """Counts such as "10k" and "2.5M" in words; names such as "4K" stay."""
    word = line.word(_SUFFIX[found[2]])
    if word is None or (found[0] in _NAMES and not _is_counted(found, line)):
        return None
    return f"{found[1]} {word}{found[3]}"


def _is_counted(found: re.Match[str], line: SpokenLine) -> bool:
    """Whether "3M" counts what follows, and is no company's name."""
    noun = re.match(rf"{SPACE}([{LETTERS}]+)", found.string[found.end() :])
    return found[2] == "M" and noun is not None and noun[1] in line.table.get("counted", ())


@cache
def _decimals(marks: NumberFormat) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Decimals as the language writes them, and as others do."""
    start = rf"(?<![{LETTERS}\d_.,])"
    end = rf"(?![{LETTERS}\d_]|[.,]\d)"
    decimal = re.compile(rf"{start}({marks.whole}|){re.escape(marks.decimal)}(\d+){end}")
    foreign = re.compile(rf"{start}(\d+){re.escape(marks.group)}(?!\d{{3}}(?!\d))(\d+){end}")
    return decimal, foreign


def _ordinal(number: int, ending: str, language: str) -> str | None:
    """An ordinal in words, of the gender that its ending shows."""
    if ending == "\u00b0" and language != "it":
        return None
    word = ordinal(number, language)
    if language == "fr":
        return "premi\u00e8re" if number == 1 and ending in {"re", "\u00e8re"} else word
    if language == "es" and ending == "er":
        return word.removesuffix("o")
    if ending == "\u00aa":
        return re.sub(r"o\b", "a", word)
    return word
