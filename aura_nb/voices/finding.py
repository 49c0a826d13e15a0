"""Which language a text is written in: by its letters where they tell, by its little words, else by py3langid.

    find(["Zweimal am Tag steigt das Meer."])   ->   German, found from 25 letters

What is code, an address or a name says nothing about the language of a text, and a few words say too little: then
nothing is found, and the usual language stays.
"""

from __future__ import annotations

import functools
import re
import threading
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aura_nb.regex import regex
from aura_nb.specs import DEFAULT_LANGUAGE, DetectedLanguage
from aura_nb.voices import function_words
from aura_nb.voices.languages import coverage, scripts, written_in
from aura_nb.voices.lookup import speakers
from aura_nb.voices.speech import READABLE

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LEAST_LETTERS = 12  # of a text that is judged by its words
LEAST_SHARE = 0.4  # of the likelihood, over all languages there are
LEAST_LEAD = 2.5  # times as likely as the next language
SCENE_LETTERS = 200  # from which one scene is judged alone
SCENE_SHARE = 0.9
_MOST_CHARACTERS = 20_000  # more tell nothing new
_DENSE = 4  # letters of an alphabet that a Chinese character or a syllable counts for
_IDLE_SECONDS = 30.0  # after which the model is let go
# Languages so near that a short text may be either: one does not keep the other from being found.
_KIN = ({"no", "nn", "da"}, {"id", "ms"}, {"hr", "bs", "sr", "sl"}, {"cs", "sk"}, {"es", "gl", "pt", "ca"})
_LEAST_KANA = 0.02  # of Japanese text; a Chinese one may quote a word of it

# Letters that are of one language, or by far most often.
_OF_SCRIPT = {
    "Hira": "ja",
    "Kana": "ja",
    "Hani": "zh",
    "Hang": "ko",
    "Grek": "el",
    "Hebr": "he",
    "Thai": "th",
    "Armn": "hy",
    "Geor": "ka",
    "Khmr": "km",
    "Laoo": "lo",
    "Mymr": "my",
    "Mlym": "ml",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Gujr": "gu",
    "Guru": "pa",
    "Orya": "or",
    "Sinh": "si",
    "Cher": "chr",
    "Tibt": "bo",
}
# What each writes with letters that several languages share, the likeliest first; the words decide among them.
_AMONG = {
    "Cyrl": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt", "ba", "uz"),
    "Arab": ("ar", "fa", "ur", "ps", "ug", "ku"),
    "Deva": ("hi", "mr", "ne", "sa"),
    "Beng": ("bn", "as"),
    "Ethi": ("am",),
}
_TAGS = {"no": "nb", "en": "en-US"}  # py3langid's word for a language, where ours is another
# Babel's names, which take 50 ms to load, of the languages that most films are in: those that little words decide.
_NAMES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
}
# Labels that are no language people write a talk in, or dialects that short texts are mistaken for.
_NEVER = frozenset({"zxx", "pcm", "ext", "gcf", "gcr", "ltg", "lij", "vec", "guw", "fuv", "uzs", "hbo", "grc", "vo"})
_UNTOLD = regex(
    r"```.*?```|~~~.*?~~~"  # code
    r"|`[^`\n]*`"
    r"|\b(?:https?://|www\.)\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.\w+"
    r"|\$\$.*?\$\$|\$[^$\n]+\$"
    r"|<[^<>\n]{1,200}>",
    re.DOTALL,
)
_WRITTEN = regex(r"[A-Za-z0-9_./\\-]+")  # may be a name as programs have them: file.py, camelCase, HTTP, x_1
_NAME = regex(r"[0-9_/\\]|\w\.\w|[a-z][A-Z]|[A-Z]{2}")
_CAPITALISED = regex(r"(?<=[^\W\d_] )[A-Z\u00c0-\u00de][\w'\u2019-]*")


def find(texts: Iterable[str]) -> DetectedLanguage:
    """The language of most of the letters of these texts; the usual one where they tell too little.

    >>> found = find(["Zweimal am Tag steigt das Meer, und zweimal f\u00e4llt es wieder."])
    >>> found.language, found.letters
    ('de', 48)
    >>> find(["pip install numpy pandas"])
    DetectedLanguage(language='en-US', letters=0, unspoken='')
    >>> find(["\u6f6e\u6c50\u6bcf\u5929\u6da8\u843d\u4e24\u6b21\u3002"]).language
    'zh'
    """
    found = _ranked(_prose(texts))
    if found is None:
        return DetectedLanguage(DEFAULT_LANGUAGE)
    language, letters = found
    return (
        DetectedLanguage(language, letters)
        if _is_spoken(language)
        else DetectedLanguage(DEFAULT_LANGUAGE, letters, unspoken=language)
    )


def differs(text: str, language: str) -> str | None:
    """The language of one scene's text where it surely is another than the film's: by its letters, or by many words.

    >>> differs("\u0417\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439\u0442\u0435!", "en-US")
    'ru'
    >>> differs("Guten Tag!", "en-US") is None
    True
    """
    prose = _prose([text])
    written = written_in(prose)
    if not written:
        return None
    own = scripts(language) - {"Latn"}
    if coverage(language, prose) < READABLE or (own and not own & set(written)):
        found = _ranked(prose)
        return found[0] if found and _primary(found[0]) != _primary(language) and _is_spoken(found[0]) else None
    if written.total() < SCENE_LETTERS or set(written) - {"Latn"}:
        return None
    if function_words.leads(prose, language):  # the model below takes a second to load
        return None
    label, share, _ = _leading(prose)
    tag = _TAGS.get(label, label)
    if share < SCENE_SHARE or _primary(tag) == _primary(language) or not _is_spoken(tag):
        return None
    return tag


def name_of(language: str) -> str:
    """A language's name in English, the tag itself where it has none.

    >>> name_of("de-AT"), name_of("zh-Hant")
    ('German', 'Chinese')
    """
    primary = _primary(language)
    if primary in _NAMES:
        return _NAMES[primary]
    from babel import Locale  # noqa: PLC0415 - only what is told of a language needs its name

    name = Locale("en").languages.get(primary, language)
    return str(name)


def _primary(language: str) -> str:
    primary = language.partition("-")[0].lower()
    return "nb" if primary == "no" else primary


def _prose(texts: Iterable[str]) -> str:
    """The texts without what is of no language: code, addresses, formulas, and words that are made like names."""
    whole = "\n".join(texts)[: 4 * _MOST_CHARACTERS]
    told = _UNTOLD.sub(" ", whole)[: 2 * _MOST_CHARACTERS]
    return _WRITTEN.sub(lambda run: " " if _NAME.search(run[0]) else run[0], told)[:_MOST_CHARACTERS]


def _ranked(prose: str) -> tuple[str, int] | None:
    """The language of a prose and how many letters say so."""
    written = written_in(prose)
    if not written:
        return None
    weights = Counter({script: count * (_DENSE if script in _PICTURED else 1) for script, count in written.items()})
    eastern = sum(weights[script] for script in _EASTERN)
    most = max((script for script in weights if script not in _EASTERN), key=lambda s: weights[s], default="")
    if eastern > weights[most]:
        count = sum(written[script] for script in _EASTERN)
        return _eastern(prose, written), count
    if most in _OF_SCRIPT:
        return _OF_SCRIPT[most], written[most]
    prose = " ".join(word for word in prose.split() if most in written_in(word))  # words of one script alone
    if most in _AMONG:
        return _among(prose, _AMONG[most]), written[most]
    if most != "Latn" or written[most] < LEAST_LETTERS:
        return None
    if told := function_words.told(prose):
        return told, written[most]
    label, share, lead = _leading(prose)
    return (_TAGS.get(label, label), written[most]) if share >= LEAST_SHARE and lead >= LEAST_LEAD else None


_EASTERN = ("Hani", "Hira", "Kana", "Hang")
_PICTURED = frozenset(_EASTERN)


def _eastern(prose: str, written: Counter[str]) -> str:
    """Japanese has kana, Korean its own syllables; Chinese neither, and the characters of one of two spellings."""
    kana = written["Hira"] + written["Kana"]
    total = sum(written[script] for script in _EASTERN)
    if written["Hang"] > kana and written["Hang"] > 0.1 * total:
        return "ko"
    if kana > _LEAST_KANA * total:
        return "ja"
    simplified = sum(_only_in(letter, "gb2312", "big5") for letter in prose)
    traditional = sum(_only_in(letter, "big5", "gb2312") for letter in prose)
    return "zh-Hant" if traditional > simplified else "zh"


@functools.lru_cache(maxsize=8192)
def _only_in(letter: str, encoding: str, other: str) -> bool:
    """Whether one of the two standards for Chinese has a character and the other has not."""
    if letter < "\u4e00":
        return False
    return _encodes(letter, encoding) and not _encodes(letter, other)


def _encodes(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _among(prose: str, languages: tuple[str, ...]) -> str:
    """The likeliest of these languages; the first where the words leave it open."""
    if len(languages) == 1:
        return languages[0]
    shares = dict(_likely(prose))
    best = max(languages, key=lambda language: shares.get(language, 0.0))
    first = shares.get(languages[0], 0.0)
    return best if shares.get(best, 0.0) > LEAST_LEAD * first else languages[0]


def _leading(prose: str) -> tuple[str, float, float]:
    """The likeliest language, its share of the likelihood, and how many times as likely it is as the next stranger."""
    ranked = _likely(prose)
    label, share = ranked[0]
    kin: set[str] = next((each for each in _KIN if label in each), set())
    stranger = next((other for name, other in ranked[1:] if name not in kin), 0.0)
    return label, share, share / max(stranger, 1e-9)


def _likely(prose: str) -> list[tuple[str, float]]:
    """Every language py3langid knows of and we do, the likeliest first, with its share of the likelihood.

    Names in the middle of a sentence are left out where enough else is left: German, which writes all nouns so, has
    more than nouns.
    """
    nameless = _CAPITALISED.sub(" ", prose)
    judged = nameless if written_in(nameless).total() >= max(LEAST_LETTERS, written_in(prose).total() // 3) else prose
    return list(_rank(" ".join(judged.split())))


@functools.lru_cache(maxsize=64)
def _rank(text: str) -> tuple[tuple[str, float], ...]:
    return tuple(_model.rank(text))


def _is_spoken(language: str) -> bool:
    return bool(speakers(language))  # asked each time: voices come and go while a server runs


class _Model:
    """py3langid's model: it takes a second to load and a hundred megabytes, so it is let go when nobody asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._identifier: LanguageIdentifier | None = None
        self._leaving: threading.Timer | None = None

    def rank(self, text: str) -> list[tuple[str, float]]:
        with self._lock:
            if self._leaving is not None:
                self._leaving.cancel()
            identifier = self._identifier = self._identifier or _loaded()
            self._leaving = threading.Timer(_IDLE_SECONDS, self._leave)
            self._leaving.daemon = True
            self._leaving.start()
        ranked: list[tuple[str, float]] = identifier.rank(text)
        return ranked

    def _leave(self) -> None:
        with self._lock:
            self._identifier = None


_model = _Model()


def _loaded() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - only where letters do not tell

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(set(identifier.nb_classes) - _NEVER))
    return identifier
