"""What a person would say of a statement of Python, from what it calls. Where nothing is known, nothing is said."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

from aura_nb.sources.notebook.english import DRAWS, LOADS, MEASURES, PLOTS, READS, SCORES, STEPS
from aura_nb.sources.notebook.identifiers import article, file_name, label, listed, words
from aura_nb.sources.notebook.selections import column_of, dropped, kept, named, text_of

_MOST_STEPS = 4
_MAPPINGS = frozenset({"dict", "defaultdict", "OrderedDict", "Counter"})
_COPIERS = frozenset({"copy", "shutil", "np", "numpy"})
_DATA = frozenset({"df", "data", "dataset", "frame"})


class Teller:
    """Tells a notebook's statements in its order: it knows what earlier ones called their models."""

    def __init__(self, libraries: Collection[str] = ()) -> None:
        """`libraries` are the packages that the notebook has imported so far."""
        self._libraries = libraries
        self._made: dict[str, str] = {}  # names, and the classes of what they stand for
        self._saw_rows = False
        self._mappings: set[str] = set()  # names of dictionaries

    def told(self, statements: Sequence[ast.stmt]) -> str:
        """What a person does in these statements, to follow "we": "group by species and take the mean"."""
        steps: list[str] = []
        for each in statements:
            self._learn(each)
            steps += [step for step in self._statement(each) if step and step not in steps]
        plots = [step for step in steps if step.startswith("draw ")]
        if len(plots) > 1:  # a line through the points of a scatter plot
            steps = [step for step in steps if step not in plots[1:]]
        if steps == ["look at the first rows"]:
            seen, self._saw_rows = self._saw_rows, True
            return "" if seen else steps[0]  # what it is of, tells more the second time
        return listed(steps[:_MOST_STEPS])

    def _is_mapping(self, node: ast.Assign) -> bool:
        """Whether what is given a value by its name is no column of a table: a dictionary, an object's notes."""
        match node.targets[0]:
            case ast.Subscript(value=ast.Name(id=name)):
                return name in self._mappings
            case ast.Subscript(value=ast.Attribute(attr="obs" | "loc" | "var")):
                return False
            case _:
                return True

    def _learn(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() | ast.DictComp()):
                self._mappings.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=kind))) if kind in _MAPPINGS:
                self._mappings.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                made = _class(value)
                if made:
                    self._made[name] = made
            case _:
                pass

    def _statement(self, node: ast.stmt) -> Iterator[str]:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"define the function {words(name)}"
            case ast.ClassDef(name=name):
                yield f"define the class {words(name)}"
            case ast.Assign(targets=[ast.Subscript(slice=ast.Constant(value=str(column)))], value=value):
                steps = [*self._chain(value)]
                if steps or not self._is_mapping(node):
                    yield f"add the column {label(column)}" if not steps else listed(steps)
            case ast.Assign(value=made) | ast.AnnAssign(value=ast.expr() as made):
                steps = [*self._chain(made)]
                yield from steps
                if not steps and (rows := kept(made)):
                    yield rows
            case ast.Expr(value=value):
                yield from self._chain(_shown(value))
            case ast.With(items=[ast.withitem(context_expr=ast.Call(func=ast.Name(id="open")) as opened), *_]):
                yield from self._chain(opened)
            case ast.For() | ast.While() | ast.With() | ast.If():
                inner = [step for each in node.body for step in self._statement(each)]
                yield from inner[:2] if isinstance(node, ast.With | ast.If) else inner[:1]
            case _:
                pass

    def _chain(self, node: ast.expr) -> Iterator[str]:
        """The steps of a chain of calls, from the first on."""
        calls: list[tuple[str, ast.Call, ast.expr | None]] = []
        at: ast.expr | None = node
        while at is not None:
            match at:
                case ast.Call(func=ast.Attribute(attr=name, value=inner)) as call:
                    calls.insert(0, (name, call, inner))
                    at = inner
                case ast.Call(func=ast.Name(id=name)) as call:
                    calls.insert(0, (name, call, None))
                    at = None
                case ast.Subscript(value=inner) | ast.Attribute(value=inner):
                    at = inner
                case _:
                    at = None
        grouped = False
        called = [name for name, _, _ in calls]
        if "sum" in called and {"isna", "isnull"} & {*called}:
            yield "count the missing values"
            return
        for name, made, of in calls:
            step = self._call(name, made, of, grouped=grouped)
            grouped = grouped or name in {"groupby", "group_by", "resample", "rolling"}
            if step:
                yield step
        if not calls and (rows := kept(node)):
            yield rows

    def _call(self, name: str, call: ast.Call, of: ast.expr | None, *, grouped: bool) -> str:
        first = call.args[0] if call.args else None
        if told := _of_file(name, call) or _of_table(name, call, of, grouped=grouped):
            return told
        if name in LOADS:
            what = LOADS[name]
            data = label(text_of(first)) if what in {"", "dataset"} else what
            return f"load the {data} dataset" if data else "load a dataset"
        if name in MEASURES:
            return MEASURES[name] if grouped else ""
        if name in SCORES:
            return f"compute the {SCORES[name]}" if name != "score" or self._model(of) else ""
        if name in PLOTS and (_draws(of) or (of is None and name in DRAWS)):
            kind = _kind(name, call, of, self._libraries)
            return f"draw {article(kind)}" if kind else ""
        if name in {"fit", "fit_transform"}:
            model = self._model(of)
            return STEPS[name].format(article(model) if model else "the model")
        if name == "diff" and _derives(call, of):
            return "take the derivative"
        if name not in STEPS or (
            name in {"join", "cut", "transform", "predict", "diff", "solve"} and isinstance(of, ast.Constant)
        ):
            return ""
        step = STEPS[name]
        if "{}" not in step:
            return step
        on = named(call, name)
        return step.format(on) if on else ""

    def _model(self, of: ast.expr | None) -> str:
        """The class of what a method is called of."""
        made = _class(of) if of is not None else ""
        if not made and isinstance(of, ast.Name):
            made = self._made.get(of.id, "")
        return words(made) if made else ""


def _of_table(name: str, call: ast.Call, of: ast.expr | None, *, grouped: bool) -> str:
    """What is done to a table or a column by a call that tells which."""
    if name in {"unique", "nunique"} and not grouped:
        column = column_of(of) if of is not None else ""
        return f"{'count' if name == 'nunique' else 'list'} the distinct values of {column}" if column else ""
    if name == "drop":
        return dropped(call)
    if name == "copy":
        return "make a copy" if isinstance(of, ast.Name) and of.id not in _COPIERS and not call.args else ""
    if name in {"agg", "aggregate"} and grouped and call.args:
        return MEASURES.get(text_of(call.args[0]), "")
    return ""


def _of_file(name: str, call: ast.Call) -> str:
    """What is read or written by a call that names a file, or that reads data."""
    named = file_name(text_of(call.args[0])) if call.args else ""
    if name == "open":
        modes = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "mode")]
        writes = any(text_of(mode)[:1] in {"w", "a", "x"} for mode in modes)
        return f"{'write' if writes else 'read'} {named}" if named else ""
    if name in READS or (named and name.startswith(("read", "load"))):
        return f"read {named or 'the data'}"
    return ""


def _derives(call: ast.Call, of: ast.expr | None) -> bool:
    """Whether `diff` names what it derives by, as SymPy's does: `f.diff(x)`, `diff(f, x)`."""
    if isinstance(of, ast.Name) and of.id in {"np", "numpy"}:
        return False
    return any(isinstance(arg, ast.Name) for arg in (call.args[1:] if of is None else call.args))


def plot_of(statements: Sequence[ast.stmt], libraries: Collection[str] = ()) -> str:
    """What kind of figure statements draw; empty where that is not known."""
    for each in statements:
        for node in ast.walk(each):
            match node:
                case ast.Call(func=ast.Attribute(attr=name, value=of)) if name in PLOTS and _draws(of) and PLOTS[name]:
                    return _kind(name, node, of, libraries)
                case ast.Call(func=ast.Name(id=name)) if name in DRAWS:
                    return PLOTS[name]
                case _:
                    pass
    return ""


def _kind(name: str, call: ast.Call, of: ast.expr | None, libraries: Collection[str]) -> str:
    """The kind of figure that a call draws. What is called `plot` draws anything: a line where it is known to."""
    if name != "plot" or of is None:
        return PLOTS[name]
    kind = next((text_of(word.value) for word in call.keywords if word.arg == "kind"), "")
    if kind or _is_axes(of):
        return PLOTS.get(kind or name, "plot")
    if "geopandas" in libraries:
        return "map"
    return PLOTS[name] if "pandas" in libraries and "xarray" not in libraries else "plot"


def _is_axes(node: ast.expr) -> bool:
    """Whether something is Matplotlib itself or axes of it: `plt`, `ax`, `axes[0]`, `self.ax`, `plt.subplot(121)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in {"plt", "pylab", "pyplot"} or name.startswith("ax")
        case ast.Subscript(value=of):
            return _is_axes(of)
        case ast.Call(func=ast.Attribute(attr="subplot" | "add_subplot" | "gca" | "axes" | "twinx" | "twiny")):
            return True
        case _:
            return False


def _draws(of: ast.expr | None) -> bool:
    """Whether something that is called `plot` or `bar` draws: not a string, nor a bar of progress."""
    return of is not None and not isinstance(of, ast.Constant)


def _shown(node: ast.expr) -> ast.expr:
    """What `print(x)` or `display(x)` shows."""
    match node:
        case ast.Call(func=ast.Name(id="print" | "display"), args=[only]):
            return only
        case _:
            return node


def _class(node: ast.expr) -> str:
    """The class that an expression makes something of: `RandomForestClassifier(...)`."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name[:1].isupper() and len(name) > 2:
            return name
        case ast.Call(func=ast.Name(id="make_pipeline")):
            return "Pipeline"
        case ast.Call(func=ast.Attribute(attr="fit", value=of)):
            return _class(of)
        case _:
            return ""
