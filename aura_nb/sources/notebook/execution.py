"""A notebook run before it is filmed: a copy of it, in its own folder, with a time limit for each cell."""

from __future__ import annotations

from pathlib import Path

from aura_nb.errors import SourceInvalid
from aura_nb.sources.encoding import text_of
from aura_nb.sources.notebook.file import notebook, read

SECONDS = 600  # for each cell


def executed(path: Path, *, seconds: int = SECONDS) -> bytes:
    """The notebook with the outputs of a new run; its file stays as it is. An error in a cell is one of its outputs.

    Raises `SourceInvalid` where its kernel is not installed, or a cell takes longer than `seconds`.
    """
    import nbformat  # noqa: PLC0415 - only who runs a notebook needs a client of kernels
    from jupyter_client.kernelspec import NoSuchKernel  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellTimeoutError, DeadKernelError  # noqa: PLC0415

    content = read(path)
    notebook(content, path.name)  # says what is wrong with the file
    copy = nbformat.reads(text_of(content), as_version=4)  # type: ignore[no-untyped-call]
    folder = str(path.absolute().parent)
    client = NotebookClient(copy, timeout=seconds, allow_errors=True, resources={"metadata": {"path": folder}})
    try:
        client.execute()
    except NoSuchKernel as error:
        raise SourceInvalid(
            f"{path.name} cannot be run: there is no kernel {error.name!r} here",
            remedy="Install it, or leave execute out: the film is then of the outputs in the file.",
        ) from error
    except CellTimeoutError as error:
        raise SourceInvalid(
            f"{path.name} cannot be run: a cell took longer than {seconds} s",
            remedy="Run it yourself, save it, and leave execute out.",
        ) from error
    except DeadKernelError as error:
        raise SourceInvalid(
            f"{path.name} cannot be run: its kernel died", remedy="Run it yourself, save it, and leave execute out."
        ) from error
    written: str = nbformat.writes(copy)  # type: ignore[no-untyped-call]
    return written.encode()
