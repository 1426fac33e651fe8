"""What stands between two equals signs: a formula in letters, or a value and the name of another value.

`U = D - P + 1 = 10` shows how U came about; `w = 1040 | b = 0` are two answers. A text that no
formula looks like, and a quotient that would be nothing, `w = 1040/b = 0`, are answers side by side.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from quizgen.answers.spelled import SPELLED
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

# The signs of a formula between two equals signs: `h = W x = [3, 4]`.
_PLAIN_SIGNS = pattern(
    r"\\(?:frac|dfrac|cdot|times|left|right|lfloor|rfloor|lceil|rceil|sqrt|,|;|quad|cdots|ldots)|[A-Z][a-z](?![A-Za-z])|[A-Za-z]+|[0-9]+|[-+*/^_(){}\[\].,@·×⌊⌋⌈⌉√|\s∑σ]+"
)
_GLUED = pattern(r"[WVAKUMXB][xhvzaXHZAB]")
_OPEN, _CLOSE = "([{⌊⌈", ")]}⌋⌉"
# Behind a number and before a letter these are no operators; they part two answers.
_PARTS = pattern(r"[0-9)\]}]\s*(?:-\s*-|\+\s*\+|\|\s*\||\.\.+|@|_)\s*(?=[^\W\d_]|\\)")
_CALCULATION = pattern(r"[0-9)]\s*(?:[-+*/·×]|\\(?:cdot|times)(?![A-Za-z]))\s*[0-9(\\]|\\frac")
# Two names with a sign between them; what makes another thing of a name: powers, functions, parts.
_JOINED = pattern(r"[^\W\d_]\w*\s*\)*\s*(?:[-+*/·×]|\\cdot)\s*\(*\s*[^\W\d_]")
_OTHER = pattern(r"\^(?!\s*\{?(?:T|\\top))|\.|[^\W\d_]\s*\(|d\s*/\s*d|∂")
# `w = 1040, b = 0` or `w = 1040 b = 0`: what stands between the signs is no product.
_VALUE_THEN_NAME = pattern(
    r"\s*(?:[-+(\[]?[0-9][-+*/^.,0-9()\s]*[0-9).\]]|[0-9])(?:\s*(?:[,;|]|\\q?quad|\\[ ,;])\s*|\s+)(?:(?:and|und|et|y|e)\s+)?([^\W\d]\S*|\\[a-zA-Z]+\S*)\s*"
)
_MULTIPLIED = pattern(
    r"(?<=[0-9)])\s*(?:[/*^·×÷|]+|\\(?:cdot|times)|x(?=\s))\s*(?=[^\W\d_]\S*\s*\Z|\\[a-zA-Z]+\s*\Z)"
)
# Blanks around the sign and none around `=`: w=1040 + b=0.
_LOOSE = pattern(
    r"\S.*?[0-9)\]]\s+(?:[-+/*^·×÷]|\\(?:cdot|times))\s+([^\W\d_]\S*|\\[a-zA-Z]+\S*)", re.DOTALL
)


def is_formula(text: str, words: Iterable[str] = ()) -> bool:
    """Whether a text is a formula in single letters, known functions and own `words`, with a letter in it.

    >>> [is_formula(t) for t in ("W x + b", "(D - P)/S", "never", "1040 -- b", "1040) (b")]
    [True, True, False, False, False]
    """
    at, letters = 0, False
    while at < len(text):
        match = _PLAIN_SIGNS.match(text, at)
        if not match or ("," in match[0] and not _is_inside(text, text.index(",", at))):
            return False  # `7, y` is two answers
        word = match[0]
        if (
            len(word) > 1
            and word.isalpha()
            and not (word in SPELLED or word in words or _GLUED.fullmatch(word))
        ):
            return False
        letters |= word.isalpha() and word not in SPELLED
        at = match.end()
    return letters and _is_balanced(text) and not _PARTS.search(text)


def is_of_itself(formula: str, names: Iterable[str]) -> bool:
    """Whether a formula between equals signs has no letter but those of the names beside it.

    >>> is_of_itself("2K", ["K "]), is_of_itself("D - K", ["K"])
    (True, False)
    """
    formula = re.sub(r"(?:\^\s*\{?\s*\\?|\.)(?:T|top)(?![A-Za-z])", "", formula)
    letters = {word for word in re.findall(r"[^\W\d_]+", formula) if word not in SPELLED}
    return letters <= {word for name in names for word in re.findall(r"[^\W\d_]+", name)}


def is_worked_out(sides: Sequence[str]) -> bool:
    """Whether a chain begins with a formula in several letters and its working: `D - P + 1 = 14 - 5 + 1 = 10`.

    >>> is_worked_out(["D - P + 1", "14 - 5 + 1", "10"]), is_worked_out(["x^2", "3*3", "9"])
    (True, False)
    >>> is_worked_out(["D - P", "9"]), is_worked_out(["x^n", "3*3", "9"])
    (False, False)
    """
    formula, *behind = sides
    is_plain = _JOINED.search(formula) is not None and not _OTHER.search(formula)
    return (
        is_plain
        and len(behind) > 1
        and has_several_letters(formula)
        and _CALCULATION.search(behind[0]) is not None
    )


def has_several_letters(formula: str) -> bool:
    """Whether a formula is made of more than one name, and so is no name of its own.

    >>> has_several_letters("W x"), has_several_letters("2W^T"), has_several_letters("log(x)")
    (True, False, False)
    """
    bare = re.sub(r"\\[a-z]+|\^\s*\{?T", "", formula)
    words = [word for word in re.findall(r"[^\W\d_]+", bare) if word not in SPELLED]
    return len(set("".join(words))) > 1


def check_one(
    sides: Sequence[str], is_name: Callable[[str], bool], owns: Callable[[str], bool]
) -> None:
    """`Unreadable` where a value and the name of another one stand between two equals signs.

    `owns` says of a name whether it is one that the question asks for, no free letter.

    >>> check_one(["w", "1040/b", "5"], str.isalpha, str.isupper)
    >>> check_one(["w", "1040/b", "0"], str.isalpha, str.isupper)
    Traceback (most recent call last):
    quizgen.answers.verdict.Unreadable: several named values (w and b); one is asked, write it alone
    """
    if parted := next((side for side in sides[1:-1] if _PARTS.search(side)), ""):
        raise Unreadable(f"{parted.strip()[:30]!r} is no value; write the answer alone")
    multiplied = [_MULTIPLIED.sub(" ", side) for side in sides[1:-1]]
    apart = sum(one != side for one, side in zip(multiplied, sides[1:-1], strict=True))
    # No quotient is nothing, and no value is two quotients of two names.
    nothing = not sides[-1].strip(" .0[](){}") or apart > 1
    for side, part in zip(sides[1:-1], multiplied, strict=True):
        another = _VALUE_THEN_NAME.fullmatch(side) or _LOOSE.fullmatch(side)
        if not another and (found := _VALUE_THEN_NAME.fullmatch(part)):
            both = owns(sides[0]) and owns(found[1])
            another = found if nothing or both else None
        if another and is_name(another[1]):
            first = f"{sides[0].strip()} and " if is_name(sides[0]) else ""
            raise Unreadable(
                f"several named values ({first}{another[1].strip()}); one is asked, write it alone"
            )


def _is_balanced(text: str) -> bool:
    """Whether every bracket is closed, and every bar has another one."""
    depth = 0
    for sign in text:
        depth += (sign in _OPEN) - (sign in _CLOSE)
        if depth < 0:
            return False
    doubled = text.count("||")
    return depth == 0 and doubled % 2 == 0 and (text.count("|") - 2 * doubled) % 2 == 0


def _is_inside(text: str, at: int) -> bool:
    """Whether a position is inside brackets."""
    before = text[:at]
    return sum(map(before.count, _OPEN)) > sum(map(before.count, _CLOSE))
