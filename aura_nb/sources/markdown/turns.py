"""Dialogues: paragraphs that begin with who says them, `**Anna:** Hello.`

Such beginnings are found before Markdown is parsed, as a mark before the name that goes through every step as a letter
would; when the scenes are there, what is said behind a mark is that speaker's. As "**Note:** ...", "**Brest:** ..." and
the terms of a list look the same in every language, it has to be a dialogue: two speakers at least, one of whom speaks
again, in half of the paragraphs. Names that the front matter has a voice for count everywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from aura_nb.regex import regex
from aura_nb.sources.markdown.blocks import Blocks, Notes, Paragraph, flat
from aura_nb.sources.markdown.texts import changed
from aura_nb.specs import Cue, Scene, Turn
from aura_nb.specs.marks import bare
from aura_nb.specs.phrase_places import starts
from aura_nb.specs.turns import MOST_NAME, MOST_TURNS

_FIRST = 0x103000  # of the plane for private use that runs have, behind their marks and those of templates
_MOST = 0x400
_MARK = f"[{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}]"
_MARKS = regex(_MARK)
_COLON = r"[ \t]*[:\uff1a]"
_BEGINS = regex(
    r"(?P<code>^(?P<fence>`{3,}|~{3,}).*?^(?P=fence))"
    r"|^(?P<lead>[ \t]{0,3}(?:>[ \t]?)*(?:\[click[^\]\n]{0,8}\][ \t]*)?|<!--[ \t]*|[Nn]otes?:[ \t]*)(?P<stars>\*\*|__)"
    rf"(?P<name>[^\W\d_][^\n*_`:\uff1a\[\]<>|]{{0,{MOST_NAME - 1}}}?)"
    rf"(?P<end>{_COLON}[ \t]*(?P=stars)|(?P=stars){_COLON})(?=[ \t]*\S)",
    re.DOTALL | re.MULTILINE,
)
_WORDS = 4  # of a name
# What begins a paragraph so and is nobody's name, in the languages that decks are mostly written in.
_NOBODY = frozenset(
    re.findall(
        r"\w+",
        """
        abstract achtung advantage advantages answer answers antwort astuce atención atenção attention
        attenzione aufgabe avantage avantages avertissement aviso avviso beispiel beispiele caution caveat
        caveats con conclusion conclusione conclusions conclusión conclusão cons consejo consiglio
        corollary danger definición definition definitions definizione definição demo desvantagens
        desventajas dica disadvantage disadvantages domanda définition edit ejemplo ejemplos ergebnis
        esempio example examples exemple exemples exemplo exercise fazit frage goal goals hint hints
        hinweis hinweise important importante inconvénient inconvénients input key lemma lösung merke
        nachteil nachteile nota note notes objectif output pergunta pregunta pro problem proof pros quelle
        question questions remark remarque remember resposta respuesta result results resumen resumo
        riassunto risposta réponse résultat résumé solution solutions source sources step summary
        svantaggi takeaway theorem tip tipp tips todo update usage vantagens vantaggi ventajas vorteil
        vorteile warning warnings wichtig ziel zusammenfassung
        """,
    )
)


class Begun(NamedTuple):
    """A deck's text with a mark before each name that may be a speaker's, and the names, the first mark's first."""

    text: str
    names: list[str]


def begun(text: str) -> Begun:
    """The text with a mark before each beginning such as `**Anna:**`; code stays as it is.

    >>> begun("**Anna:** Hello.").names, begun("**Note:** see below.").names
    (['Anna'], [])
    """
    names: dict[str, int] = {}

    def marked(found: re.Match[str]) -> str:
        name = " ".join(found["name"].split()) if found["name"] else ""
        if not name or not _is_name(name) or (name not in names and len(names) == _MOST):
            return found[0]
        mark = chr(_FIRST + names.setdefault(name, len(names)))
        return f"{found['lead']}{found['stars']}{mark}{name}{found['end']}"

    text = _MARKS.sub("", text)
    if "**" not in text and "__" not in text:
        return Begun(text, [])
    return Begun(_BEGINS.sub(marked, text), list(names))


def _is_name(name: str) -> bool:
    """Whether it is written as a name: a few words, each with a capital or without capitals in its script."""
    words = name.split()
    capitals = all(word[:1].isupper() or word[:1].lower() == word[:1].upper() or word[:1] == "(" for word in words)
    return len(words) <= _WORDS and capitals and name.casefold() not in _NOBODY


def speaking(found: Blocks, names: Sequence[str], voices: Collection[str]) -> set[str]:
    """Which of the names are speakers' in a deck of these blocks; `voices` are those that were given a voice."""
    noted, shown = _Begun(), _Begun()
    for block in flat(found.blocks):
        if isinstance(block, Notes):
            for paragraph in block.paragraphs:
                noted.add(list(_marked(paragraph, names)))
        elif isinstance(block, Paragraph) and block.said:
            shown.add(list(_marked(block.said, names)))
    speakers = {name for name in names if name in voices}
    if noted.is_dialogue or noted.is_all_of_one:
        speakers |= set(noted.names)
    if shown.is_dialogue:
        speakers |= set(shown.names)
    return speakers


class _Begun:
    """How often each name begins something, and how many paragraphs there are in which one could."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self._paragraphs = 0

    def add(self, names: Sequence[str]) -> None:
        """Take the names in one paragraph, which has a part for each."""
        self.names.update(names)
        self._paragraphs += max(1, len(names))

    @property
    def is_dialogue(self) -> bool:
        """Whether two or more speak, and one of them again: what is named once each is a list."""
        turns = self.names.total()
        return 1 < len(self.names) < turns and 2 * turns >= self._paragraphs

    @property
    def is_all_of_one(self) -> bool:
        """Whether the same name begins every paragraph, and more than one."""
        return len(self.names) == 1 and 1 < self.names.total() == self._paragraphs


def _marked(text: str, names: Sequence[str]) -> Iterator[str]:
    return (names[ord(mark) - _FIRST] for mark in _MARKS.findall(bare(text)))


def plain(text: str) -> str:
    """A text without marks."""
    return _MARKS.sub("", text)


def parted(
    scenes: Sequence[Scene], names: Sequence[str], speakers: Collection[str], voices: Collection[str]
) -> list[Scene]:
    """The scenes without marks; what a speaker says is theirs, and nobody says the name.

    Who speaks goes on speaking in the next scene of the same heading. One person who speaks alone needs no turns,
    unless there is a voice for that name.
    """
    alone = len(speakers) == 1 and not set(speakers) & set(voices)
    before: tuple[str, str] = ("", "")  # a heading, and who spoke last below it
    made = []
    for scene in scenes:
        turns = list(_turns(scene.narration, names, speakers))
        whole = msgspec.convert(changed(msgspec.to_builtins(scene), plain), Scene)
        if (
            turns
            and not turns[0].voice
            and before[1]
            and before[0] == whole.headline
            and _begins_alone(whole, turns[0])
        ):
            turns[0] = Turn(text=turns[0].text, voice=before[1])
        before = (whole.headline, turns[-1].voice if turns else before[1] if before[0] == whole.headline else "")
        if any(turn.voice for turn in turns) and len(turns) <= MOST_TURNS:
            said = "\n\n".join(turn.text for turn in turns)
            cues = _kept([_unlabelled(cue, names, speakers) for cue in scene.cues], said)
            whole = msgspec.structs.replace(whole, narration=said, say=[] if alone else turns, cues=cues)
        made.append(whole)
    return made


def _begins_alone(scene: Scene, turn: Turn) -> bool:
    """Whether what comes before the first name is no heading that is read out."""
    return turn.text.rstrip(".:\u3002") != scene.headline.rstrip(".:\u3002")


def _kept(cues: list[Cue], narration: str) -> list[Cue]:
    """The cues whose phrases are still said: one may have had a name in it."""
    found = starts([cue.on for cue in cues], narration)
    return [cue for cue, start in zip(cues, found, strict=True) if start is not None]


def _unlabelled(cue: Cue, names: Sequence[str], speakers: Collection[str]) -> Cue:
    said = " ".join(turn.text for turn in _turns(cue.on, names, speakers))
    return Cue(on=said or plain(cue.on), show=cue.show)


def _turns(narration: str, names: Sequence[str], speakers: Collection[str]) -> Iterator[Turn]:
    """A narration by who says it; what comes before the first name is nobody's."""
    speaker, text = "", ""
    for piece in re.split(f"(?={_MARK})", narration):
        name = names[ord(piece[0]) - _FIRST] if _MARKS.match(piece) else ""
        if name in speakers:
            begins = re.match(rf"{_MARK}{re.escape(name)}{_COLON}\s*", piece)
            if text.strip():
                yield Turn(text=text.strip(), voice=speaker)
            speaker, text = name, piece[begins.end() :] if begins else plain(piece)
        else:
            text += plain(piece)
    if text.strip():
        yield Turn(text=text.strip(), voice=speaker)
