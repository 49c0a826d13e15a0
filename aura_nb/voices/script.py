"""A narration as it is handed to a voice: its sentences, and for each written word what is said for it."""

from __future__ import annotations

from collections.abc import Mapping

from aura_nb.specs.pronounce import phonemes_of
from aura_nb.voices.ipa import Notation
from aura_nb.voices.languages import same_language, strange_words, without
from aura_nb.voices.sentences import Sentence, sentences, spoken_form


def script(
    text: str,
    *,
    voice: str,
    language: str,
    pronounce: Mapping[str, str] | None = None,
    notation: Notation | None = None,
    own_letters: bool = False,
) -> list[Sentence]:
    """The sentences of `text` in spoken words, for a voice of one language and a text of another variety of it.

    `voice` and `language` are BCP 47 tags. The text's own counts where both are varieties of one language: in en-GB
    3/4/2024 is in April, whichever voice reads it. `pronounce` is how words are said, by `notation` where they are
    phonemes; a voice that takes none reads those words as they are written. With `own_letters`, words in letters that
    the voice does not read are left out: espeak-ng would say "Chinese letter" for each of theirs.

    >>> script("It is 5 km.", voice="en-US", language="en")[0].spoken
    ['It', 'is', '5', 'kilometers.']
    """
    from aura_nb.voices.spoken.rewriting import spoken_words  # noqa: PLC0415 - many rules: a plan does without

    spoken_in = language if same_language(language, voice) else voice
    said = _said(pronounce or {}, notation)
    strange = strange_words(text, voice) if own_letters else []
    return [
        part._replace(spoken=[without(word, strange) for word in spoken_words(part.spoken, spoken_in, pronounce=said)])
        for part in sentences(text, language=voice)
    ]


def _said(pronounce: Mapping[str, str], notation: Notation | None) -> dict[str, str]:
    """What is handed to the voice for each word; a plain spelling is a text like any other, and no markup."""
    found: dict[str, str] = {}
    for word, said in pronounce.items():
        phonemes = phonemes_of(said)
        if phonemes is None:
            found[word] = spoken_form(said)
        elif notation is not None:
            found[word] = notation(phonemes, word)
    return found
