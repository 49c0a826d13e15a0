"""espeak-ng: a formant voice for some 140 languages and accents; plain to hear, quick, and always there.

The library (in the wheel espeakng-loader, GPL-3.0-or-later) is loaded by `espeak_program.py` alone, in a process of its
own. Here its data's language files are read as the text files they are, to know which voices there are.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from aura_nb.errors import VoiceUnavailable
from aura_nb.installed import version
from aura_nb.specs import Voice
from aura_nb.voices import ipa
from aura_nb.voices.engine_process import answers
from aura_nb.voices.language_tags import standard_tag
from aura_nb.voices.languages import distance, scripts
from aura_nb.voices.script import script as script_of
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, VoiceDescription, words_of

SCHEMA = 2  # of what this package does with the sound: sentences, pauses, trimming, pitch, word times
_FEMALE = "f3"
_WITH_CHARACTERS = 400_000  # bytes of a dictionary that has thousands of Chinese characters; that of kana has 50,000
# Klingon is named by its script there, and Cherokee, which is read in Latin letters, by a private one.
_TAGS = {"piqd": "tlh", "chr-us-qaaa-x-west": "chr-latn-us-x-west"}
_PROGRAM = Path(__file__).with_name("espeak_program.py")


class _Language(NamedTuple):
    """One of espeak-ng's language files: its path below `lang`, what it calls itself, and the tags it answers to.

    Each tag has a priority; the least is the best, 5 where the file tells none. Without `characters` its dictionary has
    no Chinese ones, which Japanese and Korean are written with too: espeak-ng then says "Chinese letter" for each.
    """

    file: str
    title: str
    tags: dict[str, int]
    dictionary: str
    testing: bool
    characters: bool


class EspeakEngine:
    """Speaks every language espeak-ng has, as `espeak:LANGUAGE`; `espeak:LANGUAGE+f3` picks one of its timbres."""

    provider = "espeak"

    def voices(self) -> list[VoiceDescription]:
        """One voice for each language and accent; none where espeakng-loader is not installed."""
        return list(_offered())

    def describe(self, voice: str) -> VoiceDescription | None:
        """A voice by its name, or by any tag that one of them speaks (`espeak:fr`), with a timbre or without."""
        wanted, _, timbre = voice.lower().removeprefix("espeak:").partition("+")
        name = _named(wanted)
        if name is None:
            return None
        kept = next((known for known in _timbres() if known.lower() == timbre), None) if timbre else ""
        return None if kept is None else _described(name, _catalogue()[name], kept)

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """The versions that make the sound."""
        chosen, _ = self._chosen(voice)
        return {
            "voice": chosen.name,
            "schema": SCHEMA,
            **{name: version(name) for name in ("espeakng-loader", "babel", "num2words", "numpy", "sentencex")},
        }

    def speak(
        self,
        text: str,
        *,
        voice: Voice,
        language: str,
        wav: Path,
        progress: Progress,
        pronounce: Mapping[str, str] | None = None,
    ) -> Narration:
        """Say `text` into `wav`: PCM16 mono at 22.05 kHz, 50 ms of silence at both ends. See `SpeechEngine.speak`."""
        from aura_nb.voices.espeak_tuning import Tuning  # noqa: PLC0415 - numpy loads here, not before
        from aura_nb.voices.narrator import Narrator  # noqa: PLC0415 - likewise
        from aura_nb.voices.track import SpeechPiece, resampled, samples_of  # noqa: PLC0415 - likewise

        chosen, espeak_name = self._chosen(voice.name)
        script = words_of(text)
        parts = script_of(
            text, voice=chosen.language, language=language, pronounce=pronounce, notation=ipa.espeak, own_letters=True
        )
        tuning = Tuning.of(rate=voice.rate, semitones=voice.pitch, language=chosen.language)
        order = {
            "voice": espeak_name,
            "words_per_minute": tuning.words_per_minute,
            "pitch": tuning.pitch,
            "texts": [[text, "[[" in text] for text in (" ".join(part.spoken) for part in parts)],
        }
        progress(0.0)
        with answers(_command(wav.parent), order, voice=chosen.name, characters=len(text)) as replies:
            rate = next(replies).header["rate"]
            narrator = Narrator(script, rate, voice=voice, name=chosen.name, progress=progress)
            for part, reply in zip(parts, replies, strict=True):
                samples = [None if at is None else at / tuning.stretch for at in _begins(part, reply.header["events"])]
                sound = resampled(samples_of(reply.sound), tuning.stretch)
                narrator.sentence(part, sound, partial(SpeechPiece.seconds_of, samples=samples))
        return narrator.finish(wav)

    def _chosen(self, voice: str) -> tuple[VoiceDescription, str]:
        """A voice's description, and what espeak-ng calls it."""
        found = self.describe(voice)
        if found is None:
            raise VoiceUnavailable(f"espeak-ng has no voice {voice!r}.", voice=voice)
        name, plus, timbre = found.name.removeprefix("espeak:").partition("+")
        return found, f"{_catalogue()[name].file}{plus}{timbre}"


def phonemes(texts: Sequence[str], *, voice: str, folder: Path) -> list[str]:
    """How espeak-ng's `voice` reads each text: letters of the IPA, of which those that make one sound are tied by `^`.

    `folder` is a place for a file or two meanwhile. Raises `VoiceUnavailable` where espeak-ng is not installed.
    """
    found = _named(voice)
    if found is None:
        raise VoiceUnavailable("espeak-ng is not installed.", remedy="Run `pip install espeakng-loader`.")
    order = {"voice": _catalogue()[found].file, "read": list(texts)}
    with answers(_command(folder), order, voice=f"espeak:{voice}", characters=sum(map(len, texts))) as replies:
        return [reply.header["phonemes"] for reply in replies]


def _command(folder: Path) -> list[str]:
    return [sys.executable, "-I", "-S", str(_PROGRAM), *map(str, _library()), str(folder)]


def _begins(part: Sentence, events: list[list[int]]) -> list[int | None]:
    """The sample at which each word is first heard, None for those that are not."""
    edges = list(accumulate((len(word) + 1 for word in part.spoken), initial=0))
    found: list[int | None] = [None] * len(part.spoken)
    word = 0
    for character, sample in events:
        while word + 1 < len(part.spoken) and edges[word + 1] <= character:
            word += 1
        if found[word] is None and part.spoken[word]:
            found[word] = sample
    return found


def _folder() -> Path | None:
    """Where espeakng-loader lies, found without importing it."""
    spec = importlib.util.find_spec("espeakng_loader")
    return Path(spec.origin).parent if spec and spec.origin else None


def _library() -> tuple[Path, Path]:
    """The shared library and the folder of its data."""
    folder = _folder()
    if folder is None:
        raise VoiceUnavailable("espeak-ng is not installed.", remedy="Run `pip install espeakng-loader`.")
    names = {"win32": "espeak-ng.dll", "darwin": "libespeak-ng.dylib"}
    library = folder / names.get(sys.platform, "libespeak-ng.so")
    if not library.exists():
        raise VoiceUnavailable(
            f"espeakng-loader has no {library.name} for this machine.", remedy="Choose a voice of another provider."
        )
    return library, folder / "espeak-ng-data"


@functools.cache
def _catalogue() -> dict[str, _Language]:
    """Every language file by the name its voice is offered under, the tag it names first.

    Three languages have no dictionary in the wheel (Faroese among them); espeak-ng is mute in them without a word.
    """
    folder = _folder()
    if folder is None:
        return {}
    root = folder / "espeak-ng-data" / "lang"
    found: dict[str, _Language] = {}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        language = _read(path, path.relative_to(root).as_posix())
        dictionary = root.parent / f"{language.dictionary}_dict"
        if not dictionary.exists():
            continue
        language = language._replace(characters=dictionary.stat().st_size > _WITH_CHARACTERS)
        name = next(iter(language.tags))
        found[path.name.lower() if name in found else name] = language
    return dict(sorted(found.items()))


def _read(path: Path, file: str) -> _Language:
    title, testing, dictionary = path.name, False, ""
    tags: dict[str, int] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        word, _, rest = line.partition(" ")
        value = rest.partition("//")[0].strip()
        if word == "name":
            title = value
        elif word == "language":
            tag, _, priority = value.lower().partition(" ")
            tags[tag] = int(priority or 5)
        elif word == "dictionary":
            dictionary = value
        elif word == "status":
            testing = value == "testing"
    tags = tags or {path.name.lower(): 5}
    return _Language(file, title, tags, dictionary or next(iter(tags)).partition("-")[0], testing, characters=False)


@functools.cache
def _timbres() -> tuple[str, ...]:
    """espeak-ng's variants: files of `voices/!v`, whose names are plain."""
    folder = _folder()
    return () if folder is None else tuple(sorted(p.name for p in folder.glob("espeak-ng-data/voices/!v/*")))


@functools.lru_cache(maxsize=512)
def _named(wanted: str) -> str | None:
    """The offered name for a name or tag in any case: itself, one that answers to it, or the nearest that speaks it."""
    wanted = wanted.lower()
    catalogue = _catalogue()
    if wanted in catalogue:
        return wanted
    answering = [(language.tags[wanted], name) for name, language in catalogue.items() if wanted in language.tags]
    if answering:
        return min(answering)[1]
    near = [
        (far, name) for name, language in catalogue.items() if (far := distance(wanted, _tag(language))) is not None
    ]
    return min(near)[1] if near else None


def _tag(language: _Language) -> str:
    """The BCP 47 tag of a voice: what espeak-ng calls it, as far as that is one."""
    own = next(iter(language.tags))
    subtags = _TAGS.get(own, own).split("-")
    for end in range(len(subtags), 0, -1):
        with contextlib.suppress(ValueError):
            return standard_tag("-".join(subtags[:end]))
    return "und"


@functools.cache
def _offered() -> tuple[VoiceDescription, ...]:
    return tuple(_described(name, language, "") for name, language in _catalogue().items())


def _described(name: str, language: _Language, timbre: str) -> VoiceDescription:
    kind = " (still in testing there)" if language.testing else ""
    return VoiceDescription(
        name=f"espeak:{name}+{timbre}" if timbre else f"espeak:{name}",
        language=_tag(language),
        gender="female" if timbre in {"f1", "f2", "f3", "f4", "f5"} else "male",
        licence="GPL-3.0-or-later",
        online=False,
        description=f"{language.title}: espeak-ng's formant voice{kind}; add +{_FEMALE} for a female one.",
        unread=("Hani",) if "Hani" in scripts(_tag(language)) and not language.characters else (),
    )
