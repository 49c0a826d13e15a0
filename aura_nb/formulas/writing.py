"""TeX as tylax is given it: commands of structure, and a mark for each thing that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from aura_nb.formulas.commands import (
    ACCENTS,
    ALPHABETS,
    ARROWS,
    BINOMIALS,
    BRACES,
    CLASSES,
    FRACTIONS,
    SPACES,
    STACKS,
    TEXTS,
)
from aura_nb.formulas.delimiters import delimiter, ruled_columns
from aura_nb.formulas.grid_settings import settings
from aura_nb.formulas.placeholders import FormulaMarks, quoted, quoted_sign
from aura_nb.formulas.plain import environment
from aura_nb.formulas.segments import BARS, lines, matching, paired, split
from aura_nb.formulas.symbols import TYPED, is_character, names, negated, signs, styled
from aura_nb.formulas.tokens import argument, numbers, optional
from aura_nb.formulas.unreadable import Unreadable
from aura_nb.formulas.visible import operator_name, written

# Accents that tylax knows; the others are written by us around their base.
_CONVERTED = {"hat", "tilde", "arrow", "dot", "double dot", "check", "breve", "acute", "grave"}
_OURS = {
    "bar": "overline", "underline": "underline", "left arrow": "arrow.l", "two-way arrow": "arrow.l.r",
    "triple dot": "dot.triple", "ring": "circle",
}  # fmt: skip


class TylaxWriter:
    """Writes TeX for tylax: the structure as it is, everything else as marks; a grid's last `hidden` lines unseen."""

    def __init__(self, hidden: int) -> None:
        self.marks = FormulaMarks()
        self.hidden = hidden

    def lines(self, parts: Sequence[str], hidden: int) -> list[str]:
        """The tokens of a formula of several lines."""
        rows = lines(parts)
        made = [r"\begin", "{aligned}"]
        for number, row in enumerate(rows):
            shown = number < len(rows) - hidden
            made += ["\\\\"] if number else []
            for place, cell in enumerate(split(row, "&")):
                made += ["&"] if place else []
                # An alignment's columns come in pairs; the pairs stand apart.
                made += [self.marks.add("wide")] if place and place % 2 == 0 else []
                made += self._cell(cell, "", seen=shown, large=False) if cell else []
        return [*made, r"\end", "{aligned}"]

    def row(self, parts: Sequence[str], alphabet: str = "") -> list[str]:
        """The tokens of one row, in an alphabet."""
        for command, kind in ((r"\over", r"\frac"), (r"\choose", r"\binom")):
            halves = split(parts, command)
            if len(halves) == 2:
                return [kind, *(piece for half in halves for piece in ("{", *self.row(half, alphabet), "}"))]
        made: list[str] = []
        place = 0
        pairs = paired(parts)
        while place < len(parts):
            place = self._one(parts, place, alphabet, pairs, made)
        return made

    def _one(self, parts: Sequence[str], place: int, alphabet: str, pairs: dict[int, int], made: list[str]) -> int:
        part = parts[place]
        if place in pairs:
            sign = quoted_sign(delimiter(part))
            made.append(self.marks.add(f"lr({sign}" if pairs[place] > 0 else f"{sign})"))
            return place + 1
        if part in BARS:  # alone it has no room around it, as in TeX
            made.append(self.marks.add(f'class("normal", {quoted_sign(delimiter(part))})'))
            return place + 1
        if part == "{":
            inside, behind = argument(parts, place)
            if not inside:  # nothing, which a sign may stand behind
                made.append(self.marks.add('""'))
            elif inside == [","]:  # as in 1{,}000
                made.append(self.marks.add('class("normal", \\,)'))
            elif {"^", "_"} & set(inside) and set(parts[behind : behind + 1]) & {"^", "_"}:  # a power to a power
                body = self.row(inside, alphabet)
                made += [self.marks.add('class("normal",'), *body, self.marks.add(")")]
            else:
                made += ["{", *self.row(inside, alphabet), "}"]
            return behind
        if part in {"^", "_"}:
            inside, behind = argument(parts, place + 1)
            made += [part, "{", *self.row(inside, alphabet), "}"]
            return behind
        if part.startswith("\\"):
            return self._command(parts, place, alphabet, made)
        return self._leaf(parts, place, alphabet, made)

    def _leaf(self, parts: Sequence[str], place: int, alphabet: str, made: list[str]) -> int:
        part = parts[place]
        if part.isascii() and part.isdigit() and not alphabet:
            figures, behind = numbers(parts, place)
            made.append(self.marks.add(figures))
            return behind
        if part == "~":
            made.append(self.marks.add("med"))
        elif alphabet == "upright" and part.isalpha():
            end = place
            while end < len(parts) and len(parts[end]) == 1 and parts[end].isalpha():
                end += 1
            made.append(self.marks.text("".join(parts[place:end])))
            return end
        else:
            made.append(self._char(part, alphabet))
        return place + 1

    def _char(self, char: str, alphabet: str) -> str:
        if not is_character(char) or char == "√":  # Typst reads a typed root sign as the root of what follows
            raise Unreadable(f"{char!r} does not belong in a formula")
        moved = styled(TYPED.get(char, char), alphabet)
        if moved.isascii() and moved.isalpha():
            return moved
        return self.marks.add(moved) if moved.isascii() and moved.isdigit() else self.marks.sign(moved)

    def _command(self, parts: Sequence[str], place: int, alphabet: str, made: list[str]) -> int:
        command = parts[place]
        if command == r"\left":
            end = matching(parts, place)
            opening, closing = delimiter(parts[place + 1]), delimiter(parts[end + 1])
            made.append(self.marks.add("lr(" + (quoted_sign(opening) if opening else "")))
            made += self.row(parts[place + 2 : end], alphabet)
            made.append(self.marks.add((quoted_sign(closing) if closing else "") + ")"))
            return end + 2
        if command == r"\middle":
            made.append(self.marks.add(f"mid({quoted_sign(delimiter(parts[place + 1]))})"))
            return place + 2
        if command == r"\begin":
            name, inside, behind = environment(parts, place)
            made += self._grid(name, inside, alphabet)
            return behind
        if command == r"\not":
            struck = parts[place + 1] if place + 1 < len(parts) else ""
            sign = signs().get(struck[1:]) if struck.startswith("\\") else None
            char = negated(sign.char if sign else TYPED.get(struck, struck)) if struck else None
            if char is None:
                raise Unreadable(r"\not stands before what has no negated form")
            made.append(self.marks.sign(char))
            return place + 2
        if command in SPACES:
            made += [self.marks.add(SPACES[command])] if SPACES[command] else []
            return place + 1
        if command[1:] in signs():
            return self._large(parts, place, quoted_sign(styled(signs()[command[1:]].char, alphabet)), made)
        if command[1:] in names():
            known = names()[command[1:]]
            return self._large(parts, place, _operator(known.shown, limits=known.limits), made)
        return self._composed(parts, place, alphabet, made)

    def _large(self, parts: Sequence[str], place: int, source: str, made: list[str]) -> int:
        r"""A sign or name, with `\limits` behind it if there is one."""
        behind = place + 1
        if behind < len(parts) and parts[behind] in {r"\limits", r"\nolimits"}:
            source = f"{parts[behind].removeprefix(chr(92)).replace('nolimits', 'scripts')}({source})"
            behind += 1
        made.append(self.marks.add(source))
        return behind

    def _composed(self, parts: Sequence[str], place: int, alphabet: str, made: list[str]) -> int:
        command = parts[place]
        place += 1
        if command in TEXTS:
            inside, behind = argument(parts, place)
            made.append(self.marks.text(written(inside)))
        elif command == r"\operatorname":
            starred = parts[place] == "*"
            inside, behind = argument(parts, place + starred)
            return self._large(parts, behind - 1, _operator(operator_name(inside), limits=starred), made)
        elif command in FRACTIONS | BINOMIALS | STACKS:
            first, behind = argument(parts, place)
            second, behind = argument(parts, behind)
            name = r"\frac" if command in FRACTIONS else r"\binom" if command in BINOMIALS else command
            name = r"\overset" if name == r"\stackrel" else name
            size = {"d": "display(", "c": "display(", "t": "inline("}.get(command[1], "") if "frac" in command else ""
            made += [self.marks.add(size)] if size else []
            made += [name, "{", *self.row(first, alphabet), "}", "{", *self.row(second, alphabet), "}"]
            made += [self.marks.add(")")] if size else []
        elif command == r"\sqrt":
            index, behind = optional(parts, place)
            inside, behind = argument(parts, behind)
            made += self._root(self.row(index or [], alphabet), self.row(inside, alphabet))
        elif command in ARROWS:
            below, behind = optional(parts, place)
            above, behind = argument(parts, behind)
            base = self.marks.add(f"stretch({ARROWS[command]})")
            lower = ["_", "{", *self.row(below, alphabet), "}"] if below else []
            made += [self.marks.add("limits("), base, self.marks.add(")"), *lower]
            made += ["^", "{", *self.row(above, alphabet), "}"]
        elif command in ALPHABETS:
            inside, behind = argument(parts, place)
            made += ["{", *self.row(inside, ALPHABETS[command]), "}"]
        else:
            return self._around(parts, place, command, alphabet, made)
        return behind

    def _root(self, index: list[str], radicand: list[str]) -> list[str]:
        if not index:
            return [r"\sqrt", "{", *radicand, "}"]
        # tylax does not convert what is in an index.
        return ["{", self.marks.add("root("), *index, self.marks.add(","), *radicand, self.marks.add(")"), "}"]

    def _around(self, parts: Sequence[str], place: int, command: str, alphabet: str, made: list[str]) -> int:
        """Commands with one argument."""
        if command in {r"\bmod", r"\mod"}:
            made.append(self.marks.add(_operator("mod", limits=False)))
            return place
        if command not in {*ACCENTS, *BRACES, *CLASSES, r"\cancel", r"\bcancel", r"\xcancel", r"\boxed", r"\substack",
                           r"\phantom", r"\hphantom", r"\vphantom", r"\pmod", r"\pod"}:  # fmt: skip
            raise Unreadable(f"{command} is not known")
        inside, behind = argument(parts, place)
        if command == r"\substack":
            made.append("{")
            for number, line in enumerate(lines(inside)):
                made += [self.marks.add("\\ "), *self.row(line, alphabet)] if number else self.row(line, alphabet)
            made.append("}")
            return behind
        if "phantom" in command:
            return behind
        body = self.row(inside, alphabet)
        if ACCENTS.get(command) in _CONVERTED or command in BRACES:
            name = {r"\widehat": r"\hat", r"\widetilde": r"\tilde", r"\overrightarrow": r"\vec"}.get(command, command)
            made += [name, "{", *body, "}"]
            if command in BRACES and behind < len(parts) and parts[behind] == ("_" if "under" in command else "^"):
                note, behind = argument(parts, behind + 1)
                made += ["_" if "under" in command else "^", "{", *self.row(note, alphabet), "}"]
        elif command in {r"\pmod", r"\pod"}:
            word = [self.marks.add(_operator("mod", limits=False)), self.marks.add("thin")] if "mod" in command else []
            made += [
                self.marks.add("quad"),
                self.marks.sign("("),
                *(word if command == r"\pmod" else []),
                *body,
                self.marks.sign(")"),
            ]
        else:
            self._wrapped(parts, behind, command, body, made)
            if command == r"\mathop" and behind < len(parts) and parts[behind] in {r"\limits", r"\nolimits"}:
                behind += 1
        return behind

    def _wrapped(self, parts: Sequence[str], behind: int, command: str, body: list[str], made: list[str]) -> None:
        """A base between the opening and the end of a function of Typst's that tylax does not write."""
        if command in ACCENTS:
            opening = _OURS[ACCENTS[command]] + "("
        elif command == r"\mathop":
            limits = behind < len(parts) and parts[behind] == r"\limits"
            opening = 'limits(class("large",' if limits else 'class("large",'
        elif command in CLASSES:
            opening = f'class("{_CLASSES[command]}",'
        elif command == r"\boxed":
            made += ["{", self.marks.add(_BOX), *body, self.marks.add(")$))"), "}"]
            return
        else:
            opening = _STRIKES[command]
        made += ["{", self.marks.add(opening), *body, self.marks.add(")" * opening.count("(")), "}"]

    def _grid(self, name: str, inside: list[str], alphabet: str) -> list[str]:
        columns: list[str] = []
        if name == "array":
            columns, behind = argument(inside, 0)
            inside = inside[behind:]
        rows = lines(inside)
        ruled = [number for number, row in enumerate(rows) for part in row if part == r"\hline"]
        if rows and all(part == r"\hline" for part in rows[-1]):
            rows.pop()
        kind = {"dcases": "cases", "rcases": "cases", "smallmatrix": "matrix"}.get(name, name)
        is_aligned = name in {"aligned", "gathered", "split", "alignedat"}
        kind = "matrix" if is_aligned or name == "array" else kind
        made = [r"\begin", "{", *kind, "}"]
        found = settings(name, ruled_columns("".join(columns)), ruled, len(rows))
        made += [self.marks.add(setting) for setting in found]
        steps = self.hidden if is_aligned or "cases" in name else 0
        for number, row in enumerate(rows):
            made += ["\\\\"] if number else []
            cells = split([part for part in row if part != r"\hline"], "&")
            for place, cell in enumerate(cells):
                made += ([self.marks.add("&")] if is_aligned else ["&"]) if place else []
                # What Typst sets close together stands apart in TeX: pairs of columns, and a case and its condition.
                apart = place and ((is_aligned and place % 2 == 0) or "cases" in name)
                made += [self.marks.add("wide" if is_aligned else "quad")] if apart else []
                made += self._cell(
                    cell, alphabet, seen=number < len(rows) - steps, large=is_aligned or name == "dcases"
                )
        return [*made, r"\end", "{", *kind, "}"]

    def _cell(self, parts: list[str], alphabet: str, *, seen: bool, large: bool) -> list[str]:
        inside = self.row(parts, alphabet)
        if not inside:
            return [self.marks.add('""')]
        if large:
            inside = [self.marks.add("display("), *inside, self.marks.add(")")]
        return inside if seen else [self.marks.add("#hide($"), *inside, self.marks.add("$)")]


_CLASSES = {
    r"\mathbin": "binary", r"\mathrel": "relation", r"\mathord": "normal", r"\mathopen": "opening",
    r"\mathclose": "closing", r"\mathpunct": "punctuation", r"\mathinner": "normal",
}  # fmt: skip
_STRIKES = {
    r"\cancel": "cancel(", r"\bcancel": "cancel(inverted: #true,", r"\xcancel": "cancel(cross: #true,",
}  # fmt: skip
# An equation in a line is cut to the line's height unless its bounds are asked for.
_BOX = '#box(stroke: 0.05em, inset: 0.3em, text(top-edge: "bounds", bottom-edge: "bounds", $display('


def _operator(name: str, *, limits: bool) -> str:
    return f"op({quoted(name)}{', limits: #true' if limits else ''})"
