"""Packages that add voices or visuals: found by their entry points, loaded when they are first asked for.

    [project.entry-points."aura_nb.voices"]          [project.entry-points."aura_nb.visuals"]
    parrot = "acme_parrot:ParrotEngine"              "acme.quote" = "acme_slides:Quote"

A plugin whose name is taken or whose code fails is *refused*, with a reason: that is a finding of the doctor's and the
error of whoever asks for it by name, and nobody else notices.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from msgspec import Struct


class Refused(Exception):
    """A plugin cannot be used; the text is a sentence that says which and why."""


class Plugin(Struct, frozen=True):
    """What a package offers under a name. `target` is `module:attribute`; `refusal` says why it is not taken."""

    name: str
    target: str
    package: str
    version: str
    refusal: str = ""

    @property
    def origin(self) -> str:
        """The package and its version, for sentences.

        >>> Plugin("parrot", "acme_parrot:ParrotEngine", "acme-parrot", "1.2").origin
        'acme-parrot 1.2'
        """
        return f"{self.package} {self.version}"


@cache
def installed(group: str, *, form: str, reserved: Collection[str] = frozenset()) -> dict[str, Plugin]:
    """The plugins of a group by name, refused ones among them, as they are when first asked for.

    `form` is the pattern of a name, `reserved` are the names that are ours.
    """
    offers: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=group):
        offers.setdefault(point.name, []).append(point)
    return {name: _judged(name, offers[name], form, reserved) for name in sorted(offers)}


def _judged(name: str, offers: list[EntryPoint], form: str, reserved: Collection[str]) -> Plugin:
    packages = sorted({point.dist.name if point.dist else "a package without a name" for point in offers})
    point = offers[0]
    refusal = ""
    if name in reserved:
        refusal = f"the name {name!r} is one of aura_nb's own"
    elif not re.fullmatch(form, name):
        refusal = f"its name {name!r} is not of the form {form}"
    elif len(offers) > 1:
        refusal = f"{' and '.join(packages)} each add something called {name!r}; uninstall all but one"
    return Plugin(name, point.value, packages[0], point.dist.version if point.dist else "0", refusal)


@cache
def load(plugin: Plugin) -> Any:
    """What the entry point names, its code run now; raises `Refused`."""
    if plugin.refusal:
        raise Refused(f"The plugin {plugin.name!r} of {plugin.origin} is not used: {plugin.refusal}.")
    with_code(plugin)  # what is loaded is what the keys name
    try:
        return EntryPoint(plugin.name, plugin.target, "").load()
    except (Exception, SystemExit) as error:
        raise Refused(broken(plugin, error)) from error


def broken(plugin: Plugin, error: BaseException) -> str:
    """The sentence for a plugin whose code raised."""
    return f"The plugin {plugin.name!r} of {plugin.origin} is broken: {type(error).__name__}: {error}"


@cache
def with_code(plugin: Plugin) -> dict[str, Any]:
    """A plugin's part of a task's key: its package, its version, and a digest of its code; raises `Refused`.

    The code is every file of the outermost package (or the one module) that the entry point names, read once in a
    process: a plugin that is edited and keeps its version still gets new keys.
    """
    try:
        code = hashlib.sha256()
        for name, file in _files(plugin.target.partition(":")[0].strip()):
            code.update(f"{name}\0".encode())
            with file.open("rb") as stream:
                code.update(hashlib.file_digest(stream, "sha256").digest())
    except (Exception, SystemExit) as error:
        raise Refused(broken(plugin, error)) from error
    return {"package": plugin.package, "version": plugin.version, "code": code.hexdigest()}


def _files(module: str) -> Iterator[tuple[str, Path]]:
    """The files of the outermost package a module lies in that is no namespace, by their names in it."""
    names = module.split(".")
    for depth in range(1, len(names) + 1):
        name = ".".join(names[:depth])
        found = importlib.util.find_spec(name)
        if found is None:
            raise ModuleNotFoundError(f"No module named {name!r}")
        if found.origin is None:
            continue  # a namespace
        origin = Path(found.origin)
        if not found.submodule_search_locations:
            yield origin.name, origin
            return
        for file in sorted(origin.parent.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(origin.parent).as_posix(), file
        return
    raise ModuleNotFoundError(f"{module!r} is a namespace without code")
