"""Calls that fail: the n-th write, sync, rename or open below a folder, for n = 1, 2, 3 ... until none fails any more.

    for fault in each_fault(folder):
        with fault:
            operation()          # raises, or passes: `fault.hit` names the call that failed
        # nothing may be lost, nothing half-made, whatever n was

Python's own calls are met at one seam: `open`, `os.open`, `os.write`, `os.fsync`, `os.rename`, `os.replace`, `os.mkdir`
(pathlib and shutil come through these). SQLite's calls are made in C; they are met by a VFS of its own over the usual
one, put in place with ctypes and taken away again: a connection has it when it was opened inside the `with`.
`sqlite_faults_missing()` says why that cannot be done here (a Python that hides its SQLite's symbols).
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import errno
import io
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

KINDS = frozenset({"open", "write", "sync", "rename"})
SQLITE_OK, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN = 0, 10, 13, 14
IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_DELETE = 778, 1034, 1546, 2570


class Fault:
    """A context in which the `number`-th call of some `kinds` on files below `folder` fails with `error` (an errno).

    `lasting`: every later one fails as well, as on a full disk. `hit` names the first that failed, None when there
    were fewer calls; `calls` counts them. Calls of all threads count.
    """

    def __init__(
        self,
        folder: Path,
        number: int,
        *,
        error: int = errno.ENOSPC,
        kinds: frozenset[str] = KINDS,
        lasting: bool = False,
    ) -> None:
        self.folder = str(folder.resolve()) + os.sep
        self.number = number
        self.error = error
        self.kinds = kinds
        self.lasting = lasting
        self.calls = 0
        self.hit: str | None = None
        self._lock = threading.Lock()
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        for owner, name, kind in (
            (builtins, "open", "open"),
            (os, "open", "open"),
            (os, "write", "write"),
            (os, "fsync", "sync"),
            (os, "rename", "rename"),
            (os, "replace", "rename"),
            (os, "mkdir", "open"),
        ):
            self._stack.enter_context(mock.patch.object(owner, name, self._python(getattr(owner, name), kind)))
        # pathlib opens through io; copies in the kernel would pass by `write`.
        self._stack.enter_context(mock.patch.object(io, "open", builtins.open))
        self._stack.enter_context(mock.patch.multiple(shutil, _USE_CP_SENDFILE=False))
        if sqlite_faults_missing() is None:
            self._stack.enter_context(_faulty_sqlite(self))
        return self

    def __exit__(self, *exception):
        self._stack.close()

    def fails(self, kind, path):
        """Whether this call is to fail; counts it."""
        if kind not in self.kinds or not self._concerns(path):
            return False
        with self._lock:
            self.calls += 1
            if self.calls != self.number and not (self.lasting and self.calls > self.number):
                return False
            self.hit = self.hit or f"{kind} {Path(os.fsdecode(path)).name}"
            return True

    def _concerns(self, path):
        # As the name stands: the call itself may be about to follow, or to make, what it leads to.
        return isinstance(path, str | bytes | os.PathLike) and str(Path(os.fsdecode(path)).absolute()).startswith(
            self.folder
        )

    def _python(self, real, kind):
        def call(first, *rest, **options):
            path = _path_of(first) if isinstance(first, int) else first
            if path is not None and self.fails(kind, path):
                raise OSError(self.error, os.strerror(self.error), os.fsdecode(path))
            made = real(first, *rest, **options)
            if kind == "open" and isinstance(made, io.IOBase) and made.writable():
                return _FaultyFile(made, self, path)
            return made

        return call


class _FaultyFile:
    """An open file whose writes may fail; everything else is the file's own."""

    def __init__(self, file, fault, path):
        self._file, self._fault, self._path = file, fault, path

    def write(self, *arguments):
        if self._path is not None and self._fault.fails("write", self._path):
            raise OSError(self._fault.error, os.strerror(self._fault.error), os.fsdecode(self._path))
        return self._file.write(*arguments)

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __enter__(self):
        self._file.__enter__()
        return self

    def __exit__(self, *exception):
        return self._file.__exit__(*exception)

    def __iter__(self):
        return iter(self._file)


def each_fault(
    folder: Path, *, error: int = errno.ENOSPC, kinds: frozenset[str] = KINDS, lasting: bool = False, limit: int = 500
) -> Iterator[Fault]:
    """A fault for the first call, the second, and so on, until one does not happen any more."""
    for number in range(1, limit):
        fault = Fault(folder, number, error=error, kinds=kinds, lasting=lasting)
        yield fault
        if fault.hit is None:
            return
    raise AssertionError(f"the operation still failed at its call {limit}")


def _path_of(descriptor):
    with contextlib.suppress(OSError):
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())
    return None


# SQLite's interface to the system (sqlite3.h: sqlite3_vfs, sqlite3_io_methods), as far as it is used here.
_XOpen = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)
)
_XDelete = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
_XWrite = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_XTruncate = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_XSync = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("close", ctypes.c_void_p),
        ("read", ctypes.c_void_p),
        ("write", ctypes.c_void_p),
        ("truncate", ctypes.c_void_p),
        ("sync", ctypes.c_void_p),
        ("others", ctypes.c_void_p * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", ctypes.c_int),
        ("file_size", ctypes.c_int),
        ("max_pathname", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        ("app", ctypes.c_void_p),
        ("open", ctypes.c_void_p),
        ("delete", ctypes.c_void_p),
        ("others", ctypes.c_void_p * 14),
    )


def _sqlite():
    import _sqlite3

    library = ctypes.CDLL(_sqlite3.__file__)  # finds the symbols of what the module is linked with, too
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    library.sqlite3_vfs_register.argtypes = (ctypes.c_void_p, ctypes.c_int)
    library.sqlite3_vfs_unregister.argtypes = (ctypes.c_void_p,)
    return library


def sqlite_faults_missing() -> str | None:
    """Why SQLite's own calls cannot be made to fail here; None when they can."""
    try:
        return None if _sqlite().sqlite3_vfs_find(None) else "SQLite has no VFS"
    except (AttributeError, OSError, ImportError) as error:
        return f"SQLite's symbols are not to be had: {error}"


@contextlib.contextmanager
def _faulty_sqlite(fault):
    library = _sqlite()
    usual = library.sqlite3_vfs_find(None)
    faulty = _FaultyVfs(fault, usual)
    _KEPT.append(faulty)
    library.sqlite3_vfs_register(ctypes.addressof(faulty.table), 1)
    try:
        yield
    finally:
        library.sqlite3_vfs_unregister(ctypes.addressof(faulty.table))
        library.sqlite3_vfs_register(ctypes.addressof(usual.contents), 1)


class _FaultyVfs:
    """SQLite's usual VFS with our own open and delete, whose files have our own write, truncate and sync."""

    def __init__(self, fault, usual):
        self._fault = fault
        self._usual = ctypes.addressof(usual.contents)
        self._real_open, self._real_delete = _XOpen(usual.contents.open), _XDelete(usual.contents.delete)
        self._paths: dict[int, bytes] = {}
        self._methods: dict[int, _Methods] = {}
        self._callbacks = [_XOpen(self._open), _XDelete(self._delete)]
        self.table = _Vfs.from_buffer_copy(usual.contents)
        self.table.name, self.table.next = b"aura-faulty", None
        self.table.open, self.table.delete = map(_address, self._callbacks)

    def _failure(self, kind, path, code):
        if not self._fault.fails(kind, path):
            return SQLITE_OK
        return SQLITE_FULL if kind == "write" and self._fault.error in {errno.ENOSPC, errno.EDQUOT} else code

    def _open(self, _vfs, name, file, flags, out_flags):
        path = ctypes.string_at(name) if name else b""
        opened = _File.from_address(file)
        if path and (code := self._failure("open", path, SQLITE_CANTOPEN)):
            opened.methods = None
            return code
        code = self._real_open(self._usual, name, file, flags, out_flags)
        if code == SQLITE_OK and opened.methods:
            self._paths[file] = path
            opened.methods = ctypes.pointer(self._methods_over(opened.methods.contents))
        return code

    def _delete(self, _vfs, name, sync):
        return self._failure("rename", name, IOERR_DELETE) or self._real_delete(self._usual, name, sync)

    def _methods_over(self, real):
        address = ctypes.addressof(real)
        if address not in self._methods:
            copy = self._methods[address] = _Methods.from_buffer_copy(real)
            copy.write = self._replaced(_XWrite, copy.write, "write", IOERR_WRITE)
            copy.truncate = self._replaced(_XTruncate, copy.truncate, "write", IOERR_TRUNCATE)
            # Syncs are counted, and not done: no test here cuts the power, and each would wait for the disk.
            copy.sync = self._replaced(_XSync, None, "sync", IOERR_FSYNC)
        return self._methods[address]

    def _replaced(self, prototype, address, kind, code):
        real = prototype(address) if address else lambda *_: SQLITE_OK

        def call(file, *arguments):
            return self._failure(kind, self._paths.get(file, b""), code) or real(file, *arguments)

        self._callbacks.append(prototype(call))
        return _address(self._callbacks[-1])


def _address(callback):
    return ctypes.cast(callback, ctypes.c_void_p).value


# SQLite may close a file after its fault is over: what the file's methods point to lives as long as the process.
_KEPT: list[_FaultyVfs] = []
