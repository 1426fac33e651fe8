"""The words behind a number, which may say what it counts: `50 weights`, `7 (weights)`."""

import re

_LONGEST_TAIL = 80
# What a unit stands in: `7 (weights)`, `7 \\text{ weights}`.
_OPENED = re.compile(r"(?:\\(?:text|mathrm|mbox)\s*\{|[(\[{])\Z")


def tail(text: str) -> tuple[str, list[str]]:
    """What ends in a digit or bracket, and the words behind it.

    Read from the end, sign by sign: a pattern would try each letter as the end of a word.
    """
    body = text.rstrip(" .!\n")
    closed = body[-1:] in (")", "]", "}")
    inner = body[:-1] if closed else body
    start = len(inner)
    while (
        start > 0
        and len(inner) - start < _LONGEST_TAIL
        and (inner[start - 1].isalpha() or inner[start - 1] in " \n'’~")
    ):
        start -= 1
    words = re.findall(r"[^\W\d_]+", inner[start:])
    before = inner[:start]
    if closed:
        opened = _OPENED.search(before[-12:])
        if not opened:
            return text, []
        before = before[: len(before) - len(opened[0])]
    before = before.rstrip(" ~\n")
    return (before, words) if before[-1:] in tuple("0123456789)}]$.") else (text, [])
