"""What lines of another language than Python plainly do: by their form, whose grammar nobody knows here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aura_nb.regex import regex
from aura_nb.sources.notebook.acts import Act, Kind

_LITERAL = r"[-+]?[\d.]|['\"\[({]|c\(|true\b|false\b|TRUE\b|FALSE\b"
_NAME = r"[^\W\d]\w*(?:\.\w+)*!?"
_DEFINED = regex(
    rf"(?:function|def|func|fn|fun|void|sub)\s+(?P<name>{_NAME})\s*\(|(?P<bound>{_NAME})\s*(?:<-|=)\s*function\b"
    rf"|(?P<short>{_NAME})\([\w\s,:.]*\)\s*=(?!=)"
)
_MADE = regex(
    rf"(?:(?:let|const|var|val|auto|local|mut|int|double|float|my)\s+)*[$@]?(?P<name>{_NAME})\s*(?:<-|:=|=(?!=))\s*"
    rf"(?P<literal>{_LITERAL})?"
)
_FIGURES = regex(r"(?P<value>[-+]?\d[\d.]{0,8})L?\s*;?\s*(?:(?:#|//).*)?")
_CALLED = regex(rf"(?P<name>{_NAME})\s*\(")
_ALONE = regex(rf"(?P<name>{_NAME})\s*;?\s*(?:#.*)?$")
_KEYWORDS = frozenset(
    (
        *("if", "for", "while", "end", "else", "elseif", "begin", "return", "try", "catch", "do", "done", "fi", "then"),
        *("switch", "case", "using", "import", "from", "library", "require", "include", "with", "let", "in", "where"),
        *("module", "print", "println", "cat", "printf", "echo", "display", "disp", "show", "select", "console.log"),
        *("sprintf", "paste", "paste0", "format", "cout", "endl", "sessionInfo", "invisible"),
    )
)

_LOOKED = regex(
    r"(?:print\()?(?:head|tail|str|summary|glimpse|View|names|colnames|nrow|ncol|dim|describe|first|last|size|length|skim)"
    rf"\((?P<name>{_NAME})\s*[,)]"
)
_DRAWN = regex(
    rf"(?:{_NAME}\s*(?:<-|=(?!=))\s*)?(?:ggplot|qplot|plot|hist|histogram|barplot|boxplot|pie|scatter|heatmap|surf|mesh"
    r"|contour)!?\s*\("
)
_SHELL_DEFINED = regex(r"(?:function\s+)?(?P<name>[\w-]+)\s*\(\)")
_SHELL_MADE = regex(r"(?:export\s+)?(?P<name>[A-Za-z_]\w*)=(?P<literal>[^$`\s]*(?:\s|$))?")
_SHELL_RUN = regex(r"(?:sudo\s+|time\s+)*(?P<name>[\w./-]*\w)(?:\s+(?P<part>[a-z][a-z-]+)(?=\s|$))?")
_THROUGH = regex(r"for\s+\w+\s+in\s+\$\((?P<name>[\w-]+)")
_FILLED = regex(r"\$\((?P<name>[\w-]+)")
_SHELLS = frozenset({"bash", "sh", "zsh", "shell", "console"})
_OF_PARTS = frozenset(
    {"git", "docker", "kubectl", "conda", "pip", "npm", "apt", "apt-get", "cargo", "go", "brew", "aws", "jupyter"}
)  # commands whose first word tells what they do
_UNSAID = _KEYWORDS | {
    *("cd", "pushd", "popd", "set", "unset", "shopt", "alias", "source", "export", "exit", "sleep", "esac", "elif"),
    *("until", "local", "read", "declare", "typeset", "readonly", "shift", "trap", "wait", "break", "continue", "true"),
}
_HEREDOC = regex(r"(?<!<)<<-?[ \t]*(?P<quote>[\"']?)(?P<end>\w+)(?P=quote)")
_FOR_ONE = regex(r"(?:[A-Za-z_]\w*=(?:\"[^\"$`]*\"|'[^']*'|[^\s\"'$`();&|]*)\s+)+(?=[\w./-]+(?:\s|$))")  # `CC=gcc make`
_PART = r"(?:\"[^\"\n]{1,100}\"|`[^`\n]{1,100}`|\[[^\]\n]{1,100}\]|\w+)"
_TABLE = rf"\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?:{_PART}\.){{0,3}}(?P<name>{_PART})"
_NO_NAMES = regex(r"'[^']*'|--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)")  # strings and comments
_GIVEN = regex(r"(?<=\w)\((?!\s*SELECT\b)[^()]*\)", re.IGNORECASE)  # to a function: `EXTRACT(YEAR FROM day)`
_MOST_NESTED = 20
_STATEMENTS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("create", regex(rf"CREATE\s+(?:OR\s+REPLACE\s+)?(?:\w+\s+)?(?:TABLE|VIEW|DATABASE){_TABLE}", re.IGNORECASE)),
    ("change", regex(rf"(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM){_TABLE}", re.IGNORECASE)),
    ("change", regex(rf"(?:ALTER|DROP)\s+TABLE{_TABLE}", re.IGNORECASE)),
    ("take", regex(rf"(?:SELECT|WITH)\b(?:\"[^\"]{{0,100}}\"|[^\"]){{0,2000}}?\bFROM{_TABLE}", re.IGNORECASE)),
)


def of_text(rows: Sequence[str], language: str) -> list[Act]:
    """What lines of another language do, by those that are not set in.

    >>> [act[:2] for act in of_text(["git log -1", "echo $(log | wc -l) of them", "first=$(log | head -1)"], "bash")]
    [('run', 'git log'), ('run', 'log'), ('make', 'first')]
    >>> [act[:2] for act in of_text(["SELECT name", "FROM bees", "WHERE mass > 1"], "sql")]
    [('take', 'bees')]
    >>> [act[:2] for act in [*of_text(["t.test(a, b)", "my.bees"], "r"), *of_text(["hive.open(a)"], "julia")]]
    [('call', 't_test'), ('look', 'my_bees'), ('call', 'open')]
    """
    if language == "sql":
        return [*_of_sql("\n".join(rows)[:20_000])]
    if language in _SHELLS:
        rows = [*_without_heredocs(rows)]
    rows = [row for row in rows if len(row) < 500 and row[:1].strip()]
    if language in _SHELLS:
        return [act for row in rows for act in _of_command(row)]
    acts = [act for row in rows for act in _of_row(row)]
    if language == "r":  # in whose names a point is a letter
        return [act._replace(name=act.name.replace(".", "_")) for act in acts]
    return [act._replace(name=act.name.rpartition(".")[2]) if act.kind == "call" else act for act in acts]


def _of_sql(text: str) -> Iterator[Act]:
    """What statements of SQL do, by tables: a word in a string, a comment or a function's brackets names none.

    >>> [act[:2] for act in _of_sql("SELECT EXTRACT(YEAR FROM day), 'from here' FROM hives.[my bees]")]
    [('take', 'my bees')]
    """
    text = _NO_NAMES.sub("''", text)
    for _ in range(_MOST_NESTED):
        text, count = _GIVEN.subn("", text)
        if not count:
            break
    for statement in text.split(";")[:20]:
        bare = statement.strip()
        for kind, pattern in _STATEMENTS:
            if found := pattern.match(bare):
                yield Act(kind, found["name"].strip('"`[]'))
                break


def _without_heredocs(rows: Sequence[str]) -> Iterator[str]:
    """The lines of a shell that are commands, and no text for one.

    >>> [*_without_heredocs(["cat <<EOF > bees", "Hello world", "EOF", "make"])]
    ['cat <<EOF > bees', 'make']
    """
    end = ""
    alone = {row.strip() for row in rows}
    for row in rows:
        if end:
            end = "" if row.strip() == end else end
            continue
        yield row
        if (begun := _HEREDOC.search(row[:500])) and begun["end"] in alone:  # and no shift of bits
            end = begun["end"]


def _of_command(row: str) -> Iterator[Act]:
    if own := _FOR_ONE.match(row):
        row = row[own.end() :]
    first = row.split(maxsplit=1)[0]
    if through := _THROUGH.match(row):
        yield Act("each", through["name"])
    elif first in {"echo", "printf"}:
        yield from (Act("run", found["name"]) for found in _FILLED.finditer(row))
    elif defined := _SHELL_DEFINED.match(row):
        yield Act("define", defined["name"])
    elif made := _SHELL_MADE.match(row):
        yield Act("set" if made["literal"] else "make", made["name"])
    elif first not in _UNSAID and (run := _SHELL_RUN.match(row)):
        name = re.sub(r"^run[_-]", "", run["name"].rpartition("/")[2])
        yield Act("run", f"{name} {run['part']}" if name in _OF_PARTS and run["part"] else name)


def _of_row(row: str) -> Iterator[Act]:
    if row.split("(", maxsplit=1)[0].split(maxsplit=1)[:1] and row.replace("(", " ").split()[0] in _KEYWORDS:
        return
    if _DRAWN.match(row):
        yield Act("draw", "")
    elif looked := _LOOKED.match(row):
        yield Act("look", looked["name"])
    elif defined := _DEFINED.match(row):
        yield Act("define", defined["name"] or defined["bound"] or defined["short"])
    elif made := _MADE.match(row):
        figures = _FIGURES.fullmatch(row[made.start("literal") :].strip()) if made["literal"] else None
        yield Act("set" if made["literal"] else "make", made["name"], figures["value"] if figures else "")
    elif called := _CALLED.match(row):
        yield Act("call", called["name"])
    elif alone := _ALONE.match(row):
        yield Act("look", alone["name"])
