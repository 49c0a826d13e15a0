"""What went wrong elsewhere as an error of ours: in a disk, in a worker process, on a server."""

from __future__ import annotations

import errno
import traceback
from typing import Any

from aura_nb.errors import (
    AuraError,
    DiskFull,
    FieldError,
    InternalError,
    OutputUnwritable,
    RequestInvalid,
    codes,
)

# What a disk without room, a quota that is used up, and a limit of a file's size fail with.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def as_fault(error: Exception, what: str) -> AuraError:
    """Any exception as one of ours: `DiskFull` or `OutputUnwritable` where a disk is the reason, else `InternalError`.

    >>> as_fault(OSError(errno.ENOSPC, "No space left on device"), "A step failed").code
    'disk.full'
    """
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return DiskFull(f"The disk is full: {what[:1].lower()}{what[1:]}.")
    if isinstance(error, OSError) and error.errno in {errno.EIO, errno.EROFS}:
        return OutputUnwritable(f"{what}: {reason_of(error)}.", reason=reason_of(error))
    return InternalError(f"{what}: {type(error).__name__}: {error}", logs=traceback.format_exception(error))


def reason_of(error: OSError) -> str:
    """Why a folder cannot be made or written, in a few words.

    >>> reason_of(FileExistsError(errno.EEXIST, "File exists"))
    'it is a file, or lies below one'
    """
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "it is a file, or lies below one"
    return error.strerror or str(error)


def from_json(data: dict[str, Any]) -> AuraError:
    """The error a worker process reported, as the exception it was raised as."""
    kind = codes().get(data["code"], InternalError)
    details = dict(data.get("details") or {})
    if issubclass(kind, RequestInvalid):
        errors = [FieldError(e["field"], e["message"]) for e in details.pop("errors", [])]
        return kind(errors or data["message"], remedy=data["remediation"], **details)
    return kind(data["message"], remedy=data["remediation"], **details)
