"""A cell of Python as its statements: which of them matter, and which lines each of them takes."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from aura_nb.regex import regex

_MAGIC = regex(r"^\s*(?:%{1,2}\w|!|\?)|^\s*[\w.]+\?{1,2}\s*$")
_SETUP_CALLS = regex(
    r"(?:warnings\.(?:filterwarnings|simplefilter)|pd\.(?:set_option|options\.\S*)|np\.(?:set_printoptions|random\.seed)"
    r"|sns\.(?:set|set_theme|set_style|set_context|set_palette)|plt\.(?:style\.use|rc|rcParams\.update|ion|ioff|close|figure|show"
    r"|tight_layout)|(?:fig|f|figure)\.(?:tight_layout|set_size_inches|show)|logging\.(?:basicConfig|getLogger)|os\.chdir|sys\.path\.\w+"
    r"|random\.seed|\w+\.style\.use|\w+\.set_backend|sys\.set\w+|(?:\w+\.)?init_printing|css_styling|torch\.manual_seed|tf\.random\.set_seed|pio\.templates\.\S*|nltk\.download|load_dotenv|gc\.collect|Pkg\.add|(?:grader|ok|otter)\.(?:check|grade|export|auth|submit)\w*|hv\.extension|pn\.extension"
    r"|gv\.extension|hvplot\.extension)\b"
)
_SETUP_TARGETS = regex(
    r"(?:plt\.rcParams|mpl\.rcParams|matplotlib\.rcParams|os\.environ|pd\.options|warnings|rcParams|pio\.renderers"
    r"|pio\.templates|InteractiveShell|__)\b"
)
_SETUP_MAKES = regex(
    r"(?:(?:np|numpy)\.random\.(?:default_rng|RandomState|SeedSequence|Generator|PCG64)|default_rng|random\.Random"
    r"|(?:jax\.)?random\.(?:PRNGKey|key)|torch\.(?:device|Generator)|logging\.getLogger|tf\.random\.Generator\.\w+)"
)

# The statements of Python 2, each in its line: `print x`, `except ValueError, error:`.
_PRINTED = regex(
    r"^(\s*(?:[^#'\"\n]{1,200}:\s)?)print\b(?:[ \t]*>>[^,]{1,80},)?[ \t]*(?![ \t(=.])"
    r"([^#\n]*?),?((?:(?<![ \t])[ \t]*)?(?:#.*)?)$"
)
_CAUGHT = regex(r"^(\s*except\s+[\w.()\s,]{1,120}?)\s*,\s*(\w+)\s*:")
# What is switched on or prepared, by the last part of its name.
_SWITCHES = regex(
    r"(?:init|initiali[sz]e|enable|disable|setup|set_up|configure|activate|deactivate|autoreload)(?:_\w+)?"
    r"|(?:\w+_)?(?:set_)?seeds?|seed_everything|\w+_(?:notebook|notebook_mode|printing|support)"
    r"|set_(?:\w+_)?(?:formats|options|params|backend|style|theme|mode|printoptions)"
)

_LOOKS = regex(r"(?:^|_)(?:css|stylesheet)(?:_|$)", re.IGNORECASE)


class Statement(Struct):
    """One statement: its lines, counted from 0, and the comment right above it."""

    node: ast.stmt
    first: int
    last: int
    comment: str = ""
    is_setup: bool = False
    also: list[ast.stmt] = field(default_factory=list)  # those on its last line: `a = 1; b = 2`

    @property
    def nodes(self) -> list[ast.stmt]:
        """It, and those that share its line."""
        return [self.node, *self.also]


class Python(Struct):
    """A cell of Python as it can be read; `rows` are its lines without magics."""

    rows: list[str]
    statements: list[Statement] = field(default_factory=list)

    @property
    def imports(self) -> list[str]:
        """The packages it imports, in order."""
        return list(dict.fromkeys(name for each in self.statements for node in each.nodes for name in _imported(node)))

    @property
    def telling(self) -> list[Statement]:
        """The statements that do something worth seeing."""
        return [each for each in self.statements if not each.is_setup]


def is_magic(row: str) -> bool:
    """Whether a line is for the shell and not for Python."""
    return bool(_MAGIC.match(row))


def python(source: str, *, earlier: bool = False) -> Python | None:
    """A cell read as Python; None where it is not. `earlier` takes what only Python 2 reads as well."""
    rows = ["" if is_magic(row) else row for row in source.split("\n")]
    tree = _parsed(rows)
    if tree is None and earlier:
        tree = _parsed([_CAUGHT.sub(r"\1 as \2:", _PRINTED.sub(r"\1print(\2)\3", row)) for row in rows])
    if tree is None:
        return None
    found = Python(rows)
    end = -1
    for node in tree.body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))]) - 1
        last = (node.end_lineno or node.lineno) - 1
        if found.statements and first <= found.statements[-1].last:  # `a = 1; b = 2`
            before = found.statements[-1]
            before.last, before.is_setup = max(last, before.last), before.is_setup and _is_setup(node)
            before.also.append(node)
            continue
        comment = _comment(rows[end + 1 : first])
        found.statements.append(Statement(node, first, last, comment, _is_setup(node)))
        end = last
    return found


def _parsed(rows: Sequence[str]) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in strings, which are its author's
            return ast.parse("\n".join(rows))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _comment(rows: Sequence[str]) -> str:
    """The comment at the end of some rows, as one text."""
    said: list[str] = []
    for row in reversed(rows):
        if not row.strip().startswith("#"):
            if said or row.strip():
                break
            continue
        said.insert(0, row.strip().lstrip("#").strip(" -=*#%~_"))
    return "\n".join(filter(None, said))


def _imported(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name.partition(".")[0] for name in names)
        case ast.ImportFrom(module=module, level=0) if module:
            yield module.partition(".")[0]
        case ast.Try(body=body):
            yield from (name for each in body for name in _imported(each))
        case _:
            pass


def _is_setup(node: ast.stmt) -> bool:
    """Whether it only prepares: imports, settings, seeds, the look of the page."""
    match node:
        case ast.FunctionDef(name=name) if _LOOKS.search(name):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=args)) if name in {"HTML", "display"} and args:
            text = ast.unparse(args[0])
            return "css" in text.lower() or "<style" in text or bool(re.search(r"\bstyles?\b", text))
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Try(body=body):
            return all(isinstance(each, ast.Import | ast.ImportFrom) for each in body)
        case ast.Expr(value=ast.Call(func=func) as call):
            name = ast.unparse(func)
            return bool(_SETUP_CALLS.match(name)) or (
                bool(_SWITCHES.fullmatch(name.rpartition(".")[2])) and _is_setting(call)
            )
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Assign(targets=[target], value=ast.Call(func=func)) if _SETUP_MAKES.fullmatch(ast.unparse(func)):
            return isinstance(target, ast.Name)
        case ast.Assign(targets=[target]):
            name = ast.unparse(target)
            return bool(_SETUP_TARGETS.match(name) or _LOOKS.search(name))
        case _:
            return False


def _is_setting(call: ast.Call) -> bool:
    """Whether a call is given values that are written down, and nothing that the notebook made."""
    given = [*call.args, *(word.value for word in call.keywords)]
    return not any(isinstance(each, ast.Name | ast.Call) for value in given for each in ast.walk(value))
