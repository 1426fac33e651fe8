"""Powers that two readers read in two ways: refused, with both ways to write what is meant.

The tree of an expression no longer knows its parentheses; its tokens do.
"""

from collections.abc import Sequence
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError

from quizgen.errors import UserError

_CLOSED = {")": "(", "]": "[", "}": "{"}
_OPERANDS = ("name", "integer", "float", "string")
# Names after which an operand begins.
_WORDS = frozenset({"and", "or", "not", "in", "is", "if", "else"})


class _Token(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def ends_operand(self) -> bool:
        is_word = self.kind == "name" and self.text in _WORDS
        return (self.kind in _OPERANDS and not is_word) or self.text in _CLOSED


def refuse_ambiguous(text: str, environment: Environment) -> None:
    """`UserError` for `-a ** 2` and `a ** b ** c` without parentheses.

    Mathematics takes -a² for -(a²), the language of banks for (-a)²; what was meant, only the
    author knows.

    >>> refuse_ambiguous("-(a ** 2) + (-a) ** 2", Environment())
    >>> refuse_ambiguous("1 - a ** 2", Environment())
    >>> refuse_ambiguous("-a ** 2", Environment())
    Traceback (most recent call last):
    ...
    quizgen.errors.UserError: '-a ** 2' can be read in two ways
        fix: write (-a) ** 2 or -(a ** 2)
    """
    if "**" not in text:
        return
    line = " ".join(text.split())
    source = f"{{{{ ({line}) }}}}"
    try:
        tokens = _tokens(source, environment)
    except TemplateSyntaxError:
        return  # no expression at all: said elsewhere
    for place, token in enumerate(tokens):
        if token.text != "**" or token.kind != "operator":
            continue
        first, last = _operand_before(tokens, place), _operand_after(tokens, place)
        base = source[tokens[first].start : tokens[place - 1].end]
        exponent = source[tokens[place + 1].start : tokens[last].end]
        sign, following = tokens[first - 1], tokens[last + 1]
        if sign.text in ("-", "+") and not tokens[first - 2].ends_operand:
            found = source[sign.start : tokens[last].end]
            ways = (f"({sign.text}{base}) ** {exponent}", f"{sign.text}({base} ** {exponent})")
        elif following.text == "**":
            end = _operand_after(tokens, last + 1)
            top = source[tokens[last + 2].start : tokens[end].end]
            found = source[tokens[first].start : tokens[end].end]
            ways = (f"({base} ** {exponent}) ** {top}", f"{base} ** ({exponent} ** {top})")
        else:
            continue
        raise UserError(f"{found!r} can be read in two ways", f"write {ways[0]} or {ways[1]}")


def _tokens(source: str, environment: Environment) -> list[_Token]:
    found, place = [], 0
    for _, kind, text in environment.lex(source):
        if kind != "whitespace":
            found.append(_Token(kind, text, place))
        place += len(text)
    return found


def _operand_before(tokens: Sequence[_Token], place: int) -> int:
    """Where the operand before a place begins: a name with its members, calls, entries and filters."""
    first = place - 1
    while True:
        opened = _CLOSED.get(tokens[first].text)
        if opened:
            closed, depth = tokens[first].text, 1
            while depth and first:
                first -= 1
                depth += (tokens[first].text == closed) - (tokens[first].text == opened)
            if tokens[first - 1].ends_operand:  # a call or an entry: its name comes before
                first -= 1
                continue
        if tokens[first - 1].text not in (".", "|"):
            return first
        first -= 2


def _operand_after(tokens: Sequence[_Token], place: int) -> int:
    """Where the operand after a place ends; a sign belongs to it."""
    last = place + 1
    while tokens[last].text in ("-", "+"):
        last += 1
    depth = 0
    while True:
        depth += (tokens[last].text in _CLOSED.values()) - (tokens[last].text in _CLOSED)
        following = tokens[last + 1]
        continues = following.text in (".", "|", "(", "[") or tokens[last].text in (".", "|")
        if last + 2 == len(tokens) or (depth == 0 and not continues):
            return last
        last += 1
