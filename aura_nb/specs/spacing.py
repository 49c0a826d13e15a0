"""Spaces at which no line breaks: between a number and its unit, and where French sets one before a sign."""

from __future__ import annotations

from aura_nb.regex import regex

# Marks of runs may stand at a letter; see `aura_nb.specs.marks`.
_END, _START = "\U00100fff?", "[\U00100000-\U00101eff]?"
_UNIT = (
    r"(?:°[CFK]?|[\u2032\u2033%‰€$£¥]|[kKMGTP]i?B"
    r"|[µkMGTmcdhn]?(?:m|g|s|l|L|A|V|W|J|N|Hz|Pa|eV|Wh|Ω|bar|bit|bps|mol|Bq|dB|K|C|F)"
    r"|t|h|d|min|px|pt|ppm|ppb|rpm|fps|dpi|kn|ha|ft|mi|lbs?|oz|mph|k?cal"
    r"|a\.m\.|p\.m\.|am|pm|AM|PM|EUR|USD|GBP|CHF|Mio\.|Mrd\.)"
)
_POWER = r"(?:[²³]|\^?[-\u2212⁻]?[¹1]?[23]?)"
_NUMBERED = r"(?:[Ff]ig|[Aa]bb|[Tt]ab|[Ee]q|[Gg]l|[Nn]o|[Nn]r|[Cc]h|[Kk]ap|[Ss]ec|[Pp]|[Ss])\.|§"
_APART = regex(
    rf"(?<=\d){_END}( ){_START}{_UNIT}{_POWER}(?:[/·]{_UNIT}{_POWER})*(?![\w'\u2019])"
    r"|(?<=\d)( )\d{3}(?!\d)"
    rf"|[€$£¥]{_END}( ){_START}(?=\d)"
    rf"|(?<=[\w%)\]»!?.\u2026]){_END}( )[;:!?»](?=[\s\U00100fff]|$)"
    rf"|(?:(?<=[\s(])|^){_START}«{_END}( )(?=\S)"
    rf"|(?:(?<=[\s(])|^)(?:{_NUMBERED}){_END}( ){_START}(?=\d)"
)


def glued(text: str) -> str:
    r"""The text with no-break spaces where a line must not break; whatever else it has stays.

    >>> glued("€ 1,204,000")
    '€\xa01,204,000'
    >>> glued("at 4 °C or 12 kg/m³, 10 000 times: « oui ! » See Fig. 3")
    'at 4\xa0°C or 12\xa0kg/m³, 10\xa0000 times: «\xa0oui\xa0!\xa0» See Fig.\xa03'
    """
    found, end = [], 0
    while match := _APART.search(text, end):
        at = match.start(match.lastindex or 0)
        found += [text[end:at], "\xa0"]
        # What is joined may be joined to what follows.
        end = at + 1
    return "".join([*found, text[end:]])
