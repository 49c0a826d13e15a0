"""A narration as it is handed to a voice: its sentences, and for each written word what is said for it."""

from __future__ import annotations

from aura_nb.voices.languages import same_language
from aura_nb.voices.sentences import Sentence, sentences
from aura_nb.voices.spoken import spoken_words


def script(text: str, *, voice: str, language: str) -> list[Sentence]:
    """The sentences of `text` in spoken words, for a voice of one language and a text of another variety of it.

    `voice` and `language` are BCP 47 tags. The text's own counts where both are varieties of one language: in en-GB
    3/4/2024 is in April, whoever reads it.

    >>> script("It is 5 km.", voice="en-US", language="en")[0].spoken
    ['It', 'is', '5', 'kilometers.']
    """
    spoken_in = language if same_language(language, voice) else voice
    return [part._replace(spoken=spoken_words(part.spoken, spoken_in)) for part in sentences(text, language=voice)]
