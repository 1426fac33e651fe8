"""Brackets of any kind: where one closes, what stands beside each other in them, and entries of a line."""

import re
from collections.abc import Sequence

from quizgen.answers.text import HEDGE
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

_LONE_SIGN = pattern(r"[\w).]\s+[+-]\s+[\w(.\\]")
_LONE_NUMBERS = pattern(r"([0-9.]+)\s+([+-])\s+([0-9.]+)")
# Two numbers with nothing but blanks between them.
_PLAIN_GAP = pattern(r"[0-9).] +[0-9(.]")
_TWO_OR_ONE = pattern(r"(?<![0-9.])[0-9]{1,3} [0-9]{3}(?![0-9])")
SEPARATED = pattern(r"[,;\n&]|[0-9.)]\s+[-+0-9.(]")
# `3, -4 and 5`: the last comma in words.
_LAST_AND = pattern(r",?\s+(?:and|und|et|y)\s+(?=[-+(]?\s?[0-9.][0-9./)]*\Z)")
_LETTER = pattern(r"[A-Za-z;&]")
PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">", "⟨": "⟩"}


def side_by_side(text: str) -> list[str] | None:
    """The insides of brackets that stand beside each other; None if there are none."""
    found, at = [], 0
    products = True  # (x)(1+x) is one entry
    while at < len(text):
        while at < len(text) and text[at] in " ,;\n":
            at += 1
        if at >= len(text):
            break
        if text[at] not in PAIRS:
            return None
        end = closing(text[at:])
        if end < 0:
            raise Unreadable(f"{text[at]!r} is not closed")
        inside = text[at + 1 : at + end]
        if "/" in text[at + end + 1 : at + end + 2] or (
            text[at] == "(" and re.fullmatch(r"\s*[+-]?[0-9./ ]+", inside)
        ):
            return None
        found.append(inside)
        products &= text[at] == "(" and not SEPARATED.search(inside)
        at += end + 1
    return None if products else found


def closing(text: str) -> int:
    """Position of the bracket that closes the first character; -1 if none does."""
    stack: list[str] = []
    for position, character in enumerate(text):
        if character in PAIRS:
            stack.append(PAIRS[character])
        elif stack and character == stack[-1]:
            stack.pop()
            if not stack:
                return position
    return -1


def balanced(text: str) -> None:
    """`Unreadable` where a bracket closes nothing or is not closed."""
    depth: list[str] = []
    for character in text:
        if character in "([{":
            depth.append(PAIRS[character])
        elif character in ")]}" and (not depth or depth.pop() != character):
            raise Unreadable(f"{character!r} closes nothing")
    if depth:
        raise Unreadable("a bracket is not closed")


def split(line: str, decimal_comma: bool, blanks: bool) -> list[str]:  # noqa: FBT001 - passed on
    """The entries of one line, between separators or blanks."""
    line = line.strip().strip("&").strip()
    if not line:
        raise Unreadable("there are no entries")
    line = _with_last_comma(line)
    if hedge := HEDGE.search(line):
        without = "or, and, not" if hedge[0].isalpha() else hedge[0]
        raise Unreadable(f"give one answer, without {without}")
    separator = ";" if decimal_comma else ","
    line = re.sub(r"\\(?:[dt]?frac)\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"(\1)/(\2)", line)
    if separator in line or "&" in line:
        parts = [part.strip() for part in outside(line, separator + "&")]
        if len(parts) > 1 and not parts[-1]:
            parts.pop()
        if any(not part for part in parts):
            raise Unreadable("an entry between two separators is empty")
        for part in parts:
            if _TWO_OR_ONE.search(part):
                raise Unreadable(f"{part!r} may be one number or two; write it without the blank")
        return parts
    if not blanks:
        return [line]
    # `3 - 22 - 9` has a sign at every entry; in `3 - 4 5` nobody knows.
    named = any(character.isalpha() for character in line)
    plus = " + " in line and _LONE_NUMBERS.search(line)
    if _LONE_SIGN.search(line) and (named or plus or _PLAIN_GAP.search(line)):
        raise Unreadable("a sign stands between two entries; separate entries with commas")
    joined = re.sub(r"\s*([/*^])\s*", r"\1", line)
    joined = re.sub(r"(?<![\w).])([+-])\s+", r"\1", joined)
    return joined.split()


def split_rows(lines: Sequence[str], decimal_comma: bool, blanks: bool) -> list[list[str]]:  # noqa: FBT001 - passed on
    """The entries of each of several rows, in which a sign with blanks around it says too little.

    >>> split_rows(["1 -2", "3 4"], False, True)
    [['1', '-2'], ['3', '4']]
    >>> split_rows(["1 - 2", "3 + 4"], False, True)
    Traceback (most recent call last):
    quizgen.answers.verdict.Unreadable: '1 - 2' may be one entry or two; write 1 -2 or 1, -2 for two, 1-2 for one
    """
    separator = re.compile(";" if decimal_comma else "[,&]")
    for line in lines if blanks else ():
        lone = _LONE_NUMBERS.search(line)
        if lone and not separator.search(line):
            left, sign, right = lone.groups()
            one, two = f"{left}{sign}{right}", f"{left} {sign}{right} or {left}, {sign}{right}"
            raise Unreadable(
                f"{lone[0]!r} may be one entry or two; write {two} for two, {one} for one"
            )
    return [split(line, decimal_comma, blanks) for line in lines]


def _with_last_comma(line: str) -> str:
    """`3, -4 and 5` with its last comma, where commas stand between all other entries."""
    last = _LAST_AND.search(line)
    if not last or _LETTER.search(line, 0, last.start()) or "," not in line[: last.start()]:
        return line
    return f"{line[: last.start()]}, {line[last.end() :]}"


def outside(text: str, separators: str) -> list[str]:
    """Split at separators that stand outside parentheses and braces."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character in separators and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
