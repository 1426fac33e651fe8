"""Entries behind the names that the question lists them by: `b = -3, w_1 = 2, w_2 = 2` for [w_1, w_2, b]."""

import re
from collections.abc import Sequence

from quizgen.answers.named import ASSIGN, entries
from quizgen.answers.names import split_outside
from quizgen.answers.symbols import parsed
from quizgen.answers.text import bare


def by_names(text: str, names: Sequence[str]) -> str:
    """The entries in the order of the names, where each name stands once before its entry; else the text.

    >>> by_names("b = -3; w2 = 1/2, w1 = 2", ["w_1", "w_2", "b"])
    '[2, 1/2, -3]'
    >>> by_names("w1 = 2, w1 = 3, b = 1", ["w_1", "w_2", "b"])
    'w1 = 2, w1 = 3, b = 1'
    """
    if "=" not in text and ":" not in text:
        return text
    parts = entries(bare(text))
    if len(parts) != len(names):
        return text
    found: dict[int, str] = {}
    for part in parts:
        sides = split_outside(part, ASSIGN)
        places = [i for i, name in enumerate(names) if _is(sides[0], name)]
        if len(sides) != 2 or len(places) != 1 or places[0] in found or not sides[1].strip():
            return text
        found[places[0]] = sides[1].strip()
    return f"[{', '.join(found[place] for place in range(len(names)))}]"


def _is(text: str, name: str) -> bool:
    said, own = parsed(text.strip()), parsed(name)
    if said is not None and own is not None:
        return said == own
    return _folded(text) == _folded(name)


def _folded(text: str) -> str:
    return re.sub(r"[\s\\{}_$*`-]", "", text).casefold()
