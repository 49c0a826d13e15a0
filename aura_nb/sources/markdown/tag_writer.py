"""Tags of HTML within a line: they go, what stands between them stays, but for scripts and styles."""

from __future__ import annotations

from aura_nb.sources.markdown.inline import picture_of
from aura_nb.sources.markdown.tags import ICON, LEFT_OUT, NO_TAG, TAG, UNSEEN, VOID, attributes, is_icon, is_known
from aura_nb.sources.markdown.wording import BREAK
from aura_nb.sources.markdown.written import Written, target_of
from aura_nb.specs.marks import bare

# Tags that say how letters are set.
_TAGS = {
    **dict.fromkeys(("b", "strong", "mark"), "bold"),
    **dict.fromkeys(("i", "em", "dfn", "var"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}
_STRUCK = frozenset({"del", "s", "strike"})
STRUCK = "a piece of struck text", "what is struck out is neither shown nor said."


class TagWriter(Written):
    """A text with tags; `closed` are those that have an end in it."""

    def _play(self, given: dict[str, str]) -> None:
        """Note what a video plays: its own file, else the first of those within it."""
        self._unseen = "video"
        found = picture_of(given)
        if self._video is None and found is not None and found.is_video:
            self._video = found

    def _end_video(self) -> None:
        if self._video is None:
            self._left_out(*LEFT_OUT["video"])
        else:
            self.images.append(self._video)
        self._unseen, self._video = "", None

    def _is_text(self, tag: str, words: str) -> bool:
        """Whether words in angle brackets are no tag: without an end, and none of HTML, or right behind a word.

        `List<Object>` names a type; what stands apart and has a capital is a component.
        """
        if tag in self.closed or tag in VOID:
            return False
        attached = bare(self.shown)[-1:].isalnum()
        if is_known(tag):
            return attached and (words[0].isupper() or " " in words)
        return attached or words[0].islower()

    def _html(self, written: str) -> None:  # noqa: C901, PLR0912 - a case for each kind of tag
        found = TAG.match(written)
        if not found:
            if written.startswith("<!--") and not self._unseen:
                self.comments.append(written.removeprefix("<!--").removesuffix("-->"))
            return  # a declaration
        closes, tag = found[1], found[2].lower()
        text = NO_TAG.fullmatch(written)
        if text and not self._unseen and self._is_text(tag, text["words"]):
            apart = " " not in text["words"] and not self.shown[-1:].isalnum()
            self._add(written, f" {text['words']} " if apart else written)
        elif (tag == "video" and not closes) or (tag == "source" and self._unseen == "video"):
            self._play(attributes(written))
            if tag == "video" and written.rstrip().endswith("/>"):
                self._end_video()
        elif self._unseen == tag == "video":
            self._end_video()
        elif self._unseen:
            self._unseen = "" if closes and tag == self._unseen else self._unseen
        elif tag in UNSEEN:
            if not closes:
                self._unseen = "" if written.rstrip().endswith("/>") or tag in VOID else tag
                if tag in LEFT_OUT:
                    self._left_out(*LEFT_OUT[tag])
        elif tag in {"rt", "rp"} and (closes or tag in self.closed):  # how letters are read
            self._unseen = "" if closes else tag
        elif tag in _STRUCK and (closes or tag in self.closed):
            if not closes:
                self._unseen = tag
                self._left_out(*STRUCK)
        elif tag in {"sup", "sub"}:
            self._end_script(tag) if closes else self._begin_script(tag)
        elif tag == "q":
            self._add("”" if closes else "“")
        elif tag in {"br", "p", "div", "li", "tr"}:
            self._add(BREAK)
        elif tag == "a":
            self._links = max(0, self._links + (-1 if closes else 1))
            self.linked = True
            target = attributes(written).get("href", "")
            self._inside = not closes and target.startswith("#")
            self._end("a") if closes else self._begin("a", {"link": target_of(target)})
        elif tag in _TAGS:
            self._end(tag) if closes else self._begin(tag, {_TAGS[tag]: True})
        elif tag == "img" and not self._links and is_icon(attributes(written)):
            self._left_out(*ICON)
        elif tag == "img" and (image := picture_of(attributes(written), badge=self._links > 0)):
            self.images.append(image)
