"""What a tool fills in: roles of MyST, links of wikis, citations, shortcodes; as much of it as a deck itself tells."""

from __future__ import annotations

import re

from markdown_it.tree import SyntaxTreeNode

from aura_nb.regex import regex
from aura_nb.sources.markdown.dialects.pandoc import cited, referred
from aura_nb.sources.markdown.inline import Image, cut, is_video
from aura_nb.sources.markdown.tag_writer import TagWriter
from aura_nb.sources.markdown.tags import ICON
from aura_nb.sources.markdown.wording import said_code, tidy
from aura_nb.specs.kinds import naming

_PICTURE_NAME = regex(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic)$", re.IGNORECASE)
_FILE_NAME = regex(r"\.(?:md|markdown|ipynb|qmd|html?|rst|pdf)$", re.IGNORECASE)
NUMBER = regex(r"\s?(?:%s|\{(?:number|name)\})")  # that a tool would write in a reference
_ROLE_TARGET = regex(r"^(?P<text>.*?)\s*<(?P<target>[^<>]*)>$", re.DOTALL)
_QUIET = frozenset(  # shortcodes that only arrange what stands between them
    (
        *(
            "section",
            "fragment",
            "slide",
            "pagebreak",
            "ref",
            "relref",
            "note",
            "notes",
            "speaker_note",
            "raw",
            "endraw",
        ),
        *(
            "highlight",
            "endhighlight",
            "tab",
            "tabs",
            "br",
            "fa",
            "icon",
            "bi",
            "kbd",
            "hint",
            "columns",
            "column",
            "toc",
        ),
        *("if", "for", "else", "elsif", "elif", "set", "assign", "admonition", "block", "extends", "load", "capture"),
        *(
            "unless",
            "case",
            "when",
            "notice",
            "callout",
            "alert",
            "details",
            "steps",
            "step",
            "cards",
            "card",
            "center",
        ),
    )
)
# The words behind which a sentence needs whom it cites.
_LEADING = regex(
    r"(?:^|\s)(?:and|or|in|see|by|of|from|with|cf\.|e\.g\.,?|und|oder|siehe|von|nach|vgl\.|bei|et|ou|voir|de|par|selon|dans|y|o|en|por|seg\u00fan"
    r"|e|di|da|em|zie|se|och|og|ja|i|lub|\u0438|\u0432|\u0441\u043c\.)\s+$",
    re.IGNORECASE,
)
SIZE = regex(r"(?:^(?=\d+(?:x\d+)?$)|\s*\|\s*)(?:\d{1,5}(?:\s*x\s*\d{1,5})?|x\d{1,5})\s*$")  # Obsidian's: "A bee|300"
_VIDEO = regex(r"video\s+[\"']?(?P<file>[^\s\"'>]+)")


class RoleWriter(TagWriter):
    """A text with tags, and with what a tool fills in."""

    def _reference(self, target: str) -> None:
        """A reference whose text a tool writes: by the kind of what it refers to, where its name tells that."""
        if name := referred(target):
            self._add(name)
        else:
            self._left_out("a reference without words", "its text is written by a tool.")

    def role(self, node: SyntaxTreeNode) -> None:  # noqa: C901 - a case for each kind of role
        """A role of MyST: what it shows of its content."""
        name, content = str(node.meta.get("name", "")).lower(), node.content.strip()
        target = _ROLE_TARGET.match(content)
        match name.split(":")[-1] if name.startswith(("cite", "prf")) else name:
            case "math":
                self._formula(content)
            case "sub" | "subscript" | "sup" | "superscript":
                self._script(name[:3], lambda: self._add(content))
            case "eq" | "ref" | "numref" if not target and referred(content):
                self._reference(content)
            case "eq" if not target:
                self._add(naming.mark_of("equation"))
            case "numref":
                words = NUMBER.sub("", target["text"]).strip() if target else ""
                self._add(words or naming.mark_of("figure"))
            case "ref" | "doc" if not target:
                self._add(
                    _FILE_NAME.sub("", content.rstrip("/").rsplit("/", 1)[-1]).replace("-", " ").replace("_", " ")
                )
            case "abbr":
                self._add(re.sub(r"\s*\(.*\)$", "", content))
            case (
                "code"
                | "literal"
                | "kbd"
                | "file"
                | "command"
                | "func"
                | "meth"
                | "class"
                | "mod"
                | "attr"
                | "py"
                | "data"
            ):
                code = content.lstrip("~")
                self._within("code", {"code": True}, lambda: self._add(code, said_code(code)))
            case "cite" | "p" | "t" | "ps" | "ts" | "citep" | "citet" if not target:
                self._add(" and ".join(filter(None, (cited(key.strip()) for key in content.split(",")))))
            case (
                "eval"
                | "glue"
                | "text"
                | "figure"
                | "bdg"
                | "octicon"
                | "fas"
                | "fab"
                | "far"
                | "material-regular"
                | "raw"
            ):
                self._left_out("a value that is computed", "it is not text.")
            case _:
                text = target["text"] if target and target["text"].strip() else target["target"] if target else content
                self._add(text.lstrip("~!"))

    def wikilink(self, node: SyntaxTreeNode) -> None:
        target, text = str(node.meta["target"]), node.content.strip()
        name = target.partition("#")[0].partition("^")[0].strip()
        if node.meta["embed"]:
            if target.endswith("#icon"):
                self._left_out(*ICON)
            elif _PICTURE_NAME.search(name):
                alt = SIZE.sub("", text)
                self.images.append(Image(name, tidy(alt), "", self._links > 0))
            else:
                self._left_out("an embedded note", "a film is made of one file.")
            return
        if target.strip("_").casefold() in {"toc", "tableofcontents"}:
            return
        page = name.rsplit("/", 1)[-1] or target.lstrip("#^")
        self.linked = True
        self._links += 1
        self._add(text or _FILE_NAME.sub("", page))
        self._links -= 1

    def citation(self, node: SyntaxTreeNode) -> None:
        keys = re.findall(r"@\{?([\w:.#$%&+?<>~/-]+)", node.content)
        kinds = [name for key in keys if (name := referred(key))]
        if kinds:
            self._add(" and ".join(kinds))
        elif _LEADING.search(self.said) and (names := list(dict.fromkeys(filter(None, map(cited, keys))))):
            self._add(", ".join(names))
        else:
            self.shown = self.shown.rstrip(" ")
            self.said = self.said.rstrip(" ")
            self._left_out("a citation", "its source stands in no deck.")

    def lost_note(self, _: SyntaxTreeNode) -> None:
        self._left_out("a mark of a footnote", "there is no such footnote.")

    def shortcode(self, node: SyntaxTreeNode) -> None:
        if not node.content.startswith(("{{<", "{{%", "{%")):
            self._left_out("a value that is computed", "it is not text.")
            return
        name = re.match(r"\{[{%<\s-]*/?\s*([\w/-]+)", node.content)
        word = name[1] if name else ""
        if word == "kbd":
            keys = re.findall(r"(?<![\w=])[\w+-]+(?![\w=])", node.content)[1:]
            self._add(keys[0] if keys else "")
            return
        if word == "video" and (named := _VIDEO.search(node.content)) and is_video(named["file"]):
            self.images.append(cut(Image(named["file"], "", "", self._links > 0)))
            return
        if word not in _QUIET and not word.startswith("end"):
            noun = "a video" if word in {"video", "youtube", "vimeo"} else "a shortcode"
            self._left_out(noun, "what it stands for is not in the deck.")
