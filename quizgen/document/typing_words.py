"""How answers are typed, said in the language of a frame.

The kinds of answers say it in English, in phrases that the file of messages translates one by one.
"""

import re
from collections.abc import Iterator
from functools import cache

from quizgen.document.messages import Messages, pieces, said


def how_to_type_in(words: Messages, english: str) -> str:
    """A line about typing in the language of `words`; a phrase that nobody translated stays English.

    >>> from quizgen.document.messages import shipped_messages
    >>> how_to_type_in(shipped_messages("de"), "a formula in D, P and S, typed as in 2*a^2/(b_1 + 1)")
    'eine Formel in D, P und S, geschrieben wie 2*a^2/(b_1 + 1)'
    >>> how_to_type_in(shipped_messages("de"), "numbers as [3; -4; 5]; a comma for decimals; all of them")
    'Zahlen wie [3; -4; 5]; Dezimalzahlen mit Komma; all of them'
    """
    if words.language == "en":
        return english
    return "; ".join(_translated(words, phrase) for phrase in _phrases(english))


def _phrases(line: str) -> Iterator[str]:
    """The phrases of a line; an example in brackets may have semicolons of its own."""
    depth = begin = 0
    for place, sign in enumerate(line):
        depth += (sign == "[") - (sign == "]")
        if sign == ";" and depth == 0:
            yield line[begin:place]
            begin = place + 2
    yield line[begin:]


def _translated(words: Messages, phrase: str) -> str:
    for english, own in words.typing.items():
        if found := _pattern(english).fullmatch(phrase):
            values = {name: _translated(words, text) for name, text in found.groupdict().items()}
            return said(own, **values)
    return phrase


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """A phrase whose names in braces stand for any text."""
    texts = enumerate(pieces(phrase))
    return re.compile("".join(f"(?P<{text}>.+)" if i % 2 else re.escape(text) for i, text in texts))
