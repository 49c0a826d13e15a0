"""What is in the files of a voice's model, named by a digest: of tens of megabytes, which each program would read."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from msgspec import Struct

from aura_nb import user_cache

_SCHEMA = 1
_MOST = 64  # models that are remembered, those asked for last


class _Memory(Struct, array_like=True):
    schema: int
    digests: dict[str, str]  # by the files' paths, times of change and sizes


def model_digest(*files: Path) -> str:
    """SHA-256 of a model's files, one behind the other, read again when one of them was changed; raises `OSError`.

    A server lives longer than a voice's file.
    """
    looks = ((str(file), (known := file.stat()).st_mtime_ns, known.st_size) for file in files)
    return _digest(" ".join(f"{path} {changed} {size}" for path, changed, size in looks), files)


@cache
def _digest(looks: str, files: tuple[Path, ...]) -> str:
    place = user_cache.place("models.msgpack")
    memory = user_cache.load(place, _Memory)
    known = memory.digests if memory and memory.schema == _SCHEMA else {}
    if looks not in known:
        whole = hashlib.sha256()
        for file in files:
            with file.open("rb") as stream:
                while part := stream.read(2**20):
                    whole.update(part)
        known[looks] = whole.hexdigest()
        user_cache.save(place, _Memory(_SCHEMA, dict(list(known.items())[-_MOST:])))
    return known[looks]
