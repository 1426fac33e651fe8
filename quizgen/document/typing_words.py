"""How answers are typed, said in the language of a frame.

The kinds of answers say it in English, in phrases that the file of messages translates one by one.
"""

from collections.abc import Iterator

from quizgen.document.messages import Messages, translated


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
    return "; ".join(translated(words.typing, phrase) for phrase in _phrases(english))


def _phrases(line: str) -> Iterator[str]:
    """The phrases of a line; an example in brackets may have semicolons of its own."""
    depth = begin = 0
    for place, sign in enumerate(line):
        depth += (sign == "[") - (sign == "]")
        if sign == ";" and depth == 0:
            yield line[begin:place]
            begin = place + 2
    yield line[begin:]
