"""What other programs write into our pipes, read so that it never takes more memory than we allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

LONGEST = 4096  # bytes of a line that are kept


def lines(pipe: IO[bytes], *, longest: int = LONGEST) -> Iterator[bytes]:
    r"""The lines of a pipe up to its end, each cut to `longest` bytes; what is cut off is read and forgotten.

    >>> import io
    >>> list(lines(io.BytesIO(b"one\nand a longer one\nend"), longest=6))
    [b'one\n', b'and a ', b'end']
    """
    while part := pipe.readline(longest):
        yield part
        while part and not part.endswith(b"\n"):
            part = pipe.readline(longest)
