"""Packages that can be called: `aura.jobs()` is what people write, and `aura_nb.jobs` the package that has the jobs.

Importing a submodule sets the package's name in `aura_nb`, whatever stood there: the package itself must therefore
answer the call.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from types import ModuleType
from typing import Any


# Its call is that of one function, imported when it is first called. No docstring: IPython's `?` would show it.
class _CallablePackage(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _target(self)(*args, **kwargs)

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(_target(self))

    def getdoc(self) -> str | None:
        """What `aura.panel?` shows in IPython: the function's words, which are for those who call it."""
        return inspect.getdoc(_target(self))


def call_goes_to(package: str, home: str, name: str) -> None:
    """Calling `package` calls the function `name` of the module `home`."""
    module = sys.modules[package]
    module.__class__ = _CallablePackage
    vars(module)["_called"] = (home, name)


def _target(package: ModuleType) -> Any:
    home, name = vars(package)["_called"]
    return getattr(importlib.import_module(home), name)
