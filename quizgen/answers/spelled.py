"""Words and letters of a calculation: names of functions, e and pi, signs that are spelled."""

import re

from quizgen.answers.syntax import FUNCTIONS
from quizgen.pattern import pattern

SPELLED = frozenset({*FUNCTIONS, "floor", "ceil", "round", "sum"})


def has_letters(text: str) -> bool:
    r"""Whether a text has letters that are no part of a number or of its signs.

    >>> has_letters(r"3e5 \cdot 2 x 4"), has_letters("2 K")
    (False, True)
    """
    return (
        re.search(
            r"[^\W\d_]",
            re.sub(r"[eE][+-]?[0-9]|\\[a-z]+|(?<=[0-9)])\s*[xX]\s*(?=[0-9(])", "", text),
        )
        is not None
    )


# Signs of a calculation that LaTeX spells.
_OPERATOR = pattern(
    r"\\(?:times|cdot|div|ast|left|right|[lr]floor|[lr]ceil|[dt]?frac|quad)(?![A-Za-z])|(?<=[0-9)])\s*(?:times|mal|fois|por|vezes)\s*(?=[0-9(])"
)


def spelled(text: str) -> bool:
    """Whether all words of a text belong to a calculation.

    >>> spelled("1/(1 + e^-1)"), spelled("3 times 4"), spelled("half 7")
    (True, True, False)
    """
    return all(
        word in SPELLED or word in ("e", "pi")
        for word in re.findall(r"[A-Za-z]+", _OPERATOR.sub(" ", text).replace("\\", " "))
    )
