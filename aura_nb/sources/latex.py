"""Outputs in LaTeX: which are mathematics, which are tables, which are only text."""

from __future__ import annotations

import re
from html import escape
from typing import Literal

from aura_nb.regex import regex

_ENVIRONMENT = regex(r"\\begin\s*\{(?P<name>[A-Za-z]+)\*?\}")
_MATHEMATICS = frozenset(
    (
        *(
            "equation",
            "align",
            "alignat",
            "aligned",
            "alignedat",
            "gather",
            "gathered",
            "multline",
            "eqnarray",
            "flalign",
        ),
        *("split", "cases", "dcases", "rcases", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"),
        *("smallmatrix", "array", "subequations", "math", "displaymath", "IEEEeqnarray", "CD", "darray", "subarray"),
    )
)
_TABLES = regex(
    r"\\begin\s*\{(?P<name>tabular|longtable|tabularx|tabulary|xltabular|supertabular|longtblr|tblr)\*?\}(?P<body>.*?)"
    r"(?:\\end\s*\{(?P=name)\*?\}|$)",
    re.DOTALL,
)
_WRAPPED = regex(
    r"\s*(?:\$\$(?P<two>[^$]+)\$\$|\$(?P<one>[^$]+)\$|\\\[(?P<square>(?:(?!\\\[|\\\]).)+)\\\]|\\\((?P<round>(?:(?!\\\(|\\\)).)+)\\\))\s*$",
    re.DOTALL,
)
_WITHIN = regex(r"(?<!\\)\$|\\\[|\\\(")
_LOADED = regex(r"\\require\s*\{[^{}]*\}")  # of MathJax, which loads what it is to know
_COMMAND = regex(r"\\[A-Za-z]+")
_OF_TEXT = regex(
    r"\\(?:text(?:bf|it|tt|sc|sf|rm|less|greater|backslash|ascii\w+|quote\w+)|section|subsection|paragraph|item|emph|url|href|par"
    r"|includegraphics|caption|centering|footnote|verb|title|author|maketitle|documentclass|usepackage|hline|noindent)(?![A-Za-z])"
)
_LINE = regex(
    r"\\(?:hline|toprule|midrule|bottomrule|specialrule\{[^{}]*\}|addlinespace(?:\[[^\]]*\])?|endfirsthead|endhead|endfoot"
    r"|endlastfoot|(?:cline|cmidrule(?:\([^()]*\))?)\{[^{}]*\}|label\{[^{}]*\}|rowcolor\{[^{}]*\}|centering)"
)
_RULE = regex(r"\\(?:hline|midrule|endhead|endfirsthead)(?![A-Za-z])")
_SPECIFICATION = regex(r"\s*(?:\[[^\]]*\])?\s*(?:\{[^{}]*\})?\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_CAPTION = regex(r"\\caption\*?(?:\[[^\]]*\])?\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}")
_SPAN = regex(r"\\multicolumn\{(?P<count>\d{1,3})\}\{[^{}]*\}\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}")
_DOWN = regex(r"\\multirow(?:\[[^\]]*\])?\{[^{}]*\}\{[^{}]*\}\{(?P<text>(?:[^{}]|\{[^{}]*\})*)\}")
# fmt: off
_NAMED = {"textless": "<", "textgreater": ">", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
          "textdegree": "°", "pm": "±", "times": "\N{MULTIPLICATION SIGN}", "ldots": "…", "dots": "…",
          "textendash": "\N{EN DASH}", "textemdash": "\N{EM DASH}"}
# fmt: on
_LISTS, _PLACED = frozenset({"itemize", "enumerate"}), frozenset({"center", "quote", "flushleft", "flushright"})
_TOKENS = regex(
    r"^(?P<fence>```|~~~).*?^(?P=fence)|`[^`\n]*`|\$\$.*?\$\$|(?<!\\)\$[^$\n]+\$|\\\\\[(?P<shown>.{1,2000}?)\\\\\]"
    r"|\\\\\((?P<within>.{1,500}?)\\\\\)|(?P<before>(?<=\S)[ \t]*)?"
    r"\\begin\s*\{(?P<name>[A-Za-z]+)(?P<star>\*?)\}(?P<body>.*?)\\end\s*\{(?P=name)(?P=star)\}",
    re.DOTALL | re.MULTILINE,
)
_MOST = 1_000_000  # characters that are read of a table

Kind = Literal["mathematics", "text"]


def kind_of(tex: str) -> Kind:
    r"""What a notebook would show of LaTeX: a formula, or text that may hold some.

    >>> kind_of(r"$\displaystyle x^{2}$"), kind_of(r"\begin{align}a &= b\end{align}"), kind_of(r"\frac{1}{2}")
    ('mathematics', 'mathematics', 'mathematics')
    >>> kind_of(r"\begin{tabular}{l}a\\\end{tabular}"), kind_of("0.93"), kind_of("It is $x$."), kind_of(r"'a\_b'")
    ('text', 'text', 'text', 'text')
    """
    names = {match["name"] for match in _ENVIRONMENT.finditer(tex)}
    if names - _MATHEMATICS:
        return "text"
    if _WRAPPED.match(tex):
        return "mathematics"
    if _WITHIN.search(tex) or _OF_TEXT.search(tex):
        return "text"
    return "mathematics" if names or _COMMAND.search(tex) else "text"


def bare(tex: str) -> str:
    r"""A formula without its signs of mathematics.

    >>> bare(r"$\displaystyle x$")
    'x'
    """
    wrapped = _WRAPPED.match(tex)
    inner = next(filter(None, wrapped.groups()), tex) if wrapped else tex
    return inner.replace(r"\displaystyle", "").strip()


def table(tex: str) -> str:
    r"""The first table of LaTeX as one of HTML, such as pandas and R write it; empty where there is none.

    >>> table(r"\begin{tabular}{lr}\toprule & n\\ \midrule a\_b & 1 \\ \bottomrule\end{tabular}")
    '<table><thead><tr><th></th><th>n</th></tr></thead><tbody><tr><td>a_b</td><td>1</td></tr></tbody></table>'
    """
    found = _TABLES.search(tex[:_MOST]) if "\\begin" in tex[:_MOST] else None
    if found is None:
        return ""
    body = re.sub(r"(?<!\\)%.*", "", found["body"])
    specification = _SPECIFICATION.match(body)
    body = body[specification.end() :] if specification else body
    caption = _CAPTION.search(tex)
    body = _CAPTION.sub("", body)
    head, rows = _parted(body)
    said = f"<caption>{_shown(caption['text'])}</caption>" if caption else ""
    above = f"<thead>{''.join(_row(row, 'th') for row in head)}</thead>" if head else ""
    return f"<table>{said}{above}<tbody>{''.join(_row(row, 'td') for row in rows)}</tbody></table>"


def in_markdown(text: str) -> str:
    r"""Markdown in which environments of LaTeX are what they mean: lists, tables, and mathematics on lines of its own.

    >>> in_markdown("Two:\\begin{itemize}\\item a \\item b\\end{itemize}")
    'Two:\n\n- a\n- b\n\n'
    """
    text = _LOADED.sub("", text) if "\\require" in text else text
    if "\\begin" not in text and "\\\\[" not in text and "\\\\(" not in text:
        return text
    return _TOKENS.sub(_meant, text)


def _meant(found: re.Match[str]) -> str:
    if found["shown"] is not None:
        return f"\n\n$$\n{found['shown'].strip()}\n$$\n\n"
    if found["within"] is not None:
        return f"${found['within'].strip()}$"
    name, whole = found["name"], found[0]
    if name is None:
        return whole
    if name in _LISTS:
        sign = "1." if name == "enumerate" else "-"
        items = re.split(r"\\item(?![A-Za-z])\s*(?:\[[^\]]*\])?", in_markdown(found["body"]))
        rows = [" ".join(item.split()) for item in items[1:]]
        return "\n\n" + "".join(f"{sign} {row}\n" for row in rows) + "\n"
    if name in _PLACED:
        return f"\n\n{in_markdown(found['body']).strip()}\n\n"
    if name not in _MATHEMATICS and (made := table(whole)):
        return f"\n\n{made}\n\n"
    return f"\n\n{whole}\n\n" if name in _MATHEMATICS and found["before"] else whole


def _parted(body: str) -> tuple[list[str], list[str]]:
    """The rows above the first rule that has any above it, and those below; of a long table the head stands once."""
    if r"\endlastfoot" in body:
        first = re.split(r"\\endfirsthead|\\endhead", body, maxsplit=1)[0]
        body = f"{first}\\midrule {body.rpartition(chr(92) + 'endlastfoot')[2]}"
    elif r"\endhead" in body:
        before, _, after = body.partition(r"\endhead")
        body = f"{re.split(r'.endfirsthead', before)[0]}\\midrule {after.rpartition(chr(92) + 'endfoot')[2]}"
    for rule in _RULE.finditer(body):
        if above := [row for row in _rows(body[: rule.start()]) if row]:
            below = [row for row in _rows(body[rule.end() :]) if row]
            return (above, below) if below else ([], above)
    return [], [row for row in _rows(body) if row]


def _rows(body: str) -> list[str]:
    return [_LINE.sub("", row).strip() for row in re.split(r"\\\\(?:\s*\[[^\]]*\])?|\\tabularnewline", body)]


def _row(row: str, tag: str) -> str:
    cells = []
    for cell in re.split(r"(?<!\\)&", row):
        span = _SPAN.search(cell)
        wide = f' colspan="{span["count"]}"' if span else ""
        cells.append(f"<{tag}{wide}>{_shown(span['text'] if span else cell)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _shown(cell: str) -> str:
    """A cell's words, for HTML."""
    text = _DOWN.sub(lambda found: found["text"], cell)
    text = re.sub(r"\\([&%$#_{}])", r"\1", text.replace("~", " ").replace("$", ""))
    text = re.sub(r"\\([A-Za-z]+) ?", lambda found: _NAMED.get(found[1], ""), text)
    return escape(" ".join(re.sub(r"(?<!\\)[{}]", "", text).split()), quote=False)
