"""Comments of code as sentences: "Load the data" is said as "We load the data."."""

from __future__ import annotations

import ast
import re
from urllib.parse import urlsplit

from aura_nb.formulas.in_sentence import FORMULA, told
from aura_nb.regex import regex
from aura_nb.sources.markdown import spoken_text
from aura_nb.sources.markdown.formula import readable
from aura_nb.sources.notebook.english import VERBS
from aura_nb.sources.notebook.identifiers import words
from aura_nb.sources.notebook.statements import is_magic, python
from aura_nb.specs.length import word_count

# As Pandoc has it, so that prices and variables of a shell are none.
_FORMULA = regex(r"(?<![\w$\\])\$(?P<tex>(?!\s)[^$\n]{1,200}(?<![\s\\]))\$(?![\w$])")
# Reminders, orders to tools and ornaments are for those who read the code.
_UNSAID = regex(r"\bTODO\b|\bFIXME\b|\bXXX\b|\bnoqa\b|type: ignore|^[-=~*#\s]*$")
# What a line of code begins as in most languages: it gives a name a value, calls something, is a command or a block.
_STATEMENT = regex(
    r"[\w.$@]+(?:\[[^\]]*\])*(?:\s*,\s*[\w.]+)*\s*(?:[-+*/|&^%]?=(?!=)|<<?-|:=)|(?!e\.g|i\.e)[\w.]*\w[(\[]|[<{}]"
    r"|(?!e\.g|i\.e)\w+\.\w+|(?:if|for|while|switch|elif|until|foreach)\s*\(|(?:let|const|var|val|def|class)\s+\w+\s*[=(:]"
    r"|(?:else|try|finally):|for\s+\w+(?:,\s*\w+)*\s+in\s.*:$|(?:pip3?|conda|sudo|npm|git|apt(?:-get)?|jupyter)\s"
    r"|(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER)\s|(?:library|using|require|include)\s*[(<\"']"
)
_ENDING = regex(r"[;{}\\]$|%>%|\|>|=>|&&|\|\||::|==|!=|[+*/-]=|\+\+|</?\w+[^<>]*>")
_SIGNS = regex(r"[=(){}\[\]<>;_$%&|^\\+*/@]")
_PLAIN = regex(r"[^\W\d_]{2,}(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W\d_]+)*[.,;:!?]?|[aI]")
_ADDRESS = regex(r"\(?\b(?:https?|ftp)://[^\s()<>]+\)?|<(?:https?|ftp)://[^\s<>]+>")
_IDENTIFIER = regex(r"(?<![\w./\\])[^\W\d_]\w*_\w+(?![\w./\\(])")
_EMPTY_CALL = regex(r"(?<=\w)\(\)")
_DIRECTIVE = regex(
    r"[a-z][\w-]*:\s*[\w-]+(?:[=,]\S*)?$|@\w|NBVAL|HIDE\b|(?:BEGIN|END|START|STOP) [A-Z ]+$|SOLUTION$"
)  # for a tool: "pylint: disable", "nbval: skip"
_NUMBERED = regex(r"^(?:step\s*)?\d+[.):]\s*", re.IGNORECASE)
_MARKS = regex(r"(?<!\w)(?P<mark>\*{1,2}|`)(?P<inside>\w[^*`]*)(?P=mark)(?!\w)")
_UNSPACED = regex(r"[\u3040-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # scripts without spaces
_ORNAMENT = regex(r"[\u2500-\u25ff]{2,}|(?<!\S)[-=~*#_+\u2014\u2013\u2022]{3,}(?!\S)")  # drawn around words
_LONGEST = 200
_DETERMINERS = frozenset(
    {"a", "an", "the", "all", "each", "every", "some", "any", "its", "our", "this", "these", "two"}
)
_NO_NOUNS = frozenset(  # verbs that are nothing else
    {"apply", "compute", "calculate", "convert", "create", "determine", "evaluate", "extract", "generate", "initialize",
     "perform", "print", "remove", "return", "simulate", "solve", "update"}
)  # fmt: skip
_MOST_READ = 20_000  # characters of a cell
_CODE = (
    ast.Assign | ast.AugAssign | ast.IfExp | ast.Attribute | ast.Subscript | ast.Return | ast.Delete | ast.ImportFrom
)


def sentence_of(comment: str, language: str) -> str:
    """A comment, line by line as it was written, as it is said; empty where it is code or says nothing.

    >>> sentence_of("Load the data", "en"), sentence_of("1. the mean (per species)", "en")
    ('We load the data.', 'The mean (per species).')
    >>> sentence_of("df = df.dropna()", "en"), sentence_of("Daten laden", "de"), sentence_of("读取数据", "zh")
    ('', 'Daten laden.', '读取数据。')
    """
    english = language.partition("-")[0].lower() == "en"
    rows = (row for row in _ORNAMENT.sub(" ", comment).split("\n") if not is_code(row))
    text = _NUMBERED.sub("", " ".join(_MARKS.sub(r"\g<inside>", " ".join(rows)).split()).strip(" -*")).strip(" -:*")
    if _UNSAID.search(text) or _DIRECTIVE.match(text) or is_code(text) or not _says(text):
        return ""
    text = _EMPTY_CALL.sub("", _ADDRESS.sub(_host, text)).strip()
    text = _FORMULA.sub(lambda found: _formula(found, language), text)
    text = _IDENTIFIER.sub(lambda name: words(name[0]) if english else name[0].replace("_", " "), text)
    first, _, rest = text.partition(" ")
    if english and first.lower().rstrip(",") in VERBS and not rest.startswith(("of ", "is ", "are ", "for each")):
        text = f"We {first.lower()} {rest}"
    elif english and (does := third_person(text, "This")):
        text = does
    return spoken_text.sentence((text[:1].upper() + text[1:]).rstrip(",;:"), language)


def third_person(text: str, subject: str) -> str:
    """What something does, of a text that begins with its verb and names no subject; empty for another text.

    >>> third_person("Computes the mean of a hive", "It"), third_person("Update the line", "It")
    ('It computes the mean of a hive', 'It updates the line')
    >>> third_person("Plots per hive", "It"), third_person("Bees fly", "It")
    ('', '')
    """
    first, _, rest = text.partition(" ")
    word = first.lower()
    if rest.split(" ", 1)[0].lower() not in _DETERMINERS and not (subject == "It" and word in _NO_NOUNS):
        return ""
    if word in VERBS and subject == "It":
        return f"{subject} {_does(word)} {rest}"
    return f"{subject} {word} {rest}" if word not in VERBS and any(_does(verb) == word for verb in VERBS) else ""


def _does(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb[-1:] == "y" and verb[-2:-1] not in "aeiou" else f"{verb}s"


def prose_of(source: str, sign: str) -> str:
    r"""The comments of a cell, each on a line that begins with `sign`, without those that are code.

    >>> prose_of("# Die Daten laden\n# df = None\ndf = f(1)  # schnell", "#")
    'Die Daten laden'
    """
    rows = (row.strip() for row in source[:_MOST_READ].split("\n"))
    said = (row.lstrip(sign).strip(" -=*#%~_") for row in rows if row.startswith(sign) and len(row) <= 2 * _LONGEST)
    return " ".join(row for row in said if row and not (is_code(row) or _UNSAID.search(row) or _DIRECTIVE.match(row)))


def is_deed(said: str) -> bool:
    """Whether a sentence tells what we do."""
    return said.startswith("We ")


def is_code(text: str) -> bool:
    """Whether a comment is code that was commented out, in whatever language: prose may have a sign of it or two.

    >>> [is_code(text) for text in ("x <- f(1)", "for (i in 1:3) {", "print(x)", "df[df.a > 1]", "a == b")]
    [True, True, True, True, True]
    >>> [is_code(text) for text in ("Keep adults; drop the rest", "Rename body_mass to mass", "Data (raw)")]
    [False, False, False]
    """
    text = _ADDRESS.sub("", text).strip()
    if _STATEMENT.match(text) or _ENDING.search(text) or is_magic(text) or _is_python(text):
        return True
    parts = text.split()
    plain = sum(bool(_PLAIN.fullmatch(part.strip("()[]\"'"))) for part in parts)
    unspaced = len(_UNSPACED.findall(text))
    return bool(_SIGNS.search(text)) and unspaced < 4 and 2 * plain < len(parts)


def _is_python(text: str) -> bool:
    """Whether it is a statement of Python, and not words that are one by chance: `mean, median`, `train and test`."""
    tree = python(text)
    return tree is not None and any(
        isinstance(node, _CODE)
        or (isinstance(node, ast.Call) and text[node.func.end_col_offset : (node.func.end_col_offset or 0) + 1] == "(")
        or (isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.In | ast.NotIn | ast.Is | ast.IsNot))
        or (isinstance(node, ast.alias) and node.asname is not None)
        for each in tree.statements
        for node in ast.walk(each.node)
    )


def _says(text: str) -> bool:
    """Whether it is more than a word: scripts without spaces need fewer letters."""
    unspaced = len(_UNSPACED.findall(text))
    if unspaced:
        return unspaced >= 3 and len(text) <= _LONGEST
    return 4 <= len(text) <= _LONGEST and " " in text and word_count(text) > 1


def _formula(found: re.Match[str], language: str) -> str:
    before, behind = _FORMULA.sub(FORMULA, found.string[: found.start()]), found.string[found.end() :]
    return told(found["tex"], language, before, behind) or readable(found["tex"])


def _host(address: re.Match[str]) -> str:
    """An address as it is said: its host, nothing of one in brackets."""
    if address[0].startswith("("):
        return ""
    return urlsplit(address[0].strip("<>)")).netloc.removeprefix("www.")
